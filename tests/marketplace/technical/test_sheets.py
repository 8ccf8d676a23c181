"""Values of references that exist: set by set; doubted ones are asked about once."""

from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from marketplace.core.models import OutboxEvent
from marketplace.technical import queries, sheets
from marketplace.technical.models import ReferenceSheet, Source, ValueQuestion
from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = pytest.mark.django_db

MIGRATION = "marketplace.technical.migrations.0018_references_know_when_they_were_measured"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


def reference(**values: Any) -> ReferenceSheet:
    variant = shop.reference(values=shelf.values(**values))[0]
    return ReferenceSheet.objects.get(product__children=variant)


def tell(sheet: ReferenceSheet, source: str = "seller", at: datetime = MONDAY, **said: Any) -> Any:
    told = sheets.set_values(rows=[(sheet.pk, said)], source=source, at=at)
    sheet.refresh_from_db()
    return told


def events() -> list[dict[str, Any]]:
    return list(
        OutboxEvent.objects.filter(topic="catalogue.changed").values_list("payload", flat=True)
    )


def test_values_are_set_in_their_unit_with_source_and_date() -> None:
    sheet = reference(drop=8)
    before = len(events())

    told = tell(sheet, weight="9 oz", drop="6 mm", wings="two", foam="licorne")

    assert sheet.values["weight"] == {"value": 255.1, "source": "seller", "at": "2026-11-23"}
    assert (sheet.values["drop"]["value"], sheet.values["drop"]["source"]) == (8, "brand")
    assert told.changed == [sheet.pk]
    assert told.unread == [(sheet.pk, "wings", "two"), (sheet.pk, "foam", "licorne")]
    assert events()[before:] == [{"reference_ids": [sheet.pk]}]


def test_the_last_day_of_measuring_is_kept() -> None:
    sheet = reference(drop=8, weight=265)
    assert sheet.measured_on is None

    tell(sheet, "measured", TUESDAY, drop="8")
    tell(sheet, "measured", MONDAY, weight="265")
    tell(sheet, "brand", datetime(2026, 11, 30, tzinfo=UTC), cushioning="firm")

    assert sheet.measured_on == TUESDAY.date()
    drafted = {"drop": {"value": 8, "source": "measured", "at": "2026-10-02"}}
    (variant,) = shop.reference(values=drafted)
    other = ReferenceSheet.objects.get(product__children=variant)
    assert other.measured_on == date(2026, 10, 2)
    assert queries.measured(5) == [sheet, other]
    assert queries.measured(1) == [sheet]


def test_what_is_not_published_was_not_measured_for_anybody() -> None:
    sheet = reference(drop=8)
    tell(sheet, "measured", drop="8")
    shelf.hide(sheet)

    assert queries.measured(5) == []


def test_what_is_known_writes_nothing() -> None:
    sheet = reference()
    tell(sheet, drop="6")
    before = len(events())

    assert tell(sheet, at=TUESDAY, drop="6 mm").changed == []
    assert sheet.values["drop"]["at"] == "2026-11-23"
    assert len(events()) == before


@pytest.mark.parametrize("size", [1, 30])
def test_a_set_costs_the_same_at_any_size(size: int, django_assert_num_queries: Any) -> None:
    found = [reference() for _ in range(size)]
    rows = [(sheet.pk, {"drop": "6 mm", "weight": "3 kg"}) for sheet in found]

    # Savepoint twice; sheets, attributes, values, questions; the event with its deliveries.
    with django_assert_num_queries(8):
        told = sheets.set_values(rows=rows, source="brand", at=MONDAY)

    assert len(told.changed) == len(told.questioned) == size


# --- questions -------------------------------------------------------------------------------
def test_what_is_not_plausible_is_asked_once_and_not_stored() -> None:
    sheet = reference()

    assert tell(sheet, weight="3 kg").questioned == [sheet.pk]
    tell(sheet, weight="3 kg", at=TUESDAY)

    assert "weight" not in sheet.values
    question = ValueQuestion.objects.get()
    assert (question.said, question.value, question.why) == ("3 kg", 3000, "high")
    assert (question.source, question.at) == ("seller", MONDAY)


def test_nobody_asks_about_what_a_better_source_knows() -> None:
    assert tell(reference(weight=265), weight="3 kg").questioned == []
    assert not ValueQuestion.objects.exists()


def test_a_right_value_is_the_house_s_and_no_seller_changes_it() -> None:
    sheet, operator = reference(), shop.operator()
    tell(sheet, weight="1 kg")

    sheets.answer(question=ValueQuestion.objects.get(), right=True, user=operator, at=TUESDAY)

    tell(sheet, weight="300 g")
    assert sheet.values["weight"] == {"value": 1000, "source": "house", "at": "2026-11-24"}
    question = ValueQuestion.objects.get()
    assert (question.answer, question.answered_by, question.answered_at) == (
        "right", operator, TUESDAY,
    )  # fmt: skip
    assert events()[-1] == {"reference_ids": [sheet.pk]}


def test_a_refused_value_stays_out_when_it_is_said_again() -> None:
    sheet, operator = reference(), shop.operator()
    tell(sheet, weight="3 kg")
    sheets.answer(question=ValueQuestion.objects.get(), right=False, user=operator, at=TUESDAY)

    tell(sheet, weight="3 kg")

    assert "weight" not in sheet.values
    assert ValueQuestion.objects.get().answer == "refused"


def test_a_question_is_answered_once() -> None:
    sheet, operator = reference(), shop.operator()
    tell(sheet, weight="3 kg")
    question = ValueQuestion.objects.get()
    sheets.answer(question=question, right=False, user=operator, at=TUESDAY)

    with pytest.raises(sheets.AlreadyAnswered):
        sheets.answer(question=question, right=True, user=operator, at=TUESDAY)

    sheet.refresh_from_db()
    assert "weight" not in sheet.values


def test_a_new_reference_brings_its_doubts_and_dates() -> None:
    doubt = sheets.questioned("weight", "3 kg", 3000, source=Source.SELLER, why="high")
    variant = shop.reference(values=shelf.values(drop=6), doubts=[doubt])[0]

    sheet = ReferenceSheet.objects.get(product__children=variant)
    assert set(sheet.values["drop"]) == {"value", "source", "at"}
    assert ValueQuestion.objects.get().product_id == sheet.pk


def test_what_was_measured_before_it_was_remembered_is_found() -> None:
    sheets_of_then = [reference(drop=8) for _ in range(3)]
    tell(sheets_of_then[1], "measured", TUESDAY, drop="8")
    ReferenceSheet.objects.update(measured_on=None)

    import_module(MIGRATION).remember(apps, connection.schema_editor())

    days = ReferenceSheet.objects.order_by("pk").values_list("measured_on", flat=True)
    assert list(days) == [None, TUESDAY.date(), None]
