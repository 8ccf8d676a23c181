"""The order page: by account or signed link, what may be done from it, and nobody else's."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.buying.queries import Choice
from marketplace.care import operations as care
from marketplace.care.models import Case, CaseMessage
from marketplace.core import clock as real
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment import tracking
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments import operations as payments
from marketplace.payments.models import Refund
from marketplace.storefront import links
from marketplace.storefront.access import Door
from marketplace.traders.models import SpecialDays
from tests import factories, shop, stripe_accounts

Order = get_model("order", "Order")
Product = get_model("catalogue", "Product")
PAGES = ["", "cancel", "received", "ask", "case"]
pytestmark = pytest.mark.django_db


def by_link(order):
    return Door(order, links.token(order))


@pytest.fixture(params=["account", "link"])
def door(request, client):
    """A paid order of two parcels, and the way to it."""
    person = shop.user("moi@exemple.fr")
    order = shop.paid_order(user=person)
    if request.param == "link":
        return by_link(order)
    client.force_login(person)
    return Door(order)


def consignments(order):
    with house_scope():
        return list(Consignment.objects.filter(order=order).order_by("number"))


def lines_of(order):
    return list(order.lines.order_by("pk"))


def ship(order, carrier="Colissimo", tracking="6A00000000042"):
    with house_scope():
        for each in consignments(order):
            fulfilment.accept(consignment=each, actor=None, at=real.now())
            fulfilment.ship(
                consignment=each,
                carrier=carrier,
                tracking=tracking,
                actor=None,
                at=real.now(),
            )


def text_of(response):
    return response.content.decode()


def where(text):
    """The lines of the address where the first parcel is to be fetched."""
    found = re.search(r'<address class="small">(.*?)</address>', text, re.DOTALL)
    return [re.sub(r"<.*?>", "", line).strip() for line in found[1].split("<br>")]


def plain(text):
    return text.replace("\xa0", " ").replace("\u202f", " ")


# --- fetched instead --------------------------------------------------------------
def test_what_waits_at_the_counter_shows_its_code_once_it_is_put_aside(client):
    person = shop.user()
    point = shop.counter(shop.point("Foulées"))
    order = shop.paid_order(shop.offer(point=point), user=person, choice=Choice("pickup"))
    client.force_login(person)
    (parcel,) = consignments(order)
    assert parcel.pickup_code not in text_of(client.get(Door(order).url()))

    with house_scope():
        fulfilment.accept(consignment=parcel, actor=None, at=real.now())
    text = text_of(client.get(Door(order).url()))
    assert parcel.pickup_code in text
    assert "Mise de côté" in text
    assert "Expédiée" not in text
    assert "J’ai reçu ce colis" not in text

    with house_scope():
        fulfilment.hand_over(consignment=parcel, code=parcel.pickup_code, actor=None, at=real.now())
    text = text_of(client.get(Door(order).url()))
    assert parcel.pickup_code not in text
    assert "Retirée" in text


def test_a_parcel_for_a_pick_up_point_says_where(client):
    factories.RelayPointFactory(code="PR1", name="Tabac du Pont")
    person = shop.user()
    record = shop.offer(point=shop.relayed(shop.point()))
    order = shop.paid_order(record, user=person, choice=Choice("relay", "PR1"))
    client.force_login(person)

    text = text_of(client.get(Door(order).url()))

    assert "Au point relais" in text
    assert where(text) == ["Tabac du Pont", "3 rue Basse", "69001 Lyon"]
    assert "Nous ne connaissons ni ses horaires" in text
    ship(order)
    assert "J’ai retiré ce colis" in text_of(client.get(Door(order).url()))
    with house_scope():
        fulfilment.deliver(consignment=consignments(order)[0], actor=None, at=real.now())

    text = text_of(client.get(Door(order).url()))

    assert "Livré au point relais" in text
    assert "Nous ne connaissons ni ses horaires" not in text
    assert where(text) == ["Tabac du Pont", "3 rue Basse", "69001 Lyon"]


def test_a_parcel_to_fetch_says_where_when_and_until_when_its_boutique_answers(client, clock):
    point = shop.counter(shop.point("Foulées"))
    point.directions = "Derrière la halle."
    point.save()
    SpecialDays.objects.create(point=point, first="2026-03-10", last="2026-03-10", note="Travaux")
    person = shop.user()
    order = shop.paid_order(shop.offer(point=point), user=person, choice=Choice("pickup"))
    client.force_login(person)

    text = plain(text_of(client.get(Door(order).url())))

    assert where(text) == ["Foulées", "12 rue Royale", "74000 Annecy"]
    assert "Foulées a jusqu’à mardi 3 mars, 10 h pour mettre vos articles de côté" in text
    assert "Sans réponse, il est annulé et vous êtes remboursé." in text
    assert "Derrière la halle." in text
    assert re.search(r"<b>mardi 10 mars</b> : fermé, Travaux", text)
    assert re.search(r"<dt>Lundi</dt><dd>10 h", text)

    with house_scope():
        fulfilment.accept(consignment=consignments(order)[0], actor=None, at=real.now())
    text = plain(text_of(client.get(Door(order).url())))
    assert "À dire au comptoir, jusqu’à lundi 16 mars." in text
    assert "pour mettre vos articles de côté" not in text


def test_what_is_fetched_costs_two_queries_more(client, clock):
    person = shop.user()
    client.force_login(person)
    orders = [
        shop.paid_order(shop.offer(point=shop.counter()), user=person, choice=Choice(method))
        for method in ("home", "pickup")
    ]
    client.get(Door(orders[0]).url())  # the sports are kept
    counts = []
    for order in orders:
        with CaptureQueriesContext(connection) as asked:
            client.get(Door(order).url())
        counts.append(len(asked))

    assert counts[1] == counts[0] + 2


# --- the page ---------------------------------------------------------------------
def test_each_parcel_with_its_steps_its_seller_and_its_date(client, door):
    response = client.get(door.url())
    text = text_of(response)

    assert response.status_code == 200
    assert f"Commande {door.order.number}" in text
    parcels = response.context["parcels"]
    assert [[str(s.label) for s in p.steps if s.at] for p in parcels] == [["Payée"], ["Payée"]]
    assert text.count('aria-current="step"') == 2
    assert text.count("SIREN 552100554") == 2
    assert text.count("Chez vous") == 2
    assert "24 quai Saint-Antoine" in text
    assert "06 12 34 56 78" in text
    assert reverse("storefront:legal", args=["retractation"]) in text
    assert "?version=2026-11-01" in text


def test_a_parcel_on_its_way_can_be_followed_at_its_carrier(client, door):
    ship(door.order)

    response = client.get(door.url())
    text = text_of(response)

    reached = [str(step.label) for step in response.context["parcels"][0].steps if step.at]
    assert reached == ["Payée", "Acceptée", "Expédiée"]
    assert 'href="https://www.laposte.fr/outils/suivre-vos-envois?code=6A00000000042"' in text
    assert "noreferrer" in text


def test_an_unknown_carrier_has_no_link(client, door):
    ship(door.order, carrier="Le vélo du coin")

    text = text_of(client.get(door.url()))

    assert "Le vélo du coin" in text
    assert "Suivre chez le transporteur" not in text


@pytest.mark.parametrize(
    ("carrier", "number", "address"),
    [
        ("Chronopost ", " XY 1", "suivi-page?listeNumerosLT=XY%201"),
        ("mondial  relay", "1&b=2", "numeroExpedition=1%26b%3D2"),
        ("Inconnu", "1", ""),
        ("", "1", ""),
    ],
)
def test_a_number_never_changes_the_address_around_it(carrier, number, address):
    page = tracking.page(carrier=carrier, number=number)
    assert page.endswith(address)
    assert bool(page) == bool(address)


def test_a_withdrawn_line_shows_why_and_its_refund(client, door):
    with house_scope():
        fulfilment.refuse_line(
            line=ConsignmentLine.objects.order_by("pk")[0],
            reason="La dernière paire a un défaut.",
            actor=None,
            at=real.now(),
        )

    response = client.get(door.url())
    text = text_of(response)

    assert "« La dernière paire a un défaut. »" in text
    assert "Remboursement de 100,00\xa0€ : en cours" in " ".join(text.split(" ")).replace("\n", "")
    assert "frais remboursés" in text
    assert "Une fois remboursé" in text
    assert response.context["kept"] == Money(10490)


def test_what_failed_is_owed_until_it_is_asked_again_which_then_stands_for_both(client, door):
    bounced = payments.request_refund(
        order_id=door.order.pk, key="goodwill:0", amount=Money(4000),
        reason="?", at=real.now(), kind=Refund.Kind.GOODWILL,
    )  # fmt: skip
    whole = door.order.payment.amount

    def page():
        response = client.get(door.url())
        rows = [(row.pk, row.amount_minor) for row in response.context["refunds"]]
        assert response.context["kept"] == whole - Money(4000)
        text = text_of(response)
        return rows, "Une fois remboursé, vous aurez payé" in text, "Vous avez payé" in text

    Refund.objects.filter(pk=bounced.pk).update(status="failed")
    assert page() == ([(bounced.pk, 4000)], True, False)

    bounced.refresh_from_db()
    again = payments.refund_again(refund=bounced, at=real.now())
    assert page() == ([(again.pk, 4000)], True, False)

    Refund.objects.filter(pk=again.pk).update(status="succeeded")
    assert page() == ([(again.pk, 4000)], False, True)


def test_a_product_that_left_the_catalogue_keeps_the_order_readable(client, door):
    title = lines_of(door.order)[0].title
    door.order.lines.update(product=None)

    response = client.get(door.url())

    assert response.status_code == 200
    assert title in text_of(response)


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_costs_the_same_at_any_size(client, django_assert_num_queries, size):
    boutique = shop.point()
    order = shop.paid_order(*(shop.offer(point=boutique) for _ in range(size)))
    with house_scope():
        for line in lines_of(order):
            care.open_case(
                order=order,
                order_line_id=line.pk,
                topic=Case.Topic.SIZE,
                text="Trop petit.",
                key=str(line.pk),
                at=real.now(),
            )
    shop.paid_order()  # another's

    # order, disputes, sports, consignments, lines, refunds, cases, deciders
    with django_assert_num_queries(8):
        response = client.get(by_link(order).url())

    assert [len(p.lines) for p in response.context["parcels"]] == [size]


# --- who may see it ---------------------------------------------------------------------
@pytest.mark.parametrize("page", PAGES)
def test_without_an_account_one_signs_in_first(client, page):
    order = shop.paid_order(user=shop.user())
    response = client.get(Door(order).url(page, *([1] if page else [])))

    expected = 405 if page == "received" else 302
    assert response.status_code == expected
    if expected == 302:
        assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("stranger", ["shopper", "seller", "operator"])
def test_another_persons_order_is_not_there(client, stranger, page):
    order = shop.paid_order(user=shop.user())
    case = open_case(order)
    keys = {"": [], "received": [consignments(order)[0].pk], "case": [case.pk]}
    person = {
        "shopper": shop.user,
        "seller": lambda: shop.member(consignments(order)[0].trader),
        "operator": shop.operator,
    }[stranger]()
    client.force_login(person)
    address = Door(order).url(page, *keys.get(page, [lines_of(order)[0].pk]))

    assert client.post(address, {"text": "x"}).status_code == 404
    assert {c.status for c in consignments(order)} == {"to_accept"}


def test_a_guests_order_is_nobodys_account(client):
    client.force_login(shop.user("camille@exemple.fr"))
    assert client.get(Door(shop.paid_order()).url()).status_code == 404


@pytest.mark.parametrize("token", ["forged", "IkMxMDAwMDE3Ig:1xW2v:x", "a:b:c"])
def test_a_forged_link_is_not_there(client, token):
    order = shop.paid_order()
    response = client.get(Door(order, token).url())

    assert response.status_code == 404
    assert response.context["form"].initial == {"number": order.number}


def test_the_link_of_another_order_is_not_there(client):
    order, other = shop.paid_order(), shop.paid_order()
    assert client.get(Door(order, links.token(other)).url()).status_code == 404


def test_the_key_of_the_payment_page_is_no_link(client):
    order = shop.paid_order()
    key = links.return_path(order).partition("cle=")[2]
    assert client.get(Door(order, key).url()).status_code == 404


def test_an_expired_link_offers_a_fresh_one(client, monkeypatch):
    order = shop.paid_order()
    door = by_link(order)
    monkeypatch.setattr(links, "VALID_DAYS", -1)

    response = client.get(door.url())
    text = text_of(response)

    assert response.status_code == 410
    assert f'value="{order.number}"' in text
    assert order.sheet.email not in text
    assert client.post(door.url("cancel", lines_of(order)[0].pk)).status_code == 410
    assert not Refund.objects.exists()
    with pytest.raises(links.LinkExpired, match="demandez-en un nouveau par e-mail"):
        links.check(number=order.number, token=door.token)


def test_the_address_stays_on_this_site(client, door):
    response = client.get(door.url())

    # "no-referrer" would make browsers send forms with "Origin: null", which CSRF refuses.
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


# --- cancelling ---------------------------------------------------------------------
def test_cancelling_asks_once_more(client, door):
    line = lines_of(door.order)[0]
    response = client.get(door.url("cancel", line.pk))

    assert response.status_code == 200
    assert "Annuler cet article ?" in plain(text_of(response))
    assert not Refund.objects.exists()


def test_before_cancelling_one_reads_what_goes_back(client, door):
    line = lines_of(door.order)[0]
    text = text_of(client.get(door.url("cancel", line.pk)))

    assert "remboursons 104,90 €, dont 4,90 € de livraison" in plain(text)
    assert "déjà été rendue" not in text


def test_where_a_gesture_took_of_it_one_reads_what_is_left(client, door):
    payments.request_refund(
        order_id=door.order.pk, key="goodwill:0", amount=door.order.payment.amount - Money(4000),
        reason="?", at=real.now(), kind=Refund.Kind.GOODWILL,
    )  # fmt: skip
    line = lines_of(door.order)[0]
    text = plain(text_of(client.get(door.url("cancel", line.pk))))
    client.post(door.url("cancel", line.pk))

    assert "des 100,00 € payés pour cet article, il en reste 40,00 € à vous rendre" in text
    assert "Nous vous remboursons 40,00 € sur" in text
    assert Refund.objects.get(kind="line").amount_minor == 4000


def test_while_the_bank_disputes_it_the_pages_say_that_refunds_wait(client, door):
    words = "nos remboursements attendent sa fin"
    pages = [door.url(), door.url("cancel", lines_of(door.order)[0].pk)]
    assert not any(words in text_of(client.get(page)) for page in pages)
    stripe_accounts.dispute(door.order)

    assert all(words in text_of(client.get(page)) for page in pages)


def test_a_cancelled_line_is_refunded_and_the_rest_goes_on(client, door):
    line = lines_of(door.order)[0]

    response = client.post(door.url("cancel", line.pk))

    assert (response.status_code, response.url) == (303, door.url())
    assert sorted(Refund.objects.values_list("amount_minor", flat=True)) == [490, 10000]
    assert [c.status for c in consignments(door.order)] == ["cancelled", "to_accept"]
    assert "Annulé à votre demande" in text_of(client.get(door.url()))


def test_cancelling_twice_refunds_once(client, door):
    address = door.url("cancel", lines_of(door.order)[0].pk)
    client.post(address)
    assert client.post(address).status_code == 303

    assert Refund.objects.count() == 2  # the goods and their delivery
    assert "ne peut plus être annulé" in text_of(client.get(door.url()))


def test_what_was_shipped_is_not_cancelled(client, door):
    ship(door.order)

    response = client.post(door.url("cancel", lines_of(door.order)[0].pk))

    assert response.status_code == 303
    assert not Refund.objects.exists()
    text = text_of(client.get(door.url()))
    assert "ne peut plus être annulé" in text
    assert "Annuler cet article" not in text


def test_a_line_of_another_order_is_not_there(client, door):
    other = shop.paid_order()
    line = lines_of(other)[0].pk

    assert client.post(door.url("cancel", line)).status_code == 404
    assert client.post(door.url("ask", line), a_case()).status_code == 404
    assert client.post(door.url("received", consignments(other)[0].pk)).status_code == 404
    assert not Refund.objects.exists()
    assert not count(Case)


# --- received ---------------------------------------------------------------------
def test_a_parcel_on_its_way_is_said_to_have_arrived(client, door):
    ship(door.order)
    first, _second = consignments(door.order)

    response = client.post(door.url("received", first.pk))

    assert (response.status_code, response.url) == (303, door.url())
    assert [c.status for c in consignments(door.order)] == ["delivered", "shipped"]
    assert text_of(client.get(door.url())).count("J’ai reçu ce colis") == 1


def test_a_parcel_that_has_not_left_cannot_have_arrived(client, door):
    response = client.post(door.url("received", consignments(door.order)[0].pk))

    assert response.status_code == 303
    assert {c.status for c in consignments(door.order)} == {"to_accept"}


# --- what a page is about -----------------------------------------------------------------
def about(order, page):
    line = lines_of(order)[0]
    return (page, open_case(order).pk if page == "case" else line.pk), line.product.parent


@pytest.mark.parametrize("page", ["cancel", "ask", "case"])
def test_what_a_page_is_about_is_shown(client, door, page):
    keys, parent = about(door.order, page)

    text = text_of(client.get(door.url(*keys)))

    assert f'src="{reverse("machines:drawing", args=[parent.sheet.pk])}' in text
    assert f'<p class="line-title">{parent.title}</p>' in text


@pytest.mark.parametrize("page", ["cancel", "ask", "case"])
def test_what_has_left_the_catalogue_is_named(client, door, page):
    keys, _parent = about(door.order, page)
    line = lines_of(door.order)[0]
    type(line).objects.filter(pk=line.pk).update(product=None)

    assert f'<p class="lead">{line.title}</p>' in text_of(client.get(door.url(*keys)))


# --- asking for help ---------------------------------------------------------------------
def a_case(**fields):
    return {"topic": "size", "text": "La pointure est petite.", "key": "k1", **fields}


def count(model):
    with house_scope():
        return model.objects.count()


def open_case(order):
    with house_scope():
        return care.open_case(
            order=order,
            order_line_id=lines_of(order)[0].pk,
            topic=Case.Topic.SIZE,
            text="La pointure est petite.",
            key=f"test:{order.pk}",
            at=real.now(),
        )


def test_a_case_is_opened_on_a_line(client, door):
    line = lines_of(door.order)[0]
    key = client.get(door.url("ask", line.pk)).context["form"]["key"].value()

    response = client.post(door.url("ask", line.pk), a_case(key=key))

    with house_scope():
        case = Case.objects.get()
    assert (response.status_code, response.url) == (303, door.url("case", case.pk))
    assert (case.order_line_id, case.topic, case.status) == (line.pk, "size", "open")
    assert "La pointure est petite." in text_of(client.get(response.url))
    assert "La taille ne convient pas" in text_of(client.get(door.url()))


def test_another_text_under_the_same_key_says_what_to_do(client, door):
    url = door.url("ask", lines_of(door.order)[0].pk)
    client.post(url, a_case())

    response = client.post(url, a_case(text="Finalement, un défaut."))

    assert response.status_code == 409
    assert "rechargez la page et recommencez" in text_of(response)
    assert count(Case) == 1


def test_sent_twice_is_one_case(client, door):
    address = door.url("ask", lines_of(door.order)[0].pk)
    first, second = client.post(address, a_case()), client.post(address, a_case())

    assert first.url == second.url
    assert (count(Case), count(CaseMessage)) == (1, 1)


@pytest.mark.parametrize(
    "fields", [{"topic": ""}, {"topic": "nonsense"}, {"text": "  "}, {"text": "x" * 4001}]
)
def test_a_case_needs_a_topic_and_words(client, door, fields):
    response = client.post(door.url("ask", lines_of(door.order)[0].pk), a_case(**fields))

    assert response.status_code == 422
    assert not count(Case)


def test_an_answer_is_answered_here(client, door):
    case = open_case(door.order)

    response = client.post(door.url("case", case.pk), {"text": "Une demi-taille de plus ?"})

    assert (response.status_code, response.url) == (303, door.url("case", case.pk))
    assert count(CaseMessage) == 2
    assert "Une demi-taille de plus ?" in text_of(client.get(response.url))


def test_nothing_is_added_to_a_closed_case(client, door):
    case = open_case(door.order)
    with house_scope():
        care.close(case=case, reason="Échange fait.", user=shop.operator(), at=real.now())

    client.post(door.url("case", case.pk), {"text": "Encore une chose"})

    assert count(CaseMessage) == 2  # the shopper's and the decision
    text = text_of(client.get(door.url("case", case.pk)))
    assert "Échange fait." in text
    assert "Ce dossier est clos" in text


def test_a_case_of_another_order_is_not_there(client, door):
    case = open_case(shop.paid_order())

    assert client.get(door.url("case", case.pk)).status_code == 404
    assert client.post(door.url("case", case.pk), {"text": "x"}).status_code == 404
    assert count(CaseMessage) == 1


# --- not paid ---------------------------------------------------------------------
def test_an_order_that_waits_for_its_payment_can_be_paid_from_its_page(client):
    order = shop.order()
    text = text_of(client.get(by_link(order).url()))

    assert links.return_path(order, "pay") in text
    assert links.return_path(order, "abandon") in text
    assert "Demander de l’aide" not in text
    assert "Annuler cet article" not in text


def test_nobody_is_asked_about_an_order_that_is_not_paid(client):
    order = shop.order()
    response = client.post(by_link(order).url("ask", lines_of(order)[0].pk), a_case())

    assert response.status_code == 409
    assert not count(Case)
