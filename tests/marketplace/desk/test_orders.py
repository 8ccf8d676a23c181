"""Orders at the desk: found, and told on one page in words."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from marketplace.care import operations as care
from marketplace.core.models import OutboxEvent, StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.desk import queries
from marketplace.fulfilment import operations
from marketplace.fulfilment.models import Consignment
from marketplace.payments.models import Refund
from tests import copies, shop

pytestmark = pytest.mark.django_db


def parcels(order):
    with house_scope():
        return list(Consignment.objects.filter(order=order).order_by("number"))


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("url", ["home", "orders", "cases", "proposals", "mails", "events"])
def test_the_desk_is_for_operators_alone(client, url):
    address = reverse(f"desk:{url}")
    assert client.get(address).url == f"{reverse('account_login')}?next={address}"
    for person in (shop.user(), shop.member(shop.point().trader)):
        client.force_login(person)
        assert client.get(address).status_code == 404


# --- the list --------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_at_any_size(order, client, django_assert_num_queries, size):
    copies.orders(order, size - 1)
    # session, user, basket of the frame, count, orders
    with django_assert_num_queries(5):
        response = client.get(reverse("desk:orders"))

    assert [row.parcels for row in response.context["rows"]] == [2] * size


def test_found_by_number_parcel_tracking_and_address(order, client, clock):
    other = shop.paid_order(shop.offer(), email="ines@exemple.fr")
    parcel = parcels(order)[0]
    with house_scope():
        operations.accept(consignment=parcel, actor=None, at=clock())
        operations.ship(
            consignment=parcel, carrier="DPD", tracking="6A1234", actor=None, at=clock()
        )

    def found(query):
        rows = client.get(reverse("desk:orders"), query).context["rows"]
        return [row.number for row in rows]

    for words in (order.number, order.number[2:], parcel.number, "6a1234", "CAMILLE@"):
        assert found({"q": words}) == [order.number], words
    assert found({"q": "ines"}) == [other.number]
    assert found({"q": "6A12"}) == []
    assert found({"etat": "paid"}) == [other.number, order.number]
    assert found({"etat": "expired"}) == []
    assert found({"etat": "nonsense"}) == [other.number, order.number]


def test_nothing_is_found(order, client):
    text = client.get(reverse("desk:orders"), {"q": "<zzz>"}).content.decode()
    assert "Aucune commande ne correspond." in text
    assert 'value="&lt;zzz&gt;"' in text


# --- the page --------------------------------------------------------------------------------
def test_the_page_tells_all_of_it_in_words(order, operator, client, clock):
    seller = shop.member(parcels(order)[0].trader)
    seller.first_name = "Nadia"
    seller.save()
    first, second = parcels(order)
    with house_scope():
        line = first.lines.order_by("pk")[0]
        operations.refuse_line(line=line, reason="Vendu", actor=seller, at=clock.advance(hours=1))
        operations.accept(consignment=second, actor=operator, at=clock.advance(hours=1))
        case = care.open_case(
            order=order, order_line_id=line.order_line_id, topic="size", text="?", key="k",
            at=clock.advance(hours=1),
        )  # fmt: skip
        care.close(case=case, reason="Réglé.", user=operator, at=clock.advance(hours=1))

    response = client.get(reverse("desk:order", args=[order.number]))

    history = [
        (step.what, step.about, step.detail, step.who) for step in response.context["page"].history
    ]
    title = line.order_line.title
    assert history == [
        ("Commande passée", "", "", ""),
        ("Commande : Payée", "", "", ""),
        ("Paiement confirmé par Stripe", "", order.payment.intent_id, ""),
        ("Proposé à la boutique", first.number, "", ""),
        ("Proposé à la boutique", second.number, "", ""),
        ("Article retiré", first.number, "Refusé par la boutique : Vendu",
         "Nadia (Foulées d’Annecy)"),
        (f"Remboursement demandé : {title}", "", "Refusé par la boutique", ""),
        ("Accepté par la boutique", second.number, "", "Maud Ferrand (Cordée)"),
        ("Dossier ouvert", title, "La taille ne convient pas", ""),
        ("Dossier clos", title, "Réglé.", ""),
    ]  # fmt: skip
    text = response.content.decode()
    for word in ("camille@exemple.fr", "24 quai Saint-Antoine", first.number, second.number):
        assert word in text
    for code in ("to_accept →", "line:", ">refused<"):
        assert code not in text


@pytest.mark.parametrize("size", [1, 10])
def test_the_page_costs_the_same_at_any_size(operator, client, clock, size,
                                             django_assert_num_queries):  # fmt: skip
    """As many boutiques, each with one parcel that was refused; another order beside it."""
    order = shop.paid_order(*(shop.offer() for _n in range(size)))
    shop.paid_order()
    with house_scope():
        for parcel in parcels(order):
            line = parcel.lines.get()
            actor = shop.member(parcel.trader)
            operations.refuse_line(line=line, reason="Défaut", actor=actor, at=clock())
            care.open_case(
                order=order, order_line_id=line.order_line_id, topic="size", text="?",
                key=f"k{line.pk}", at=clock(),
            )  # fmt: skip
    # session, user, basket of the frame; order, its journal, refunds, disputes, parcels, lines,
    # changes, actors, whom they work for (2), cases, mails; the ledger, sellers' parts
    with django_assert_num_queries(17):
        response = client.get(reverse("desk:order", args=[order.number]))

    page = response.context["page"]
    assert (len(page.consignments), len(page.refunds), len(page.cases)) == (size, 2 * size, size)


def test_mails_of_an_order_are_those_that_name_it_or_a_parcel(order, relay, clock):
    relay(clock())
    StoredEmail.objects.create(
        to="x@exemple.fr", subject=f"Commande {order.number}9 confirmée", created_at=clock()
    )
    with house_scope():
        page = queries.order_page(order.number)

    assert sorted(mail.subject for mail in page.mails) == [
        f"Colis {order.number}-A à accepter",
        f"Colis {order.number}-B à accepter",
        f"Commande {order.number} confirmée",
    ]


def test_an_unknown_order_does_not_exist(operator, client):
    assert client.get(reverse("desk:order", args=["C0"])).status_code == 404


# --- parcels ---------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize("tab", ["en-retard", "a-accepter"])
def test_parcels_cost_the_same_at_any_size(order, client, clock, size, tab,
                                           django_assert_num_queries):  # fmt: skip
    copies.orders(order, size - 1)
    clock.advance(hours=25)
    # session, user, basket of the frame; count, parcels, lines; counts and how many are late
    with django_assert_num_queries(8):
        response = client.get(reverse("desk:parcels", args=[tab]))

    assert len(response.context["rows"]) == min(2 * size, 50)
    assert [count for _key, _label, count in response.context["tabs"]] == [
        2 * size, 2 * size, 0, 0, 0,
    ]  # fmt: skip


def test_what_home_counts_has_a_list_behind_it(order, client, clock):
    clock.advance(hours=25)
    text = client.get(reverse("desk:home")).content.decode()
    assert f'<a href="{reverse("desk:parcels", args=["en-retard"])}">2</a>' in text
    late = client.get(reverse("desk:parcels", args=["en-retard"])).content.decode()
    assert late.count("dépassé de 1 h") == 2


def test_delivered_once(order, client, clock):
    parcel = parcels(order)[0]
    url = reverse("desk:deliver", args=[parcel.number])
    with house_scope():
        operations.accept(consignment=parcel, actor=None, at=clock())

    assert told(client.post(url)) == ["Ce colis n’est pas en route : il est « À expédier »."]
    with house_scope():
        operations.ship(
            consignment=parcel, carrier="DPD", tracking="6A1234", actor=None, at=clock()
        )
    assert client.get(url).url == reverse("desk:order", args=[order.number])
    assert parcels(order)[0].status == "shipped"
    assert told(client.post(url))[-1] == "Colis marqué comme livré."
    assert told(client.post(url))[-1] == "Ce colis n’est pas en route : il est « Livré »."
    assert OutboxEvent.objects.filter(topic="consignment.delivered").count() == 1


def test_a_parcel_whose_code_is_locked_is_unlocked_once(order, client):
    parcel = parcels(order)[0]
    page, url = (
        reverse("desk:order", args=[order.number]), reverse("desk:unlock", args=[parcel.number]),
    )  # fmt: skip
    assert url not in client.get(page).content.decode()
    with house_scope():
        Consignment.objects.filter(pk=parcel.pk).update(
            method="pickup", pickup_code="123456", pickup_tries=10, status="to_ship"
        )

    assert url in client.get(page).content.decode()
    assert client.get(url).url == page
    assert parcels(order)[0].pickup_tries == 10
    assert told(client.post(url)) == ["Nouveau code de retrait envoyé au client."]
    assert told(client.post(url))[-1] == "Le code de retrait de ce colis n’est pas bloqué."
    assert parcels(order)[0].pickup_tries == 0
    assert url not in client.get(page).content.decode()
    assert "Code de retrait renouvelé" in client.get(page).content.decode()


# --- home ------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [1, 30])
def test_home_costs_the_same_at_any_size(order, client, clock, size, django_assert_num_queries):
    copies.orders(order, size - 1)
    with house_scope():
        case = care.open_case(
            order=order, order_line_id=order.lines.first().pk, topic="size", text="?", key="k",
            at=clock(),
        )  # fmt: skip
        copies.cases(case, size - 1)
    # session, user, basket of the frame; ten figures; cases, orders
    with django_assert_num_queries(15):
        response = client.get(reverse("desk:home"))

    assert response.context["waiting"]["cases"] == size
    assert len(response.context["rows"]) == min(size, 8)


def test_an_empty_desk(operator, client):
    for name, args in (
        ("home", []), ("orders", []), ("cases", []), ("proposals", []), ("mails", []),
        ("events", []), ("parcels", ["en-retard"]), ("parcels", ["termines"]),
        ("refunds", ["echoues"]), ("refunds", ["tous"]),
    ):  # fmt: skip
        response = client.get(reverse(f"desk:{name}", args=args))
        assert response.status_code == 200
        assert 'class="empty"' in response.content.decode()
    for name in ("parcels", "refunds"):
        assert client.get(reverse(f"desk:{name}", args=["autre"])).status_code == 404


# --- refunds ---------------------------------------------------------------------------------
@pytest.fixture
def refund(order, clock):
    """A refund that failed."""
    with house_scope():
        line = parcels(order)[0].lines.order_by("pk")[0]
        operations.refuse_line(line=line, reason="Défaut", actor=None, at=clock())
    row = Refund.objects.get()
    row.status, row.last_error = "failed", "expired_or_canceled_card"
    row.save()
    return row


@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize("tab", ["echoues", "tous"])
def test_refunds_cost_the_same_at_any_size(order, refund, client, size, tab,
                                           django_assert_num_queries):  # fmt: skip
    copies.orders(order, size - 1)
    # session, user, basket of the frame; count, refunds; parcels and lines to name them
    with django_assert_num_queries(7):
        response = client.get(reverse("desk:refunds", args=[tab]))

    assert {row.why for row in response.context["rows"]} == {"Refusé par la boutique"}
    assert len(response.context["rows"]) == size


def test_a_failed_refund_is_asked_for_again_once(refund, order, client):
    title = order.lines.order_by("pk")[0].title
    text = client.get(reverse("desk:refunds", args=["echoues"])).content.decode()
    assert title in text
    assert "expired_or_canceled_card" in text
    url = reverse("desk:refund-again", args=[refund.pk])

    client.get(url)
    assert Refund.objects.count() == 1
    for _n in range(2):
        response = client.post(url)

    assert response.url == reverse("desk:order", args=[order.number])
    assert list(Refund.objects.order_by("pk").values_list("amount_minor", "status")) == [
        (5000, "failed"), (5000, "new"),
    ]  # fmt: skip
    assert client.get(reverse("desk:refunds", args=["echoues"])).context["rows"] == []
    waiting = client.get(reverse("desk:refunds", args=["en-cours"])).context["rows"]
    assert [row.what for row in waiting] == [title]


def test_a_refund_that_has_not_failed_is_not_asked_for_again(refund, client):
    Refund.objects.update(status="succeeded")
    response = client.post(reverse("desk:refund-again", args=[refund.pk]))

    assert told(response) == ["Ce remboursement n’a pas échoué : il est « remboursé »."]
    assert Refund.objects.count() == 1
