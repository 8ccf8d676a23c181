"""The HTML of an e-mail fits the screen that it is read on."""

import re

from django.template.loader import render_to_string


def letter() -> str:
    words = "https://cordee.test/commande/" + "k" * 200
    return render_to_string("core/letter.html", {"subject": "S", "text": words, "language": "fr"})


def test_no_table_is_wider_than_a_phone() -> None:
    widths = re.findall(r'<table[^>]* width="([^"]+)"', letter())

    assert widths == ["100%", "100%"]
    assert "max-width: 560px" in letter()


def test_a_long_address_breaks() -> None:
    assert re.search(r"\.sheet td \{[^}]*overflow-wrap: anywhere", letter())
