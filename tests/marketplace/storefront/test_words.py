"""How figures read."""

import pytest
from phonenumber_field.phonenumber import PhoneNumber

from marketplace.storefront.templatetags.cordee import phone


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
