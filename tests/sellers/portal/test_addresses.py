"""A boutique says from where its feed is fetched, sees how that goes, and decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from marketplace.core.scopes import house_scope
from marketplace.core.sentences import Sentence
from marketplace.traders.models import Trader
from sellers.feeds.models import FeedAddress, FeedRun
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.factories import PointFactory

pytestmark = pytest.mark.django_db
URL = "https://boutique.exemple/export.csv?jeton=secret"


@pytest.fixture
def brand(client: Any, clock: Any) -> Trader:
    trader = shop.point("Altavia").trader
    client.force_login(shop.member(trader))
    return trader


def send(client: Any, view: str = "add-address", *args: Any, **fields: str) -> Any:
    said = {"address": URL, "often": "day-3", **fields}
    return client.post(reverse(f"portal:{view}", args=args), said)


def page(client: Any, view: str = "addresses", *args: Any) -> str:
    return str(client.get(reverse(f"portal:{view}", args=args)).content.decode())


def the_row() -> FeedAddress:
    with house_scope():
        return FeedAddress.objects.get()


def changed(**fields: Any) -> None:
    with house_scope():
        FeedAddress.objects.update(**fields)


def test_an_address_is_added_and_is_due(brand: Trader, client: Any) -> None:
    assert "Aucune adresse pour l’instant" in page(client)

    answer = send(client, often="six_hours", whole="delta")

    assert answer.url == reverse("portal:addresses")
    row = the_row()
    assert (row.trader, row.address, row.every, row.due_at) == (
        brand, URL, "six_hours", MONDAY_MORNING)  # fmt: skip
    assert (row.asked["delta"], row.asked["point"]) == (True, None)
    told = page(client)
    assert "toutes les six heures" in told
    assert "dans un instant" in told


def test_its_secret_is_on_its_form_alone(brand: Trader, client: Any) -> None:
    send(client)
    pk = the_row().pk
    assert "jeton=secret" in page(client, "address", pk)
    for view in ("addresses", "feeds", "home", "add-address"):
        assert "secret" not in page(client, view)
    assert "https://boutique.exemple/export.csv<" in page(client)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": ""}, "Donnez l’adresse de votre export."),
        ({"address": "boutique.exemple/export.csv"}, "n’est pas une adresse http(s)"),
        ({"address": "ftp://boutique.exemple/export.csv"}, "n’est pas une adresse http(s)"),
        ({"address": "http://127.0.0.1/export.csv"}, "127.0.0.1 est une adresse privée"),
        ({"address": "http://localhost:8000/"}, "localhost est une adresse privée"),
        ({"address": "https://moi:mot@boutique.exemple/"}, "ne doit pas contenir d’identifiant"),
        ({"address": "https://a.fr/" + "x" * 2000}, "2000"),
        ({"often": "day-24"}, "day-24"),
        ({"often": ""}, "obligatoire"),
    ],
)
def test_what_cannot_be_is_told_at_the_field(
    brand: Trader, client: Any, fields: dict[str, str], said: str
) -> None:
    answer = send(client, **fields)
    assert answer.status_code == 422
    (name,) = fields
    assert list(answer.context["form"].errors) == [name]
    assert said in answer.content.decode()
    with house_scope():
        assert not FeedAddress.objects.exists()


def test_the_same_twice_and_too_many(brand: Trader, client: Any) -> None:
    send(client)
    answer = send(client)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["address"])
    assert "déjà relevée" in answer.content.decode()
    for number in range(9):
        send(client, address=f"{URL}{number}")
    answer = send(client, address=f"{URL}x")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["__all__"])
    assert "Dix adresses" in answer.content.decode()


def test_it_is_changed_and_keeps_what_the_form_does_not_ask(brand: Trader, client: Any) -> None:
    other = PointFactory(trader=brand, partner__name="Altavia Lyon")
    send(client, point=other.partner.code, whole="full")
    asked = the_row().asked | {"tax": "5.5"}
    changed(asked=asked)
    form = client.get(reverse("portal:address", args=[the_row().pk])).context["form"]
    assert [form[name].initial for name in ("address", "often", "point", "whole")] == [
        URL, "day-3", other.partner.code, "full"]  # fmt: skip

    send(client, "address", the_row().pk, point=other.partner.code, often="day-23", whole="delta")

    row = the_row()
    assert (row.every, row.hour, row.asked) == ("day", 23, asked | {"delta": True})
    assert "chaque jour à 23 h" in page(client)


def test_pause_go_on_look_and_forget(brand: Trader, client: Any, clock: Any) -> None:
    send(client)
    pk = the_row().pk
    for view, said in (
        ("pause-address", "L’adresse n’est plus relevée."),
        ("fetch-address", "reprenez-la d’abord"),
        ("resume-address", "dans un instant"),
        ("fetch-address", "dans un instant"),
    ):
        clock.advance(minutes=5)
        answer = client.post(reverse(f"portal:{view}", args=[pk]), follow=True)
        assert said in answer.content.decode()
        assert ("suspendue</span>" in answer.content.decode()) is bool(the_row().paused_at)
    assert the_row().due_at == clock()
    client.get(reverse("portal:delete-address", args=[pk]))
    assert the_row().pk == pk
    client.post(reverse("portal:delete-address", args=[pk]))
    with house_scope():
        assert not FeedAddress.objects.exists()
    assert client.post(reverse("portal:delete-address", args=[pk])).status_code == 404


def test_what_went_wrong_is_told_with_its_remedy(brand: Trader, client: Any) -> None:
    send(client)
    assert "ne peut pas être relevée" not in page(client, "feeds")
    changed(
        looked_at=MONDAY_MORNING, failures=2, failing_since=MONDAY_MORNING, outcome="not_there",
        said=Sentence("https://boutique.exemple/export.csv a répondu 404."),
        due_at=MONDAY_MORNING + timedelta(minutes=30),
    )  # fmt: skip
    told = page(client)
    assert "a répondu 404" in told
    assert "navigation privée" in told
    assert "en échec" in told
    assert "10\u00a0h\u00a030" in told
    assert "Une adresse ne peut pas être relevée." in page(client, "feeds")
    changed(paused_at=MONDAY_MORNING)
    assert "Cordée n’essaie plus" in page(client)
    client.post(reverse("portal:resume-address", args=[the_row().pk]))
    changed(failures=2)
    client.post(reverse("portal:pause-address", args=[the_row().pk]))  # who pauses it knows
    assert "ne peut pas être relevée" not in page(client, "feeds")


def test_what_came_is_told(brand: Trader, client: Any) -> None:
    send(client)
    run = FeedRun(trader=brand, status="waiting", origin="x", started_at=MONDAY_MORNING)
    run.save()
    changed(looked_at=MONDAY_MORNING, outcome="queued", run=run)
    told = page(client)
    assert reverse("portal:feed", args=[run.pk]) in told
    assert "attend votre accord" in told
    changed(outcome="unchanged")
    assert "Fichier inchangé" in page(client)


def test_a_trader_without_a_point_is_told_so(client: Any) -> None:
    client.force_login(shop.member(shop.TraderFactory()))
    assert "aucun point de vente" in page(client, "add-address")
    assert send(client).status_code == 422


@pytest.mark.parametrize("size", [1, 10])
def test_the_list_costs_the_same_at_any_size(
    brand: Trader, client: Any, django_assert_num_queries: Any, size: int
) -> None:
    other = shop.point("Borée").trader
    for trader in (brand, other):
        for number in range(size):
            FeedAddress(trader=trader, address=f"{URL}{number}", due_at=MONDAY_MORNING).save()
    with django_assert_num_queries(5):  # session, user, member, basket, addresses
        answer = client.get(reverse("portal:addresses"))
    assert len(answer.context["rows"]) == size


def test_where_pictures_paths_hang_is_kept_with_the_address(brand: Trader, client: Any) -> None:
    send(client, pictures="https://altavia.test/media/")
    assert the_row().asked["pictures"] == "https://altavia.test/media/"
    form = client.get(reverse("portal:address", args=[the_row().pk])).context["form"]
    assert form["pictures"].initial == "https://altavia.test/media/"

    send(client, "address", the_row().pk, pictures="https://altavia.test/autres/")
    assert the_row().asked["pictures"] == "https://altavia.test/autres/"
