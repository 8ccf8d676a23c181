"""A sentence is kept as what is meant, and said in the language of whoever reads it."""

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.sentences import Sentence, SentenceField

MISSING = "Il manque %(columns)s : refaites l’export avec toutes les colonnes."
QUOTED = "« %(text)s »"
EMPTY = "Cette cellule est vide : remplissez-la."


def in_english(sentence: Sentence) -> str:
    with translation.override("en"):
        return str(sentence)


def test_it_is_said_in_the_language_of_the_moment() -> None:
    sentence = Sentence(EMPTY)
    assert str(sentence) == EMPTY
    assert in_english(sentence) == "This cell is empty: fill it in."


def test_what_is_put_into_it_is_said_in_that_language_too() -> None:
    columns = [Sentence(QUOTED) % {"text": name} for name in ("sku", "100 % prix")]
    sentence = Sentence.read((Sentence(MISSING) % {"columns": columns}).kept)
    assert str(sentence) == (
        "Il manque « sku », « 100 % prix » : refaites l’export avec toutes les colonnes."
    )
    assert in_english(sentence) == ("Missing: “sku”, “100 % prix”. Export again with all columns.")


def test_words_that_are_no_message_are_kept_in_every_language() -> None:
    family = {"fr": "Casquettes", "en": "Caps"}
    sentence = Sentence.read((Sentence(QUOTED) % {"text": family}).kept)
    assert (str(sentence), in_english(sentence)) == ("« Casquettes »", "“Caps”")
    only = Sentence(QUOTED) % {"text": {"fr": "casquettes-running"}}
    assert in_english(only) == "“casquettes-running”"


@pytest.mark.parametrize(
    "kept", ["", "100 % coton", "Un %(prix)s", "{", "https://x.test a répondu 404."]
)
def test_a_text_from_before_is_read_as_it_is(kept: str) -> None:
    assert str(Sentence.read(kept)) == kept
    assert Sentence.read(kept).kept == kept


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PIECES = st.recursive(
    TEXTS | st.integers(),
    lambda inner: st.builds(Sentence, TEXTS, st.dictionaries(TEXTS, inner, max_size=2)),
    max_leaves=5,
)


@given(TEXTS.filter(lambda text: not text.startswith("{")), st.dictionaries(TEXTS, PIECES))
def test_what_is_kept_reads_back(text: str, pieces: dict[str, str]) -> None:
    sentence = Sentence(text, pieces)
    assert Sentence.read(sentence.kept) == sentence


def test_a_lazy_text_gives_its_message_whatever_the_language() -> None:
    with translation.override("en"):
        assert Sentence.of(gettext_lazy("Couleur inconnue")).kept == "Couleur inconnue"


def test_what_cannot_be_kept_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="object cannot be kept"):
        _kept = (Sentence("%(it)s") % {"it": object()}).kept  # type: ignore[dict-item]


def test_pages_and_programs_get_it_said() -> None:
    sentence = Sentence(QUOTED) % {"text": "<b>"}
    page = engines["django"].from_string("{{ told }}{% if nothing %}!{% endif %}")
    assert page.render({"told": sentence, "nothing": Sentence()}) == "« &lt;b&gt; »"
    assert DjangoJSONEncoder().encode([Sentence(EMPTY)]) == f'["{EMPTY}"]'


def test_a_field_takes_no_text_that_is_said_already() -> None:
    field = SentenceField(name="message")
    assert field.get_prep_value(Sentence(EMPTY)) == EMPTY
    assert field.get_prep_value("") == ""
    with pytest.raises(TypeError, match="message keeps a Sentence, not 'Dit'"):
        field.get_prep_value("Dit")
    with pytest.raises(AttributeError):  # nor does another field take a sentence
        models.TextField().get_prep_value(Sentence(EMPTY))


def test_a_text_that_begins_like_a_sentence_with_pieces_is_a_text() -> None:
    text = '{"text": and so on'
    assert str(Sentence.read(text)) == text
