"""Imports and proposals in the portal: the report of each line, of one's own alone."""

import csv
import io

import pytest
from django.urls import reverse

from marketplace.technical.models import Proposal
from sellers.feeds.faults import Rule
from sellers.feeds.models import FeedFault, FeedLine, FeedRun, FeedSource
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
            message="Ce n’est pas un prix.", fix="12,50",
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
    # session, user, member, basket, count, runs, dead addresses of pictures, failing addresses
    with django_assert_num_queries(8):
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
    FeedFault._base_manager.create(run=run, line=9, rule="zero_price", message="Zéro.")

    def lines(query):
        rows = client.get(reverse("portal:feed", args=[run.pk]), query).context["rows"]
        return [fault.line for fault, _label in rows]

    assert lines({}) == [2, 3, 9]
    assert lines({"regle": "zero_price"}) == [9]
    assert lines({"regle": "'; --"}) == []


def test_the_faults_as_a_file_that_computes_nothing(mine, client, clock):
    run = run_of(mine, clock, faults=1)
    FeedFault._base_manager.create(
        run=run, line=7, column="=cmd()", value="-2", rule="negative_stock", message="Négatif ; 0",
        fix="0",
    )  # fmt: skip

    response = client.get(reverse("portal:faults", args=[run.pk]))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="flux-{run.pk}-fautes.csv"'
    text = response.content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["ligne", "colonne", "valeur", "règle", "explication", "correction"],
        ["2", "Variant Price", "12,5O", "not_a_price", "Ce n’est pas un prix.", "12,50"],
        ["7", "'=cmd()", "'-2", "negative_stock", "Négatif ; 0", "0"],
    ]


def test_a_refused_file_says_why(mine, client, clock):
    run = run_of(mine, clock, error_code="unknown_dialect", error="Ce fichier ressemble à autre.")
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

    assert [row.trader_id for row, _reasons in response.context["rows"]] == [mine.pk] * size
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

    assert "Poids (42) « 3 kg » est au-dessus du plausible (150 à 380 g)" in html


def test_a_proposal_that_waits_says_what_it_lacks(mine, client, clock):
    Proposal._base_manager.create(
        trader=mine, partner=mine.points.get().partner, key="k", title="Brise", created_at=clock(),
        content={"model_name": "Brise", "variants": [{"key": "a", "size": "38", "gtin": ""}]},
    )  # fmt: skip

    text = client.get(reverse("portal:proposals")).content.decode()

    for words in (
        "Le produit n’a ni code-barres, ni référence du fabricant.",
        "L’adresse postale du fabricant n’est pas connue.",
        "Le produit n’a pas de famille.",
    ):
        assert words in text


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

    assert [line.source.trader_id for line, _reasons in response.context["rows"]] == [
        mine.pk
    ] * size
    text = response.content.decode()
    assert text.count("code-barres") >= size
    assert "Le produit n’a ni code-barres, ni référence du fabricant." in text
