"""How figures read."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from phonenumber_field.phonenumber import PhoneNumber

from marketplace.core import dates
from marketplace.storefront.templatetags.cordee import (
    at_town,
    day,
    full_date,
    moment,
    of_town,
    phone,
    sentence,
)


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (date(2026, 12, 1), "mardi 1er déc.", "Tuesday 1 Dec"),
        (date(2026, 12, 11), "vendredi 11 déc.", "Friday 11 Dec"),
        (date(2021, 5, 2), "dimanche 2 mai", "Sunday 2 May"),
    ],
)
def test_the_first_of_a_month_is_the_first_in_french(value, fr, en):
    assert day(value) == fr
    with translation.override("en"):
        assert day(value) == en


def test_a_day_in_full_is_the_first_as_well():
    assert full_date(date(2021, 12, 1)) == "1er décembre 2021"
    assert dates.said(date(2026, 12, 1), dates.FULL_DAY) == "mardi 1er décembre"


@pytest.mark.parametrize(
    ("minute", "fr", "en"),
    [
        (4, "lundi 30 nov., 23\xa0h\xa004", "Monday 30 Nov, 23:04"),
        (0, "lundi 30 nov., 23\xa0h", "Monday 30 Nov, 23:00"),
    ],
)
def test_a_moment_has_the_hour_as_opening_hours_have_it(minute, fr, en):
    at = datetime(2026, 11, 30, 22, minute, tzinfo=UTC)
    assert moment(at) == fr
    with translation.override("en"):
        assert moment(at) == en


@pytest.mark.parametrize(
    ("text", "ended"),
    [("Prêt mardi 1er déc.", "Prêt mardi 1er déc."), ("Prêt jeudi 5 mars", "Prêt jeudi 5 mars.")],
)
def test_a_sentence_ends_once(text, ended):
    assert sentence(text) == ended


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+33450000001", "04 50 00 00 01"),
        (PhoneNumber.from_string("+33612345678"), "06 12 34 56 78"),
        ("+41223456789", "+41 22 345 67 89"),
        ("poste 12", "poste 12"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_phone_number_reads_as_people_write_it(written, read):
    assert phone(written) == read


@pytest.mark.parametrize(
    ("town", "said"),
    [
        ("Ajaccio", "d’Ajaccio"),
        ("Évry", "d’Évry"),
        ("Œting", "d’Œting"),
        ("Hyères", "d’Hyères"),
        ("Honfleur", "de Honfleur"),
        ("Lyon", "de Lyon"),
        ("Le Mans", "du Mans"),
        ("Les Sables-d’Olonne", "des Sables-d’Olonne"),
        ("L’Isle-Adam", "de L’Isle-Adam"),
    ],
)
def test_of_a_town_is_elided_and_contracted_in_french_alone(town, said):
    assert of_town(town) == said
    with translation.override("en"):
        assert of_town(town) == town


@pytest.mark.parametrize(
    ("town", "said"),
    [
        ("Annecy", "à Annecy"),
        ("Le Mans", "au Mans"),
        ("Les Sables-d’Olonne", "aux Sables-d’Olonne"),
        ("La Rochelle", "à La Rochelle"),
        ("Lespéron", "à Lespéron"),
    ],
)
def test_where_a_town_is_contracts_in_french_alone(town, said):
    assert at_town(town) == said
    with translation.override("en"):
        assert at_town(town) == town
