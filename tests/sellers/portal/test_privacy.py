"""What a seller sees of the shopper, and who enters the portal at all."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.care import operations as care
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations
from marketplace.fulfilment.models import Consignment
from sellers.portal.disclosure import recipient
from tests import shop

pytestmark = pytest.mark.django_db
STREET = ("Camille Perrin", "24 quai Saint-Antoine")


def pages(two, case):
    tabs = ("a-accepter", "a-expedier", "termines")
    return [
        reverse("portal:home"),
        *(reverse("portal:consignments", args=[tab]) for tab in tabs),
        reverse("portal:consignment", args=[two.parcel.number]),
        reverse("portal:cases"),
        reverse("portal:case", args=[case.pk]),
        reverse("portal:feeds"),
        reverse("portal:proposals"),
    ]


@pytest.fixture
def case(two, clock):
    with house_scope():
        return care.open_case(
            order=two.order, order_line_id=two.lines[0].order_line_id, topic="size",
            text="Trop petite.", key="k", at=clock(),
        )  # fmt: skip


def test_no_page_tells_more_than_shipping_and_the_case_need(two, case, client, clock):
    """Not the shopper's address of e-mail, not the other parcel, not what all of it cost."""
    texts = [client.get(url).content.decode() for url in pages(two, case)]
    with house_scope():
        operations.accept(consignment=two.parcel, actor=two.order.user, at=clock())
    texts += [client.get(url).content.decode() for url in pages(two, case)]

    for text in texts:
        assert "camille@exemple.fr" not in text
        assert two.foreign.number not in text
        assert "Le Couloir 4" not in text
        assert "219,80" not in text  # the order's total
        assert "90,00" not in text  # what the other boutique sold


@pytest.mark.parametrize("url", ["home", "cases", "feeds", "proposals"])
def test_the_portal_is_for_sellers_alone(two, client, url):
    address = reverse(f"portal:{url}")
    client.logout()
    assert client.get(address).url == f"{reverse('account_login')}?next={address}"
    for person in (shop.user(), shop.operator()):
        client.force_login(person)
        assert client.get(address).status_code == 404


def test_the_address_opens_with_the_acceptance_and_closes_after_the_delivery(two, client, clock):
    url = reverse("portal:consignment", args=[two.parcel.number])

    def shown():
        text = client.get(url).content.decode()
        assert "69002 Lyon" in text
        return [each in text for each in (*STREET, "06 12 34 56 78")]

    assert shown() == [False] * 3
    with house_scope():
        operations.accept(consignment=two.parcel, actor=None, at=clock())
    assert shown() == [True] * 3
    with house_scope():
        operations.ship(
            consignment=two.parcel, carrier="DPD", tracking="6A1234", actor=None, at=clock()
        )
    assert shown() == [True] * 3
    with house_scope():
        operations.deliver(consignment=two.parcel, actor=None, at=clock())
    clock.advance(days=29)
    two.seller.refresh_from_db()
    client.force_login(two.seller)
    assert shown() == [True] * 3
    clock.advance(days=1)
    assert shown() == [False] * 3


def test_a_parcel_whose_arrival_nobody_told_closes_too(two, clock):
    parcel = two.parcel
    parcel.status, parcel.shipped_at = Consignment.Status.SHIPPED, clock()

    assert recipient(parcel, at=clock() + timedelta(days=59)).lines == STREET
    assert recipient(parcel, at=clock() + timedelta(days=60)).lines == ()


def test_a_cancelled_parcel_has_no_address(two, client, clock):
    with house_scope():
        for line in two.lines:
            operations.cancel_line(line=line, actor=None, at=clock())

    text = client.get(reverse("portal:consignment", args=[two.parcel.number])).content.decode()
    assert STREET[1] not in text


def test_whoever_is_not_a_colleague_has_no_name(two, client, clock):
    shopper = shop.user("camille@exemple.fr", first_name="Camille", last_name="Perrin")
    operator = shop.operator()
    with house_scope():
        operations.cancel_line(line=two.lines[0], actor=shopper, at=clock())
        operations.refuse_line(line=two.lines[1], reason="Perdu", actor=operator, at=clock())

    history = client.get(
        reverse("portal:consignment", args=[two.parcel.number])
    ).context["history"]  # fmt: skip

    assert [(step.change.happened, step.who, step.change.why) for step in history] == [
        ("Proposé à la boutique", "", ""),
        ("Article retiré", "le client", "Annulé par le client"),
        ("Annulé", "Cordée", "Refusé par la boutique : Perdu"),
    ]
