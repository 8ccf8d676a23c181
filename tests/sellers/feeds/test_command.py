"""``manage.py feed``: what people and scripts read, and that every bad file gets one clear line."""

import json
from collections.abc import Callable
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from oscar.core.loading import get_model
from urllib3 import HTTPHeaderDict

from marketplace.core import fetching
from marketplace.core.scopes import house_scope
from marketplace.traders.models import Trader
from sellers.feeds import reading, sources
from sellers.feeds.models import FeedRun
from tests import shop
from tests.sellers.feeds import files

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


def feed(*args: str) -> str:
    out = StringIO()
    call_command("feed", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    def to_disk(content: bytes, name: str = "export.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return to_disk


@pytest.fixture
def brand() -> Trader:
    shop.family("casquettes-running")
    return shop.point(
        "Altavia", slug="altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True
    ).trader


BAD = files.cap("b", **{"Variant Price": "12,5O", "Variant Inventory Qty": "-1"})


def test_inspect_tells_all_and_changes_nothing(write: Callable[..., str]) -> None:
    path = write(files.shopify(files.cap("a"), BAD))
    said = json.loads(feed("inspect", path, "--json"))
    assert {name: said[name] for name in ("dialect", "encoding", "delimiter", "read", "variants",
                                          "context", "rejected", "fault_count")} == {
        "dialect": "shopify", "encoding": "utf-8", "delimiter": ",", "read": 2, "variants": 1,
        "context": 0, "rejected": 1, "fault_count": 2}  # fmt: skip
    assert said["mapping"]["price"] == "Variant Price"
    assert "variant compare at price" in said["unused"]
    assert said["seconds"] >= 0
    assert said["faults"] == [
        {"file": "", "line": 3, "column": "Variant Price", "value": "12,5O", "rule": "not_a_price",
         "message": "Ce n’est pas un prix : écrivez des chiffres, par exemple 12,50.",
         "fix": "12,50", "severity": "error"},
        {"file": "", "line": 3, "column": "Variant Inventory Qty", "value": "-1",
         "rule": "negative_stock",
         "message": "Un stock ne peut pas être négatif : mettez 0 si l’article est épuisé.",
         "fix": "0", "severity": "error"},
    ]  # fmt: skip
    with house_scope():
        assert not FeedRun.objects.exists()


def test_faults_are_told_in_the_language_of_the_moment(write: Callable[..., str]) -> None:
    path = write(files.shopify(files.cap("a"), BAD))
    with translation.override("en"):
        (price, _stock) = json.loads(feed("inspect", path, "--json"))["faults"]
        people = feed("inspect", path)
    told = "This is not a price: write figures, for example 12.50."
    assert price["message"] == told
    assert told in people


def test_people_read_line_column_value_rule_and_fix(write: Callable[..., str]) -> None:
    said = feed("inspect", write(files.shopify(files.cap("a"), BAD)))
    assert (
        "  ligne 3, colonne « Variant Price », valeur « 12,5O » : Ce n’est pas un prix : écrivez "
        "des chiffres, par exemple 12,50. Mettez : 12,50 [not_a_price]\n"
    ) in said
    assert "Lignes : 2 lues, 1 à vendre, 0 de contexte, 1 refusées" in said


def test_import_counts_every_line(write: Callable[..., str], brand: Trader) -> None:
    path = write(files.shopify(files.cap("a"), BAD))
    said = json.loads(feed("import", path, "--seller", "altavia", "--json"))
    counts = ("read", "created", "updated", "unchanged", "proposed", "rejected", "context")
    assert [said[name] for name in counts] == [2, 1, 0, 0, 0, 1, 0]
    assert [fault["rule"] for fault in said["faults"]] == ["not_a_price", "negative_stock"]
    with house_scope():
        run = FeedRun.objects.get()
    assert (said["run"], run.origin) == (run.pk, "export.csv")


def test_an_import_that_refuses_every_line_fails_after_its_report(
    write: Callable[..., str], brand: Trader, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = files.shopify(files.cap("a")).replace(b"Brise", b"Bris\xff\xc3\x81\x8d\x9d")
    for content, rules in ((files.shopify(BAD), 2), (damaged, 1)):
        with pytest.raises(SystemExit) as caught:
            call_command("feed", "import", write(content), "--seller", "altavia", "--json")
        assert caught.value.code == 1
        said = json.loads(capsys.readouterr().out)
        assert (said["read"], said["rejected"], len(said["rules"])) == (1, 1, rules)
    assert [fault["rule"] for fault in said["faults"]] == ["broken_encoding"]
    assert not StockRecord.objects.exists()


def test_inspecting_what_is_all_refused_succeeds(write: Callable[..., str]) -> None:
    assert json.loads(feed("inspect", write(files.shopify(BAD)), "--json"))["rejected"] == 1


def test_a_warning_is_told_apart(write: Callable[..., str], brand: Trader) -> None:
    coded = files.cap("a", **{"Variant Barcode": "2000000000008"})
    path = write(files.shopify(coded, BAD))
    said = json.loads(feed("inspect", path, "--json"))
    assert (said["rejected"], said["fault_count"], said["warning_count"]) == (1, 2, 1)
    assert said["warned"] == {"gtin_in_store": 1}
    assert [(each["rule"], each["severity"]) for each in said["faults"]] == [
        ("gtin_in_store", "warning"), ("not_a_price", "error"), ("negative_stock", "error")
    ]  # fmt: skip
    people = feed("import", path, "--seller", "altavia")
    assert people.index("[negative_stock]") < people.index("Avertissements, de lignes qui sont")
    assert "valeur « 2000000000008 » : Ce code a été imprimé par un magasin" in people


def test_the_corrected_file_goes_where_it_is_asked(
    write: Callable[..., str], brand: Trader, tmp_path: Path
) -> None:
    said = json.loads(
        feed("import", write(files.shopify(BAD, files.cap("a"))), "--seller", "altavia", "--json")
    )
    to = str(tmp_path / "corrige.csv")
    assert feed("corrected", str(said["run"]), "--to", to) == (
        f"{to} : 2 cellules corrigées, 0 restent à remplir.\n"
    )
    again = json.loads(feed("import", to, "--seller", "altavia", "--json"))
    assert (again["rejected"], again["created"], again["unchanged"]) == (0, 1, 1)
    told = json.loads(feed("corrected", str(said["run"]), "--to", to, "--as-sent", "--json"))
    assert (told["mended"], told["file"]) == (0, to)
    assert json.loads(feed("inspect", to, "--json"))["rejected"] == 1
    with pytest.raises(CommandError, match="no_such_source"):
        feed("corrected", str(said["run"]), "--to", str(tmp_path / "nowhere" / "x.csv"))
    with pytest.raises(CommandError, match=r"file_gone.*deux semaines"):
        feed("corrected", str(again["run"]), "--to", to)


def test_a_line_of_the_second_file_says_which(write: Callable[..., str]) -> None:
    products = b"Product ID;Active (0/1);Name *;Price tax excluded;Quantity\n1;1;Tee;10;0\n"
    combinations = (
        b"Product ID*;Attribute (Name:Type:Position)*;Value (Value:Position)*;Quantity\n"
        b"1;Size:select:0;S:0;-1\n"
    )
    paths = [write(products, "produits.csv"), write(combinations, "declinaisons.csv")]
    (fault,) = json.loads(feed("inspect", *paths, "--json"))["faults"]
    assert (fault["file"], fault["line"]) == ("declinaisons.csv", 2)
    assert "  declinaisons.csv, ligne 2, colonne « Quantity »" in feed("inspect", *paths)


def test_dry_run_says_so(write: Callable[..., str], brand: Trader) -> None:
    said = feed("import", write(files.shopify(files.cap())), "--seller", "altavia", "--dry-run")
    assert "Essai : rien n’a été changé." in said
    assert "1 créées" in said
    assert not StockRecord.objects.exists()


def test_an_unknown_seller_gets_the_nearest_names(write: Callable[..., str], brand: Trader) -> None:
    path = write(files.shopify(files.cap()))
    with pytest.raises(CommandError, match=r"unknown_seller.*« altavla ».*altavia"):
        feed("import", path, "--seller", "altavla")


def test_without_any_seller_it_says_what_is_missing(write: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match=r"aucun vendeur.*point de vente"):
        feed("import", write(files.shopify(files.cap())), "--seller", "x")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_feed"),
        (files.shopify(), "no_rows"),
        (b"PK\x03\x04 une archive", "broken_archive"),
        (b"\x1f\x8b une archive", "broken_archive"),
        (b"<!doctype html><title>Connexion</title>", "not_a_feed"),
        (b"<?xml version='1.0'?><rss/>", "no_table"),
        (b"<rss><channel><item><id>1</id>", "broken_xml"),
        (b'[{"sku": 1}]', "unknown_dialect"),
        (b'[{"sku": 1', "broken_json"),
        (b"%PDF-1.4", "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not_a_feed"),
        (bytes(range(256)) * 20, "not_a_feed"),
        (b"nom;prix\nTee;12\n", "unknown_dialect"),
        (b"Handle,Title,Variant Price\ncap,Cap,2\n", "missing_columns"),
        (files.shopify(files.cap()) + b'x,"', "unclosed_quote"),
        (b"x" * (reading.MAX_LINE + 2), "line_too_long"),
    ],
)
@pytest.mark.parametrize("action", ["inspect", "import"])
def test_a_bad_file_gets_one_clear_line(
    write: Callable[..., str], brand: Trader, content: bytes, code: str, action: str
) -> None:
    seller = ["--seller", "altavia"] if action == "import" else []
    with pytest.raises(CommandError) as caught:
        feed(action, write(content), *seller)
    said = str(caught.value)
    assert said.startswith(f"{code} : ")
    assert "\n" not in said
    assert len(said) < 300
    assert not StockRecord.objects.exists()


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b"", {
            "error": "empty_feed",
            "message": "Le fichier est vide. Refaites l’export dans votre boutique et renvoyez-le.",
        }),
        (b"Handle,Title,title\ncap,Cap,2\n", {
            "error": "repeated_column",
            "message": "La colonne « title » est là deux fois. Supprimez celle qui est de trop.",
            "line": 1,
            "column": "title",
        }),
    ],
)  # fmt: skip
@pytest.mark.parametrize("action", ["inspect", "import"])
def test_a_script_reads_of_a_bad_file_too_as_json(
    write: Callable[..., str], brand: Trader, content: bytes, failure: dict[str, Any], action: str
) -> None:
    out, seller = StringIO(), ["--seller", "altavia"] if action == "import" else []
    with pytest.raises(CommandError, match=f"^{failure['error']} : ") as caught:
        call_command("feed", action, write(content), *seller, "--json", stdout=out)
    assert caught.value.returncode == 1
    assert json.loads(out.getvalue()) == failure


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "rien.csv", tmp_path):
        with pytest.raises(CommandError, match="no_such_source"):
            feed("inspect", str(path))


