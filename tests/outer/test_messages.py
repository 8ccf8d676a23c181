"""Messages are found where they are written, and a catalogue that is behind is told of."""

from pathlib import Path

import pytest

from scripts import messages, terminal
from scripts.terminal import Trouble

TEMPLATE = """\
{% load i18n %}
  <h1>{% translate "Panier" %}</h1>
    {% blocktranslate trimmed count n=n %}
      {{ n }} article
    {% plural %}
      {{ n }} articles
    {% endblocktranslate %}
  <p title="{% translate 'Fin' context 'matin' %}">it's {{ size|default:_("Taille unique") }}</p>
"""
CODE = 'from django.utils.translation import gettext as _\nx = _("Remise de %(n)s €") % {"n": 3}\n'
ALL = {"Panier", "Taille unique", "Remise de %(n)s €", "Fin", ("%(n)s article", "%(n)s articles")}


@pytest.fixture(autouse=True)
def _house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "marketplace"
    room.mkdir()
    (room / "page.html").write_text(TEMPLATE)
    (room / "views.py").write_text(CODE)
    for module in (messages, terminal):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")


def translate(**texts: str) -> None:
    catalog = messages._read(messages._path("en"), "en")
    for message in catalog:
        if message.id:
            first = message.id if isinstance(message.id, str) else message.id[0]
            text = texts.get(first, first)
            message.string = text if isinstance(message.id, str) else (text, f"{text}s")
    with messages._path("en").open("wb") as file:
        messages.write_po(file, catalog)


def test_templates_and_code_are_read() -> None:
    assert {message.id for message in messages.extracted() if message.id} == ALL


def test_a_complete_catalogue_passes_and_is_compiled() -> None:
    messages.update()
    translate(Panier="Basket")

    messages.check()
    messages.compile_all()

    assert messages._path("en").with_suffix(".mo").exists()


def test_an_untranslated_message_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    messages.update()
    translate(Panier="")

    with pytest.raises(Trouble, match="is behind the code"):
        messages.check()

    assert "locale/en/LC_MESSAGES/django.po: not translated: Panier\n" in capsys.readouterr().out


def test_a_translation_with_another_field_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    messages.update()
    translate(**{"Remise de %(n)s €": "%(amount)s € off"})

    with pytest.raises(Trouble):
        messages.check()

    told = capsys.readouterr().out
    assert "with other fields than the original: Remise de %(n)s €" in told


def test_what_the_code_no_longer_says_goes(tmp_path: Path) -> None:
    messages.update()
    translate()
    (tmp_path / "marketplace" / "views.py").unlink()
    with pytest.raises(Trouble):
        messages.check()

    messages.update()

    messages.check()
