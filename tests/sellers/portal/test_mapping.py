"""A table of no known shop: the boutique says once what its columns contain."""

import io
import json
from typing import Any

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.core.scopes import house_scope
from marketplace.technical import classification
from marketplace.technical.models import Attribute
from marketplace.traders.models import Trader
from sellers.feeds import previews
from sellers.feeds.models import FeedMapping, FeedRun, FeedSource, FeedTable
from sellers.feeds.tasks import work
from tests import shop

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
Status = FeedRun.Status
TABLE = (
    "Code;Libellé;Rayon;PV TTC;Qté dispo;T.;Teinte maison;Public\n"
    "A-1;Casquette Vent;Casquettes;19,90;3;TU;Minuit;H\n"
    "A-2;Casquette Vent;Casquettes;19,90;2;TU;Craie;H\n"
    "B-1;Casquette Sel;Divers;abc;1;TU;Craie;F\n"
)


@pytest.fixture
def brand(client: Any, clock: Any) -> Trader:
    shop.family("casquettes-running")
    trader = shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader
    client.force_login(shop.member(trader))
    return trader


def send(
    client: Any, content: str | bytes, name: str = "mon stock 2026.csv", **said: str
) -> FeedRun:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    stream.name = name
    client.post(reverse("portal:upload"), {"export": stream, "how": "import", **said})
    work()
    return latest()


def latest() -> FeedRun:
    with house_scope():
        return FeedRun.objects.order_by("-pk").first()  # type: ignore[no-any-return]


def columns(run: FeedRun) -> str:
    return reverse("portal:columns", args=[run.pk])


def said(**more: str) -> dict[str, str]:
    """What the page sends when nothing is amiss but the columns that it could not tell."""
    fields = ("key", "title", "category", "price", "stock", "size", "colour", "gender")
    return {f"column-{place}": ours for place, ours in enumerate(fields)} | more


def keep(client: Any, run: FeedRun, **more: str) -> Any:
    return answer(client, run, said(**more), how="keep")


def look(client: Any, run: FeedRun, **more: str) -> str:
    """The page as it comes back while one says."""
    return str(answer(client, run, said(**more), how="look").content.decode())


def answer(client: Any, run: FeedRun, sent: dict[str, str], *, how: str) -> Any:
    seen = client.get(columns(run)).context["seen"]
    return client.post(columns(run), sent | {"how": how, "seen": seen})


def test_an_unknown_table_waits_for_its_columns_and_is_imported_by_them(
    brand: Trader, client: Any
) -> None:
    run = send(client, TABLE)
    assert run.status == Status.UNMAPPED
    assert not StockRecord.objects.exists()
    page = client.get(reverse("portal:feed", args=[run.pk]), follow=True).content.decode()
    assert "Teinte maison" in page
    assert "Casquette Vent" in page

    assert keep(client, run).url == reverse("portal:feed", args=[run.pk])
    work()
    run = latest()
    assert (run.status, run.created, run.rejected) == (Status.DONE, 2, 1)
    assert run.mapping is not None
    assert run.mapping.version == 1
    assert "version 1" in client.get(reverse("portal:feed", args=[run.pk])).content.decode()


def test_the_same_columns_are_not_asked_about_again(brand: Trader, client: Any) -> None:
    keep(client, send(client, TABLE))
    work()
    again = send(
        client,
        TABLE.replace(
            "A-1;Casquette Vent;Casquettes;19,90;3", "A-1;Casquette Vent;Casquettes;21,90;3"
        ),
    )
    assert (again.status, again.updated, again.unchanged) == (Status.DONE, 1, 1)
    with house_scope():
        assert FeedMapping.objects.count() == 1


def test_a_changed_header_asks_again_with_what_was_said(brand: Trader, client: Any) -> None:
    keep(client, send(client, TABLE), brand="Altavia")
    work()
    run = send(client, TABLE.replace("PV TTC", "Montant"))
    assert run.status == Status.UNMAPPED
    page = client.get(columns(run))
    form = page.context["form"]
    assert form["column-6"].initial == "colour"  # nobody could guess that
    assert form["brand"].value() == "Altavia"
    assert form["follows"].value()
    keep(client, run, follows=form["follows"].value())
    work()
    run = latest()
    assert (run.created, run.unchanged, run.withdrawn) == (0, 2, 0)


def test_another_table_does_not_take_the_first_off_sale(brand: Trader, client: Any) -> None:
    keep(client, send(client, TABLE))
    work()
    other = send(client, TABLE.replace("Code", "Clé").replace("A-", "C-"), name="autre.csv")
    keep(client, other, follows="")
    work()
    assert latest().withdrawn == 0
    assert StockRecord.objects.filter(num_in_stock__gt=0).count() == 4