@pytest.mark.parametrize("days", ["-3", "91", "9999999999999999999999"])
@pytest.mark.parametrize("trial", [["--dry-run"], []])
def test_a_lead_time_that_cannot_be_gets_one_clear_line(
    write: Callable[..., str], brand: Trader, days: str, trial: list[str]
) -> None:
    path = write(files.shopify(files.cap()))
    with pytest.raises(CommandError, match=r"^bad_setting : .*de 0 à 90 jours ouvrés") as caught:
        feed("import", path, "--seller", "altavia", "--lead-days", days, *trial)
    assert caught.value.returncode == 1
    assert not StockRecord.objects.exists()
    feed("import", path, "--seller", "altavia", "--lead-days", "90")
    assert StockRecord.objects.get().terms.lead_days == 90


def test_what_is_over_is_not_cancelled(write: Callable[..., str], brand: Trader) -> None:
    path = write(files.shopify(files.cap()))
    done = json.loads(feed("import", path, "--seller", "altavia", "--json"))
    for action in ("cancel", "confirm", "reject"):
        with pytest.raises(CommandError, match=r"^illegal_move : ") as caught:
            feed(action, str(done["run"]))
        assert caught.value.returncode == 1
    with house_scope():
        run = FeedRun.objects.get()
    assert (run.status, run.cancel_asked_at) == (FeedRun.Status.DONE, None)
    FeedRun._base_manager.update(status=FeedRun.Status.QUEUED)
    assert json.loads(feed("cancel", str(run.pk), "--json"))["status"] == "cancelled"


