"""A boutique sends its export in the portal, sees what it would change, and decides."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Value
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from marketplace.core.models import StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.storefront.templatetags.cordee import moment
from marketplace.traders.models import Trader
from sellers.feeds.models import FeedFault, FeedRun
from sellers.feeds.tasks import work
from sellers.portal import mails
from tests import shop
from tests.factories import PointFactory
from tests.sellers.feeds import files

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
Status = FeedRun.Status


@pytest.fixture
def brand(client: Any, clock: Any) -> Trader:
    shop.family("casquettes-running")
    trader = shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader
    client.force_login(shop.member(trader))
    return trader


def named(content: bytes, name: str = "export.csv") -> io.BytesIO:
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def send(client: Any, *contents: Any, **fields: str) -> Any:
    return client.post(reverse("portal:upload"), {"export": list(contents), **fields})


def the_run() -> FeedRun:
    with house_scope():
        return FeedRun.objects.get()


def shown(client: Any, run: FeedRun) -> str:
    with translation.override("fr"):
        return str(client.get(reverse("portal:feed", args=[run.pk])).content.decode())


def test_from_the_file_to_the_yes(brand: Trader, client: Any) -> None:
    answer = send(client, named(files.shopify(files.cap("a"))), how="check", whole="full")
    run = the_run()
    assert answer.url == reverse("portal:feed", args=[run.pk])
    page = shown(client, run)
    assert "attend son tour" in page
    assert "progress.js" in page

    work()
    page = shown(client, run)
    assert "à vous de dire oui" in page
    assert "progress.js" not in page
    assert not StockRecord.objects.exists()

    client.post(reverse("portal:confirm-feed", args=[run.pk]))
    work()
    assert the_run().status == Status.DONE
    assert StockRecord.objects.count() == 1
    answer = client.post(reverse("portal:confirm-feed", args=[run.pk]), follow=True)
    assert "Trop tard" in answer.content.decode()


def test_when_it_came_is_told_apart_from_when_it_was_applied(
    brand: Trader, client: Any, clock: Any
) -> None:
    send(client, named(files.shopify(files.cap("a"))), how="check")
    run = the_run()
    work()
    assert "reçu lundi 2 mars" in shown(client, run)
    assert "appliqué" not in shown(client, run)
    came = clock()
    clock.advance(hours=30)
    client.post(reverse("portal:confirm-feed", args=[run.pk]))
    work()

    run = the_run()
    assert (run.arrived_at, run.applied_at, run.waited) == (came, clock(), True)
    page = shown(client, run)
    assert re.search(r"reçu lundi 2 mars[^·]* · appliqué mardi 3 mars", page)
    listed = client.get(reverse("portal:feeds")).content.decode()
    assert re.search(r"lundi 2 mars[^<]*<br><span class=.small soft.>appliqué mardi 3", listed)
    assert (
        client.get(reverse("portal:report", args=[run.pk]))
        .json()["arrived_at"]
        .startswith("2026-03-02")
    )


def test_refused_lines_are_fetched_and_sent_again_alone(brand: Trader, client: Any) -> None:
    bad = files.cap("a", **{"Variant Price": "2O"})
    send(client, named(files.shopify(bad, files.cap("b"))), how="import", whole="full")
    work()
    run = the_run()
    page = shown(client, run)
    address = reverse("portal:corrected-feed", args=[run.pk])
    assert f'href="{address}?lignes=refusees&amp;corrections=oui"' in page
    assert f'href="{reverse("portal:upload")}?contient=excerpt"' in page
    answer = client.get(address, {"lignes": "refusees", "corrections": "oui"})
    assert f"flux-{run.pk}-refusees.csv" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    assert b"\na," in content
    assert b"\nb," not in content

    form = client.get(reverse("portal:upload"), {"contient": "excerpt"}).content.decode()
    assert '<option value="excerpt" selected>' in form
    send(client, named(content), how="import", whole="excerpt")
    work()
    with house_scope():
        again = FeedRun.objects.select_related("source").latest("pk")
    assert (again.created, again.withdrawn, again.source.delta) == (1, 0, False)


def test_it_can_go_at_once(brand: Trader, client: Any) -> None:
    send(client, named(files.shopify(files.cap("a"))), how="import")
    work()
    assert the_run().status == Status.DONE


def test_no_and_stop(brand: Trader, client: Any) -> None:
    send(client, named(files.shopify(files.cap("a"))), how="check")
    run = the_run()
    client.post(reverse("portal:cancel-feed", args=[run.pk]))
    assert the_run().status == Status.CANCELLED
    with house_scope():
        FeedRun.objects.update(status=Status.WAITING)
    client.post(reverse("portal:reject-feed", args=[run.pk]))
    assert the_run().status == Status.REJECTED


def test_progress_is_shown_while_it_runs(brand: Trader, client: Any) -> None:
    run = FeedRun(
        trader=brand, status=Status.RUNNING, origin="x.csv", started_at="2026-03-02T09:00Z",
        phase="applying", progress=250, progress_total=1000,
    )  # fmt: skip
    run.save()
    page = shown(client, run)
    assert 'value="25"' in page
    assert "250 lignes sur 1" in page


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ([], "Choisissez le fichier"),
        ([b""], "Ce fichier est vide"),
        ([b"a", b"b", b"c"], "pas davantage"),
    ],
)
def test_what_is_no_upload_is_told_at_the_field(
    brand: Trader, client: Any, contents: list[bytes], said: str
) -> None:
    answer = send(client, *(named(each, f"{n}.csv") for n, each in enumerate(contents)))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with house_scope():
        assert not FeedRun.objects.exists()


def test_two_files_that_go_together_are_one_run(brand: Trader, client: Any) -> None:
    send(client, named(b"a", "produits.csv"), named(b"b", "declinaisons.csv"))
    assert the_run().origin == "produits.csv + declinaisons.csv"


def test_whose_stock_it_is_is_asked_where_there_are_several(brand: Trader, client: Any) -> None:
    other = PointFactory(trader=brand, partner__name="Altavia Lyon")
    page = client.get(reverse("portal:upload")).content.decode()
    assert "Altavia Lyon" in page
    answer = send(client, named(files.shopify(files.cap("a"))), how="import")
    assert answer.status_code == 422
    send(client, named(files.shopify(files.cap("a"))), how="import", point=other.partner.code)
    work()
    assert StockRecord.objects.get().partner == other.partner


def test_a_trader_without_a_point_is_told_so(client: Any) -> None:
    trader = shop.TraderFactory()
    client.force_login(shop.member(trader))
    assert "aucun point de vente" in client.get(reverse("portal:upload")).content.decode()
    assert send(client, named(b"a")).status_code == 422


def test_the_report_for_programs(brand: Trader, client: Any) -> None:
    send(client, named(files.shopify(files.cap("a", **{"Variant Price": "vingt"}))), how="import")
    work()
    said = client.get(reverse("portal:report", args=[the_run().pk])).json()
    assert (said["status"], said["read"], said["rejected"]) == ("done", 1, 1)
    assert said["faults"][0] | {"message": ""} == {
        "severity": "error", "file": "", "line": 2, "column": "Variant Price", "value": "vingt",
        "rule": "not_a_price", "message": "", "fix": "",
    }  # fmt: skip


def test_the_report_of_a_french_worker_is_read_in_english(brand: Trader, client: Any) -> None:
    bad = files.cap("a", **{"Variant Price": "12.500", "Body (HTML)": "<iframe src=x></iframe>"})
    send(client, named(files.shopify(bad, files.cap("b", Type="Luminaires", Title="Lampe"))),
         how="import")  # fmt: skip
    work()
    ambiguous = "This can be read as 12,500 or 12500,00: write two decimals."
    unknown = "Neither the category nor the name says what it is: an operator chooses its family."
    pk = the_run().pk

    def read(view: str, query: str = "") -> str:
        answer = client.get(shop.english(reverse(f"portal:{view}", args=[pk])) + query)
        return str(answer.content.decode())

    assert ambiguous in read("feed")
    assert unknown in read("feed", "?gravite=avertissements")
    assert all(said in read("faults") for said in (ambiguous, unknown))
    assert all(said in read("report") for said in (ambiguous, unknown))
    assert "On peut lire 12,500 ou 12500,00" in shown(client, the_run())  # to a French reader


def test_a_refusal_by_a_french_worker_is_read_in_english(brand: Trader, client: Any) -> None:
    send(client, named(b"Handle,Variant Price\nA,1\n"), how="import")
    work()
    missing = "Missing: “title”, “variant inventory qty”. Export again with all columns."
    page, report = (
        client.get(shop.english(reverse(f"portal:{view}", args=[the_run().pk])))
        for view in ("feed", "report")
    )
    assert missing in page.content.decode()
    assert report.json()["error"] == missing
    assert "Il manque « title », « variant inventory qty »" in shown(client, the_run())


def test_what_was_kept_before_is_read_as_it_was(brand: Trader, client: Any) -> None:
    send(client, named(files.shopify(files.cap("a", **{"Variant Price": "vingt"}))), how="import")
    work()
    with house_scope():
        FeedFault.objects.update(message=Value("Ce prix est en USD : exportez-le en EUR à 100 %."))
    path = reverse("portal:feed", args=[the_run().pk])
    for each in (path, shop.english(path)):
        page = client.get(each)
        assert "Ce prix est en USD : exportez-le en EUR à 100 %." in page.content.decode()


def test_an_import_that_nobody_looks_at_asks_by_mail(
    brand: Trader, client: Any, clock: Any, relay: Any
) -> None:
    send(client, named(b"code;nom;tarif;dispo\nA;Gourde;9,90;3\n"), how="check")
    work()
    relay(clock())
    assert not StoredEmail.objects.exists()  # it is there to see
    send(client, named(b"code;nom;montant;dispo\nA;Gourde;9,90;3\n", "nuit.csv"), how="import")
    work()
    relay(clock())
    (mail,) = StoredEmail.objects.filter(to=brand.email)
    assert mail.subject == "Un import attend votre réponse"
    assert "nuit.csv" in mail.text
    assert "dites une fois" in mail.text
    (link,) = re.findall(r"https?://\S+(/vendeur/\S+)", mail.text)
    assert client.get(link).url.endswith("/colonnes/")


def test_a_mail_is_french_whatever_the_workers_language(brand: Trader, clock: Any) -> None:
    run = FeedRun(
        trader=brand, status=Status.WAITING, origin="nuit.csv", started_at=clock(),
        reasons=[{"code": "off_sale", "offers": 3, "of": 6}],
    )  # fmt: skip
    run.save()
    with translation.override("en"), house_scope():
        mails.on_feed_asks([{"run_id": run.pk}], clock())
    mail = StoredEmail.objects.get()
    assert "Il retire de la vente 3 de vos 6 offres." in mail.text


def test_mails_say_when_a_file_came_not_when_it_was_last_started(brand: Trader, clock: Any) -> None:
    runs = [
        FeedRun(trader=brand, status=status, origin="nuit.csv", received_at=clock(), tries=3,
                started_at=clock() + timedelta(days=2), finished_at=clock() + timedelta(days=2))
        for status in (Status.WAITING, Status.INTERRUPTED)
    ]  # fmt: skip
    with house_scope():
        FeedRun.objects.bulk_create(runs)
        mails.on_feed_asks([{"run_id": runs[0].pk}], clock())
        mails.on_feed_given_up([{"run_id": runs[1].pk}], clock())
    asks, gives_up = StoredEmail.objects.order_by("pk")
    assert f"Cordée a reçu votre catalogue {moment(clock())} : nuit.csv." in asks.text
    assert f"Votre catalogue reçu {moment(clock())} : nuit.csv." in gives_up.text


def test_where_pictures_paths_hang_is_said_with_the_file(brand: Trader, client: Any) -> None:
    export = files.shopify(files.cap("a"))
    assert send(client, named(export), pictures="ftp://altavia.test/media/").status_code == 422
    send(client, named(export), how="import", pictures="https://altavia.test/media/")
    assert the_run().asked["pictures"] == "https://altavia.test/media/"
