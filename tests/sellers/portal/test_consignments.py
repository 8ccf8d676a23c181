"""A seller accepts, refuses and ships its own parcels, once each."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.care import operations as care
from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments.models import Refund
from tests import copies, shop, stripe_accounts

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
SHIPMENT = {"carrier": "Chronopost", "tracking": "6A 0123-4567"}


def page(parcel):
    return reverse("portal:consignment", args=[parcel.number])


def act(client, action, parcel, *args, data=None):
    return client.post(reverse(f"portal:{action}", args=[parcel.number, *args]), data or {})


def fresh(parcel):
    with house_scope():
        return Consignment.objects.get(pk=parcel.pk)


def open_case(two, *, at):
    line = two.lines[0].order_line_id
    with house_scope():
        return care.open_case(
            order=two.order, order_line_id=line, topic="size", text="Petit", key="k", at=at
        )


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def topics(topic):
    return OutboxEvent.objects.filter(topic=topic).count()


# --- accept ----------------------------------------------------------------------------------
def test_accepted_in_one_click(two, client):
    response = act(client, "accept", two.parcel)

    assert response.status_code == 302
    assert response.url == page(two.parcel)
    assert fresh(two.parcel).status == "to_ship"
    assert fresh(two.foreign).status == "to_accept"
    assert b"Nadia Belkacem" in client.get(page(two.parcel)).content


def test_accepted_twice_is_accepted_once_and_told_where_it_stands(two, client):
    act(client, "accept", two.parcel)
    response = act(client, "accept", two.parcel)

    assert told(response)[-1] == "Ce colis a changé entre-temps : il est maintenant « À expédier »."
    assert topics("consignment.accepted") == 1


def test_an_address_of_an_action_that_is_only_looked_at_does_nothing(two, client):
    line = two.lines[0].pk
    for name, args in (("accept", []), ("ship", []), ("refuse", [line])):
        response = client.get(reverse(f"portal:{name}", args=[two.parcel.number, *args]))
        assert response.url == page(two.parcel)

    assert fresh(two.parcel).status == "to_accept"
    assert not Refund.objects.exists()


# --- refuse ----------------------------------------------------------------------------------
def test_a_refused_article_is_refunded_with_its_reason(two, client):
    response = act(client, "refuse", two.parcel, two.lines[0].pk, data={"reason": "Vendu ce matin"})

    assert told(response) == ["Article refusé : le client est remboursé et prévenu."]
    assert list(Refund.objects.values_list("amount_minor", "reason")) == [(5000, "refused")]
    assert fresh(two.parcel).status == "to_accept", "the other article goes on"
    text = client.get(page(two.parcel)).content.decode()
    assert text.count("Refusé par la boutique : Vendu ce matin") == 2  # at the line, in the history


def test_without_a_reason_nothing_is_refused(two, client):
    response = act(client, "refuse", two.parcel, two.lines[1].pk, data={"reason": "  "})

    assert response.status_code == 422
    text = response.content.decode()
    assert text.count("Indiquez pourquoi cet article ne peut pas être livré.") == 1
    assert text.count("<details open") == 1
    with house_scope():
        assert set(ConsignmentLine.objects.values_list("status", flat=True)) == {"going"}
    assert not Refund.objects.exists()


def test_refused_twice_is_refunded_once(two, client):
    for _n in range(2):
        response = act(client, "refuse", two.parcel, two.lines[0].pk, data={"reason": "Défaut"})

    assert told(response)[-1].startswith("Ce colis a changé entre-temps")
    assert Refund.objects.count() == 1


def test_an_article_of_another_parcel_is_not_refused_through_ones_own(two, client):
    with house_scope():
        line = two.foreign.lines.get().pk
    response = act(client, "refuse", two.parcel, line, data={"reason": "Défaut"})

    assert response.status_code == 404
    assert not Refund.objects.exists()


# --- ship ------------------------------------------------------------------------------------
def test_shipped_with_its_tracking(two, client):
    act(client, "accept", two.parcel)
    response = act(client, "ship", two.parcel, data=SHIPMENT)

    assert told(response)[-1] == "Colis expédié : le client reçoit son suivi."
    parcel = fresh(two.parcel)
    assert (parcel.status, parcel.carrier, parcel.tracking) == (
        "shipped", "Chronopost", "6A 0123-4567",
    )  # fmt: skip
    stock = StockRecord.objects.order_by("pk").values_list("num_in_stock", "num_allocated")
    assert list(stock) == [(4, 0), (4, 0), (5, 1)]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"carrier": "Chronopost", "tracking": ""},
        {"carrier": "Chronopost", "tracking": "12\n345678"},
        {"carrier": "Chronopost", "tracking": "<b>1234567"},
        {"carrier": "Pigeon", "tracking": "6A01234567"},
    ],
)
def test_a_form_with_errors_ships_nothing_and_keeps_what_was_typed(two, client, data):
    act(client, "accept", two.parcel)
    response = act(client, "ship", two.parcel, data=data)

    assert response.status_code == 422
    assert response.context["ship_form"]["tracking"].value() == data.get("tracking")
    assert fresh(two.parcel).status == "to_ship"


def test_a_parcel_that_was_cancelled_meanwhile_is_not_shipped(two, client, clock):
    act(client, "accept", two.parcel)
    with house_scope():
        for line in two.lines:
            operations.cancel_line(line=line, actor=None, at=clock())
    response = act(client, "ship", two.parcel, data=SHIPMENT)

    assert told(response)[-1] == "Ce colis a changé entre-temps : il est maintenant « Annulé »."
    assert topics("consignment.shipped") == 0


def test_the_carrier_of_the_last_parcel_is_proposed(two, client, clock):
    act(client, "accept", two.parcel)
    assert 'value="Chronopost" selected' not in client.get(page(two.parcel)).content.decode()
    other = shop.paid_order(shop.offer(point=two.trader.points.get()))
    with house_scope():
        parcel = Consignment.objects.get(order=other)
        operations.accept(consignment=parcel, actor=None, at=clock())
        operations.ship(consignment=parcel, **SHIPMENT, actor=None, at=clock())

    assert 'value="Chronopost" selected' in client.get(page(two.parcel)).content.decode()


# --- whose -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "data"), [("accept", {}), ("ship", SHIPMENT), ("refuse", {"reason": "Défaut"})]
)
def test_another_sellers_parcel_does_not_exist(two, client, name, data):
    with house_scope():
        args = [two.foreign.lines.get().pk] if name == "refuse" else []
    assert client.get(page(two.foreign)).status_code == 404
    assert act(client, name, two.foreign, *args, data=data).status_code == 404

    assert fresh(two.foreign).status == "to_accept"
    assert not Refund.objects.exists()


def test_an_order_that_was_never_paid_does_not_exist(two, client, clock):
    unpaid = shop.order(shop.offer(point=two.trader.points.get()))
    with house_scope():
        parcel = Consignment.objects.get(order=unpaid)
    assert client.get(page(parcel)).status_code == 404
    with house_scope():
        operations.drop_unpaid(order_id=unpaid.pk, at=clock())

    assert client.get(page(parcel)).status_code == 404
    done = client.get(reverse("portal:consignments", args=["termines"]))
    assert list(done.context["rows"]) == []


def test_an_unknown_tab_does_not_exist(two, client):
    assert client.get(reverse("portal:consignments", args=["detail"])).status_code == 404


# --- lists -----------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize(
    ("tab", "status"),
    [("a-accepter", "to_accept"), ("a-expedier", "to_ship"), ("termines", "shipped")],
)
def test_a_list_costs_the_same_at_any_size(two, client, django_assert_num_queries, size, tab,
                                           status):  # fmt: skip
    """The other boutique has as many parcels of the same orders."""
    copies.orders(two.order, size - 1)
    with house_scope():
        Consignment.objects.update(status=status, ship_by=two.parcel.accept_by)
    # session, user, member, basket of the frame, count, counts of the tabs, parcels, lines
    with django_assert_num_queries(8):
        response = client.get(reverse("portal:consignments", args=[tab]))

    assert [row.trader_id for row in response.context["rows"]] == [two.trader.pk] * size
    assert {label: count for label, _name, count in response.context["tabs"]}[tab] == size


@pytest.mark.parametrize("size", [1, 30])
def test_home_costs_the_same_at_any_size(two, client, clock, django_assert_num_queries, size):
    copies.orders(two.order, size - 1)
    copies.cases(open_case(two, at=clock()), size - 1)
    # session, user, member, basket; counts of parcels, cases, proposals; parcels, lines, cases; run
    with django_assert_num_queries(11):
        response = client.get(reverse("portal:home"))

    assert len(response.context["tasks"]) == min(2 * size, 12)


def test_home_shows_the_most_urgent_first(two, client, clock):
    other = shop.paid_order(shop.offer(point=two.trader.points.get()))
    with house_scope():
        parcel = Consignment.objects.get(order=other)
        operations.accept(consignment=parcel, actor=None, at=clock())
    open_case(two, at=clock() - timedelta(hours=25))

    tasks = client.get(reverse("portal:home")).context["tasks"]

    hours = [(task.deadline - clock()) / timedelta(hours=1) for task in tasks]
    assert hours == [23, 24, 72]
    assert [bool(task.case) for task in tasks] == [True, False, False]


def test_nothing_waits(client):
    client.force_login(shop.member(shop.point().trader))
    assert "Rien n’attend" in client.get(reverse("portal:home")).content.decode()
    for tab in ("a-accepter", "a-expedier", "termines"):
        response = client.get(reverse("portal:consignments", args=[tab]))
        assert 'class="empty"' in response.content.decode()


def test_thirty_articles_are_summed_up_in_a_list_and_told_on_the_page(clock, client):
    mine = shop.point()
    variants = shop.reference(sizes=[str(size) for size in range(20, 50)], model_name="M" * 110)
    order = shop.paid_order(*(shop.offer(point=mine, variant=variant) for variant in variants))
    client.force_login(shop.member(mine.trader))
    with house_scope():
        parcel = Consignment.objects.get(order=order)

    listed = client.get(reverse("portal:consignments", args=["a-accepter"])).content.decode()
    told = client.get(page(parcel)).content.decode()

    assert listed.count("M" * 110) == 3
    assert "et 27 autres articles" in listed
    assert told.count('class="what"') == 30


def test_before_a_disputed_parcel_is_sent_its_seller_is_warned(two, client):
    act(client, "accept", two.parcel)
    words = "voyez avec Cordée avant de l’expédier"
    assert words not in client.get(page(two.parcel)).content.decode()
    with house_scope():
        stripe_accounts.dispute(two.order)

    assert words in client.get(page(two.parcel)).content.decode()
