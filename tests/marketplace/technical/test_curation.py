"""Candidates for a proposal, and merging with one of them."""

import pytest

from marketplace.core.errors import IllegalMove
from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope
from marketplace.technical import curation
from marketplace.technical.candidates import candidates
from marketplace.technical.models import Proposal, ReferenceSheet, VariantSheet
from tests import shop
from tests.conftest import MONDAY_MORNING

pytestmark = pytest.mark.django_db


def proposed(**content):
    seller = shop.point()
    return Proposal._base_manager.create(
        trader=seller.trader, partner=seller.partner, key="brise", title="Brise 2",
        brand_name="Cap Ouest", created_at=MONDAY_MORNING,
        content={
            "model_name": "Brise 2", "colour_name": "Corail", "gender": "women",
            "variants": [
                {"key": "B-38", "size": "38", "gtin": "03700000000006"},
                {"key": "B-39", "size": "39", "gtin": ""},
            ],
            **content,
        },
    )  # fmt: skip


def known(model="Brise 2", *, brand="Cap Ouest", sizes=("39", "40"), **fields):
    ids = shop.reference(model_name=model, brand=brand, sizes=sizes, **fields)
    return VariantSheet.objects.get(pk=ids[0]).product.parent_id, ids


def test_the_nearest_come_first_those_of_the_brand_before_all():
    other, _ids = known(brand="Autre", colour_name="Corail")
    cousin, _ids = known("Brise 3 Corail")
    same, _ids = known(colour_name="Corail")
    known("Tempête")

    found = candidates(proposed())

    assert [each.sheet.pk for each in found] == [same, cousin, other]
    assert [each.score for each in found] == [100, 93, 100]


def test_what_differs_is_said_field_by_field_and_size_by_size():
    known(colour_name="Bleu", gender="men", manufacturer_ref="BR2")

    (found,) = candidates(proposed())

    assert [(each.field, each.said, each.known) for each in found.differing] == [
        ("colour", "Corail", "Bleu"), ("gender", "Femme", "Homme")]  # fmt: skip
    assert (found.common, found.lacking, found.others) == (["39"], ["38"], ["40"])


@pytest.mark.parametrize("size", [1, 30])
def test_candidates_cost_the_same_at_any_size(size, django_assert_num_queries):
    for n in range(size):
        known(f"Brise {n}")
    proposal = proposed()
    # of the brand by words; where those are few all of the brand, and others; sheets, sizes
    with django_assert_num_queries(5 if size == 1 else 3):
        candidates(proposal)


def test_without_a_brand_words_find_it():
    same, _ids = known()
    proposal = proposed()
    proposal.brand_name = ""
    assert [each.sheet.pk for each in candidates(proposal)] == [same]


def test_merged_by_code_then_by_size_and_what_lacks_is_added():
    reference, (_first, second) = known(sizes=("40", "41"))
    VariantSheet.objects.filter(pk=second).update(gtin="03700000000006")

    with house_scope():
        proposal, operator = proposed(), shop.operator()
        ids = curation.merge_proposal(
            proposal=proposal, reference_id=reference, user=operator, at=MONDAY_MORNING
        )

    assert ids["B-38"] == second, "the code says more than the size"
    added = VariantSheet.objects.get(pk=ids["B-39"])
    assert (added.size, added.product.parent_id) == ("39", reference)
    assert ReferenceSheet.objects.count() == 1
    row = Proposal._base_manager.get()
    assert (row.status, row.reference_id, row.decided_by) == ("merged", reference, operator)
    event = OutboxEvent.objects.get(topic="proposal.decided")
    assert event.payload == {"proposal_id": row.pk, "variants": ids, "merged": True}


def test_merged_once():
    reference, _ids = known()
    proposal = proposed()
    stale = Proposal._base_manager.get()
    merge = {"reference_id": reference, "user": None, "at": MONDAY_MORNING}
    with house_scope():
        curation.merge_proposal(proposal=proposal, **merge)
        with pytest.raises(IllegalMove):
            curation.merge_proposal(proposal=stale, **merge)
    assert OutboxEvent.objects.filter(topic="proposal.decided").count() == 1


def test_merged_with_nothing_that_is_not_published():
    with house_scope(), pytest.raises(curation.NoSuchReference):
        curation.merge_proposal(proposal=proposed(), reference_id=0, user=None, at=MONDAY_MORNING)
    assert Proposal._base_manager.get().status == "open"


def test_a_large_brand_is_searched_by_words_first(monkeypatch):
    monkeypatch.setattr("marketplace.technical.candidates.READ", 3)
    for n in range(4):
        known(f"Tempête {n}")
    same, _ids = known()
    assert [each.sheet.pk for each in candidates(proposed())] == [same]
