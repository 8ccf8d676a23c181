"""How figures read."""

import pytest
from django.utils import translation
from phonenumber_field.phonenumber import PhoneNumber

from marketplace.storefront.templatetags.cordee import at_town, of_town, phone


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