# --- addresses -------------------------------------------------------------------------------
class Answer:
    status, headers = 200, HTTPHeaderDict()

    def __init__(self, *blocks: bytes) -> None:
        self.blocks = blocks

    def stream(self, _size: int, **_options: Any) -> Any:
        yield from self.blocks

    def tell(self) -> int:
        return sum(map(len, self.blocks))


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What any address answers."""

    def serve(*blocks: bytes) -> None:
        @contextmanager
        def opened(url: str, **_limits: Any) -> Any:
            yield url, Answer(*blocks)

        monkeypatch.setattr(fetching, "opened", opened)

    return serve


def test_an_address_is_fetched_and_its_secret_is_not_kept(
    served: Callable[..., None], brand: Trader
) -> None:
    content = files.shopify(files.cap())
    served(content[:100], content[100:])
    url = "https://boutique.example/export.csv?token=secret"
    said = json.loads(feed("import", url, "--seller", "altavia", "--json"))
    assert (said["created"], said["source"]) == (1, "https://boutique.example/export.csv")
    with house_scope():
        assert FeedRun.objects.get().origin == "https://boutique.example/export.csv"


def test_an_address_that_never_ends_is_cut(
    served: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 1000)
    served(*[b"x" * 100] * 100)
    with pytest.raises(CommandError, match="feed_too_large"):
        feed("inspect", "https://boutique.example/export.csv")


def test_a_slow_address_is_cut(
    served: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MINUTES", -1)
    served(b"Handle,Title\n")
    with pytest.raises(CommandError, match="trop longtemps"):
        feed("inspect", "https://boutique.example/export.csv")


@pytest.mark.parametrize("url", ["http://127.0.0.1/a.csv", "file:///etc/passwd", "ftp://x.test/a"])
def test_addresses_inside_are_refused(url: str) -> None:
    with pytest.raises(CommandError, match="address_refused"):
        feed("inspect", url)