def test_values_are_said_too(brand: Trader, client: Any) -> None:
    run = send(client, TABLE)
    page = look(client, run)
    assert "Minuit" in page
    with house_scope():
        values = FeedTable.objects.get().values
    minuit = [text for text, _count in values[6]].index("Minuit")
    divers = [text for text, _count in values[2]].index("Divers")
    caps = previews.choices("category")["casquettes-running"]
    told = {f"value-colour-{minuit}": "blue", f"value-category-{divers}": caps}
    response = keep(client, run, **{"of-colour": "6", "of-category": "2"}, **told)
    assert response.status_code == 302, response.context["form"].errors
    with house_scope():
        kept = FeedMapping.objects.get().said["values"]
    assert kept == {"colour": {"Minuit": "blue"}, "category": {"Divers": "casquettes-running"}}
    work()
    sheet = StockRecord.objects.get(partner_sku="A-1").product.parent.sheet
    assert (sheet.colour_name, sheet.colour_family) == ("Minuit", "blue")


def test_a_family_that_is_not_one_is_told_at_its_value(brand: Trader, client: Any) -> None:
    run = send(client, TABLE)
    response = keep(client, run, **{"of-category": "2", "value-category-0": "Chapeaux"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "« Chapeaux » n’est pas dans la liste." in page
    assert 'value="Chapeaux"' in page
    assert latest().status == Status.UNMAPPED


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"column-3": ""}, "Dites quelle colonne contient : prix."),
        ({"column-5": "title"}, "Une autre colonne contient déjà : nom du produit."),
        ({"column-3": "prix"}, "prix"),
    ],
)
def test_what_does_not_say_enough_is_told(
    brand: Trader, client: Any, change: dict[str, str], told: str
) -> None:
    run = send(client, TABLE)
    response = keep(client, run, **change)
    assert response.status_code == 422
    assert told in response.content.decode()
    with house_scope():
        assert not FeedMapping.objects.exists()


def test_the_first_lines_show_what_will_be_refused(brand: Trader, client: Any) -> None:
    run = send(client, TABLE)
    page = look(client, run)
    assert "19,90" in page
    assert "abc" in page


def test_a_waiting_import_is_read_again_by_what_is_said(brand: Trader, client: Any) -> None:
    run = send(client, TABLE, how="check")
    keep(client, run)
    work()
    run = latest()
    assert (run.status, run.created) == (Status.WAITING, 2)
    keep(client, run, **{"column-3": "net_price"})
    work()
    run = latest()
    assert (run.status, run.created, run.mapping.version) == (Status.WAITING, 2, 2)  # type: ignore[union-attr]
    assert not StockRecord.objects.exists()


def test_a_table_that_waits_can_be_put_aside(brand: Trader, client: Any) -> None:
    run = send(client, TABLE)
    client.post(reverse("portal:reject-feed", args=[run.pk]))
    run = latest()
    assert run.status == Status.REJECTED
    assert not run.file


def test_a_tree_that_leaves_out_a_column_today_is_the_same_table(
    brand: Trader, client: Any
) -> None:
    rows = [
        {"ident": f"A-{n}", "libelle": "Casquette Vent", "tarif": "19.90", "qte": 3,
         "promo": "15.00", "poids": 50, "ton": "bleu", "rayon": "Casquettes", "genre": "homme"}
        for n in range(3)
    ]  # fmt: skip
    run = send(client, json.dumps(rows), name="a.json")
    assert run.status == Status.UNMAPPED
    assert run.table is not None
    fields = {"ident": "key", "libelle": "title", "tarif": "price", "qte": "stock",
              "promo": "special_price", "ton": "colour", "rayon": "category",
              "genre": "gender"}  # fmt: skip
    sent = {f"column-{place}": fields.get(name, "") for place, name in enumerate(run.table.columns)}
    answer(client, run, sent, how="keep")
    work()
    assert latest().created == 3
    for row in rows:
        del row["promo"]
    again = send(client, json.dumps(rows), name="a.json")
    assert (again.status, again.updated) == (Status.DONE, 3)


def test_another_trader_cannot_see_it(brand: Trader, client: Any) -> None:
    run = send(client, TABLE)
    client.force_login(shop.member(shop.point("Ailleurs").trader))
    assert client.get(columns(run)).status_code == 404
    assert client.post(columns(run), said(how="keep")).status_code == 404


def test_a_run_of_a_known_shop_has_no_columns_to_say(brand: Trader, client: Any) -> None:
    with house_scope():
        run = FeedRun.objects.create(
            trader=brand, status=Status.DONE, origin="x.csv", started_at="2026-03-02T09:00Z"
        )
    assert client.get(columns(run)).status_code == 404


def test_a_choice_that_an_operator_has_added_is_read(
    brand: Trader, client: Any, clock: Any
) -> None:
    classification.load(only={"casquettes-running"})
    attribute = Attribute.objects.filter(family__slug="casquettes-running", type="choice").first()
    assert attribute is not None
    classification.add_choice(
        attribute=attribute, label="Tissu lunaire", label_en="Moon cloth", user=None,
        at=clock(),
    )  # fmt: skip
    table = TABLE.replace("Public\n", f"Public;{attribute.label}\n")
    run = send(client, table.replace(";H\n", ";H;Tissu lunaire\n"))
    keep(client, run, **{"column-8": "attribute", "name-8": attribute.label})
    work()
    sheet = StockRecord.objects.get(partner_sku="A-1").product.parent.sheet
    assert sheet.values[attribute.key]["value"] == "moon_cloth"


