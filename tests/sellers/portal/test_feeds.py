"""Imports and proposals in the portal: the report of each line, of one's own alone."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from marketplace.core.sentences import Sentence
from marketplace.technical.models import Proposal
from sellers.feeds.faults import Rule
from sellers.feeds.models import FeedFault, FeedLease, FeedLine, FeedRun, FeedSource
from sellers.portal.wording import RULES
from tests import shop

pytestmark = pytest.mark.django_db


def run_of(trader, clock, *, faults=0, **fields):
    run = FeedRun.objects.model(
        trader=trader, origin="export.csv", started_at=clock(), status="done", read=faults,
        rejected=faults, fault_count=faults, rules={"not_a_price": faults} if faults else {},
        **fields,
    )  # fmt: skip
    run.save()
    FeedFault._base_manager.bulk_create(
        FeedFault(
            run=run, line=n + 2, column="Variant Price", value="12,5O", rule="not_a_price",
            message=Sentence("Ce n’est pas un prix."), fix="12,50",
        )
        for n in range(faults)
    )  # fmt: skip
    return run


@pytest.fixture
def mine(client):
    trader = shop.point().trader
    client.force_login(shop.member(trader))
    return trader


@pytest.fixture
def other():
    return shop.point().trader


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_at_any_size(mine, other, client, clock, size,
                                             django_assert_num_queries):  # fmt: skip
    for _n in range(size):
        run_of(mine, clock)
        run_of(other, clock)
    # session, user, member, basket, count, runs, dead addresses of pictures, failing addresses,
    # halves in the drop folder
    with django_assert_num_queries(9):
        response = client.get(reverse("portal:feeds"))

    assert [row.trader_id for row in response.context["rows"]] == [mine.pk] * size


@pytest.mark.parametrize("size", [1, 30])
def test_a_report_costs_the_same_at_any_size(mine, other, client, clock, size,
                                             django_assert_num_queries):  # fmt: skip
    run_of(other, clock, faults=size)
    run = run_of(mine, clock, faults=size)
    # session, user, member, basket, run, count, faults, dead addresses of pictures
    with django_assert_num_queries(8):
        response = client.get(reverse("portal:feed", args=[run.pk]))

    assert len(response.context["rows"]) == size
    text = response.content.decode()
    assert text.count("Prix illisible") == size + 1  # the rows, and the rule above them
    assert "12,5O" in text
    assert "12,50" in text


def test_the_faults_of_one_rule(mine, client, clock):
    run = run_of(mine, clock, faults=2)
    FeedFault._base_manager.create(run=run, line=9, rule="zero_price", message=Sentence("Zéro."))

    def lines(query):
        rows = client.get(reverse("portal:feed", args=[run.pk]), query).context["rows"]
        return [fault.line for fault, *_told in rows]

    assert lines({}) == [2, 3, 9]
    assert lines({"regle": "zero_price"}) == [9]
    assert lines({"regle": "'; --"}) == []


def test_the_faults_as_a_file_that_computes_nothing(mine, client, clock):
    run = run_of(mine, clock, faults=1)
    FeedFault._base_manager.create(
        run=run, line=7, column="=cmd()", value="-2", rule="negative_stock",
        message=Sentence("Négatif ; 0"), fix="0",
    )  # fmt: skip

    response = client.get(reverse("portal:faults", args=[run.pk]))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="flux-{run.pk}-fautes.csv"'
    text = response.content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["gravité", "fichier", "ligne", "colonne", "valeur", "règle", "explication", "correction"],
        [
            "erreur",
            "",
            "2",
            "Variant Price",
            "12,5O",
            "not_a_price",
            "Ce n’est pas un prix.",
            "12,50",
        ],
        ["erreur", "", "7", "'=cmd()", "-2", "negative_stock", "Négatif ; 0", "0"],
    ]


def test_a_line_of_two_files_says_which(mine, client, clock):
    run = run_of(mine, clock, faults=1, parts=["produits.csv", "declinaisons.csv"])
    FeedFault._base_manager.create(
        run=run, line=100_000_012, rule="no_key", message=Sentence("Rien.")
    )
    FeedRun._base_manager.update(
        foreseen={"largest": [{"line": 100_000_003, "price": [1, 2], "stock": [1, 1], "key": "A"}]}
    )

    page = client.get(reverse("portal:feed", args=[run.pk])).content.decode()
    sheet = client.get(reverse("portal:faults", args=[run.pk])).content.decode()
    told = client.get(reverse("portal:report", args=[run.pk])).json()

    assert "produits.csv, ligne 2" in page
    assert "declinaisons.csv, ligne 12" in page
    assert "erreur;declinaisons.csv;12;" in sheet
    assert [(each["file"], each["line"]) for each in told["faults"]] == [
        ("produits.csv", 2), ("declinaisons.csv", 12)]  # fmt: skip
    (change,) = told["foreseen"]["largest"]
    assert (change["file"], change["line"]) == ("declinaisons.csv", 3)


def warn(run, count):
    FeedFault._base_manager.bulk_create(
        FeedFault(run=run, line=n + 2, column="Couleur", value="Brume", rule="unknown_colour",
                  message=Sentence("Inconnue."), severity="warning")
        for n in range(count)
    )  # fmt: skip
    FeedRun._base_manager.filter(pk=run.pk).update(
        warning_count=count, warned={"unknown_colour": count} if count else {}
    )


def test_warnings_stand_apart_from_errors(mine, client, clock):
    run = run_of(mine, clock, faults=1)
    warn(run, 2)

    def shown(query):
        response = client.get(reverse("portal:feed", args=[run.pk]), query)
        return [fault.rule for fault, *_told in response.context["rows"]], response.content.decode()

    assert shown({})[0] == ["not_a_price"]
    rules, page = shown({"gravite": "avertissements"})
    assert rules == ["unknown_colour"] * 2
    assert "Couleur inconnue" in page
    assert "À mettre" not in page
    assert shown({"gravite": "avertissements", "regle": "not_a_price"})[0] == []
    sheet = client.get(reverse("portal:faults", args=[run.pk])).content.decode()
    assert sheet.count("avertissement;;") == 2
    told = client.get(reverse("portal:report", args=[run.pk])).json()
    assert (told["warning_count"], told["warned"]) == (2, {"unknown_colour": 2})
    assert sorted(each["severity"] for each in told["faults"]) == ["error", "warning", "warning"]


def test_where_nothing_is_wrong_the_warnings_come_first(mine, client, clock):
    run = run_of(mine, clock)
    warn(run, 1)
    page = client.get(reverse("portal:feed", args=[run.pk])).content.decode()
    assert "Couleur inconnue" in page
    assert "Le fichier corrigé" not in page
    assert "Rien : chaque ligne est passée." not in page


CONTENT = b"sku;stock;price\nA;-1;10\nB;2;=1+1\n"


def kept(trader, clock, **fields):
    run = run_of(trader, clock, faults=2, fixed_cells=1, left_cells=1, dialect="Stock et prix",
                 **fields)  # fmt: skip
    run.file.save("1.feed", ContentFile(CONTENT))
    return run


def test_the_file_comes_back_corrected_or_as_it_was(mine, client, clock):
    run = kept(mine, clock)
    page = client.get(reverse("portal:feed", args=[run.pk])).content.decode()
    assert "Nous proposons une valeur pour 1 cellule." in page
    assert "1 cellule reste à remplir par vous ; le fichier n’y touche pas." in page

    address = reverse("portal:corrected-feed", args=[run.pk])
    mended = client.get(address, {"corrections": "oui"})
    asked = client.get(address)

    assert mended["Content-Type"] == "text/csv; charset=utf-8"
    assert mended["Content-Disposition"] == f'attachment; filename="flux-{run.pk}-corrige.csv"'
    assert b"".join(mended) == b"\xef\xbb\xbfsku;stock;price\r\nA;0;10\r\nB;2;'=1+1\r\n"
    assert asked["Content-Disposition"] == f'attachment; filename="flux-{run.pk}-original.csv"'
    assert b"".join(asked) == b"\xef\xbb\xbfsku;stock;price\r\nA;-1;10\r\nB;2;'=1+1\r\n"


def test_a_file_that_is_gone_says_why(mine, client, clock):
    run = run_of(mine, clock, faults=1)
    page = client.get(reverse("portal:feed", args=[run.pk])).content.decode()
    assert "nous le gardons 14 jours, pour les 5 derniers imports de chaque flux" in page
    assert reverse("portal:corrected-feed", args=[run.pk]) not in page
    answer = client.get(reverse("portal:corrected-feed", args=[run.pk]), follow=True)
    assert "Le fichier de cet import n’est plus là" in answer.content.decode()


def test_another_sellers_file_does_not_exist(mine, other, client, clock):
    run = kept(other, clock)
    assert client.get(reverse("portal:corrected-feed", args=[run.pk])).status_code == 404


def test_a_refused_file_says_why(mine, client, clock):
    said = Sentence("Ce fichier ressemble à autre.")
    run = run_of(mine, clock, error_code="unknown_dialect", error=said)
    FeedRun._base_manager.update(status="failed")

    text = client.get(reverse("portal:feed", args=[run.pk])).content.decode()

    assert "Le fichier entier a été refusé : rien n’a changé." in text
    assert "Ce fichier ressemble à autre." in text


@pytest.mark.parametrize("name", ["feed", "faults"])
def test_another_sellers_import_does_not_exist(mine, other, client, clock, name):
    run = run_of(other, clock, faults=1)
    assert client.get(reverse(f"portal:{name}", args=[run.pk])).status_code == 404


def test_before_the_first_import_one_reads_how_it_comes(mine, client):
    text = client.get(reverse("portal:feeds")).content.decode()
    assert "Envoyez votre export" in text
    assert 'type="file"' not in text


def test_every_rule_has_words():
    assert set(RULES) == set(Rule)


@pytest.mark.parametrize("size", [1, 30])
def test_proposals_cost_the_same_at_any_size(mine, other, client, clock, size,
                                             django_assert_num_queries):  # fmt: skip
    Proposal._base_manager.bulk_create(
        Proposal(
            trader=trader, partner=trader.points.get().partner, key=f"k{n}", title=f"Brise {n}",
            content={"variants": [{}, {}]}, created_at=clock(), status="refused", reason="Déjà là.",
        )
        for trader in (mine, other)
        for n in range(size)
    )  # fmt: skip
    # session, user, member, basket, count, proposals
    with django_assert_num_queries(6):
        response = client.get(reverse("portal:proposals"))

    assert [row.trader_id for row, *_reasons in response.context["rows"]] == [mine.pk] * size
    assert response.content.decode().count("Déjà là.") == size


def test_a_value_that_is_not_believed_is_a_warning_and_the_offer_waits_for_nothing(
    mine, client, clock
):
    shop.family()
    doubt = {"key": "weight", "said": "3 kg", "value": 3000, "source": "seller", "why": "high"}
    Proposal._base_manager.create(
        trader=mine, partner=mine.points.get().partner, key="k", title="Cadence 3",
        content={"variants": [{}], "family": shop.SHOES, "doubts": [doubt]}, created_at=clock(),
    )  # fmt: skip

    html = client.get(reverse("portal:proposals")).content.decode()

    assert "Poids « 3 kg » est au-dessus du plausible (150 à 380 g)" in html


def test_a_proposal_that_waits_says_what_it_lacks(mine, client, clock):
    Proposal._base_manager.create(
        trader=mine, partner=mine.points.get().partner, key="caisse:brise / corail", title="Brise",
        content={"model_name": "Brise", "colour_name": "Corail",
                 "variants": [{"key": "a", "size": "38", "gtin": ""}]},
        created_at=clock(),
    )  # fmt: skip

    text = client.get(reverse("portal:proposals")).content.decode()

    for words in (
        "Le produit n’a ni code-barres, ni référence du fabricant.",
        "L’adresse postale du fabricant n’est pas connue.",
        "Le produit n’a pas de famille.",
        "Corail",
    ):
        assert words in text
    assert "caisse:" not in text, "a key of the house's own"


@pytest.mark.parametrize("size", [1, 30])
def test_each_line_says_what_it_is_and_why(mine, other, client, size, django_assert_num_queries):
    shop.maker("Altavia")
    for trader in (mine, other):
        record = shop.offer(point=trader.points.get())
        source, _made = FeedSource._base_manager.get_or_create(
            trader=trader, name="codes", defaults={"partner_id": record.partner_id}
        )
        FeedLine._base_manager.bulk_create(
            FeedLine(source=source, key=f"{trader.pk}-{n}", group="g", match="gtin",
                     stockrecord=record)
            for n in range(size)
        )  # fmt: skip
    # session, user, member, basket, count, lines, what was undone, codes
    with django_assert_num_queries(8):
        response = client.get(reverse("portal:matches"))

    assert [line.source.trader_id for line, *_reasons in response.context["rows"]] == [
        mine.pk
    ] * size
    text = response.content.decode()
    assert text.count("code-barres") >= size
    assert "Le produit n’a ni code-barres, ni référence du fabricant." in text


def test_faults_that_are_kept_no_more_are_said_to_be(client, mine, clock):
    run = run_of(mine, clock, faults=3)
    FeedFault._base_manager.all().delete()
    address = reverse("portal:feed", args=[run.pk])

    assert "ne sont plus gardées" in client.get(address).content.decode()
    page = client.get(address, {"regle": "not_a_price"}).content.decode()
    assert "n’est de cette sorte" in page


def test_a_queued_file_names_the_import_that_it_waits_for(mine, other, client, clock):
    def page():
        return client.get(reverse("portal:feed", args=[queued.pk])).content.decode()

    def runs_until(trader, origin, until):
        run = FeedRun(trader=trader, origin=origin, started_at=clock(), status="running")
        run.save()
        FeedLease(trader=trader, run=run, leased_until=until).save()

    queued = FeedRun(trader=mine, origin="export.csv", started_at=clock(), status="queued")
    queued.save()
    runs_until(other, "autre.csv", clock() + timedelta(minutes=1))
    assert "cela prend quelques secondes" in page()
    runs_until(mine, "many.csv", clock() + timedelta(minutes=1))
    assert "après l’import de many.csv" in page()
    assert "quelques secondes" not in page()
    FeedLease._base_manager.update(leased_until=clock())  # whoever held it is dead
    assert "cela prend quelques secondes" in page()