# --- several files ---------------------------------------------------------------------------
FIELDS = {"ident": "key", "libelle": "title", "tarif": "price", "qte": "stock", "ton": "colour",
          "rayon": "category", "genre": "gender"}  # fmt: skip


def tree(*more: str, key: str = "A") -> str:
    """An export as JSON; ``more``: fields besides those that every one has."""
    told = ("", "Casquette Vent", "19.90", 3, "bleu", "Casquettes", "homme")
    row = {**dict(zip(FIELDS, told, strict=True)), **dict.fromkeys(more, "1")}
    return json.dumps([row | {"ident": f"{key}-{n}"} for n in range(3)])


def tell(client: Any, run: FeedRun) -> None:
    """Say what its fields contain, and that it is a table of its own."""
    assert run.table is not None
    places = enumerate(run.table.columns)
    sent = {f"column-{place}": FIELDS.get(name, "") for place, name in places}
    answer(client, run, sent | {"follows": ""}, how="keep")
    work()


def test_a_tree_of_another_file_is_another_table(brand: Trader, client: Any) -> None:
    tell(client, send(client, tree("promo"), name="a.json"))
    other = send(client, tree(key="B"), name="b.json")
    assert other.status == Status.UNMAPPED
    tell(client, other)
    assert StockRecord.objects.filter(num_in_stock__gt=0).count() == 6
    again = send(client, tree(), name="a.json")  # without the column that it leaves out today
    assert (again.status, again.unchanged, again.withdrawn) == (Status.DONE, 3, 0)


def test_of_files_of_one_table_the_latest_is_imported(brand: Trader, client: Any) -> None:
    old = send(client, TABLE)
    new = send(client, TABLE.replace("19,90", "21,90"))
    old.refresh_from_db()
    assert (old.status, new.status) == (Status.REJECTED, Status.UNMAPPED)
    assert not old.file
    keep(client, old)
    work()
    new.refresh_from_db()
    assert (new.status, new.created) == (Status.DONE, 2)


def test_a_yes_to_an_older_file_leaves_the_newer_one(brand: Trader, client: Any) -> None:
    keep(client, send(client, TABLE))
    work()
    old = send(client, TABLE.replace("19,90", "20,90"), how="check")
    with house_scope():
        FeedRun.objects.filter(pk=old.pk).update(source=None)  # as if it were another's
    new = send(client, TABLE.replace("19,90", "21,90"), how="check")
    client.post(reverse("portal:confirm-feed", args=[old.pk]))
    work()
    new.refresh_from_db()
    assert new.status == Status.WAITING


def test_what_cannot_be_read_is_refused_not_asked_about(brand: Trader, client: Any) -> None:
    run = send(client, TABLE + 'D-1;"jamais refermé;x;1;1;;;\n')
    assert (run.status, run.error_code) == (Status.FAILED, "unclosed_quote")


def test_a_table_that_followed_another_can_be_its_own_again(brand: Trader, client: Any) -> None:
    keep(client, send(client, TABLE))
    work()
    run = send(client, TABLE.replace("PV TTC", "Montant").replace("A-", "C-"))
    form = client.get(columns(run)).context["form"]
    keep(client, run, follows=form["follows"].value())
    work()
    run = latest()
    page = client.get(columns(run)).context["form"]
    assert page["follows"].value()  # as it was said
    keep(client, run, follows="")
    run.refresh_from_db()
    with house_scope():
        assert FeedTable.objects.values("name").distinct().count() == 2


def test_brand_and_family_can_be_taken_back(brand: Trader, client: Any) -> None:
    run = send(client, TABLE, how="check")
    keep(client, run, brand="Saline")
    work()
    keep(client, latest(), brand="")
    work()
    client.post(reverse("portal:confirm-feed", args=[run.pk]))
    work()
    with house_scope():
        assert FeedSource.objects.get().brand == ""


def test_a_column_without_a_name_cannot_be_spoken_of(brand: Trader, client: Any) -> None:
    run = send(client, TABLE.replace(";T.;", ";;"))
    form = client.get(columns(run)).context["form"]
    assert "column-5" not in form.fields
    assert keep(client, run).status_code == 302


def test_an_answer_to_columns_that_have_moved_is_not_taken(brand: Trader, client: Any) -> None:
    run = send(client, TABLE)
    seen = client.get(columns(run)).context["seen"]
    moved = ["\t".join(reversed(line.split(";"))) for line in TABLE.splitlines()]
    newer = send(client, "\n".join(moved))
    sent = said(how="keep", seen=seen)
    response = client.post(columns(newer), sent, follow=True)
    assert "voici ses colonnes" in response.content.decode()
    with house_scope():
        assert not FeedMapping.objects.exists()
