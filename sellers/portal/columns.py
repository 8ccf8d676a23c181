"""The form in which a boutique says what the columns of its table contain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sellers.feeds import guessing, previews
from sellers.feeds.asking import Question
from sellers.feeds.mapping import FIELDS, LABELS, SEVERAL
from sellers.feeds.mapping import Mapping as Said
from sellers.feeds.models import FeedTable
from sellers.feeds.previews import Value
from sellers.feeds.reading import normalised

ATTRIBUTE: Final = "attribute"  # the choice of a column that tells a technical attribute
MOST_COLUMNS: Final = 120  # that are asked about
MOST_VALUES: Final = 100  # of a field
EXAMPLES: Final = 3
SIZE_LENGTH: Final = 40
CERTAIN: Final = 0.9  # from here on nothing needs a second look


@dataclass(frozen=True)
class Column:
    """One of the seller's columns, as a row of the form."""

    name: str
    examples: Sequence[str]
    field: forms.BoundField
    attribute: forms.BoundField
    confidence: float | None  # None where nothing is made of it, or the boutique has just said it
    why: str  # it is taken for this, "" where nobody guessed
    is_new: bool  # beside the columns of the table of which was spoken last


@dataclass(frozen=True)
class Told:
    """A value and how it is answered: ``name`` of its input, ``chosen`` what stands in it."""

    value: Value
    name: str
    taken: str  # for people
    chosen: str
    error: str = ""

    @property
    def is_certain(self) -> bool:
        return self.value.confidence >= CERTAIN


@dataclass(frozen=True)
class Values:
    """The values of one field, those in doubt first."""

    field: str
    label: str
    position: int
    choices: Mapping[str, str]
    told: Sequence[Told]
    more: int  # that are not shown

    @property
    def doubtful(self) -> list[Told]:
        return [each for each in self.told if not each.is_certain]

    @property
    def certain(self) -> list[Told]:
        return [each for each in self.told if each.is_certain]


class MappingForm(forms.Form):
    brand = forms.CharField(
        label=gettext_lazy("Marque des lignes qui n’en disent pas"), max_length=80, required=False
    )
    family = forms.ChoiceField(
        label=gettext_lazy("Famille des produits qu’on ne reconnaît pas"), required=False
    )
    decimal = forms.ChoiceField(
        label=gettext_lazy("Décimales des prix"),
        required=False,
        choices=[
            ("", gettext_lazy("chaque prix le dit lui-même")),
            (",", gettext_lazy("une virgule : 1.299,50")),
            (".", gettext_lazy("un point : 1,299.50")),
        ],
    )
    follows = forms.ChoiceField(
        label=gettext_lazy("Ce tableau"),
        required=False,
        help_text=gettext_lazy(
            "La suite d’un tableau met ses offres à jour ; un autre tableau en ajoute."
        ),
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.guess = question.table, question.guess
        before = question.told_of.columns if question.told_of else ()
        self._told_of = {normalised(name) for name in before}
        self._others = {str(each.pk): each for each in question.others}
        self.families = previews.choices("category")
        cast(forms.ChoiceField, self.fields["family"]).choices = [
            ("", "–"), *self.families.items()
        ]  # fmt: skip
        if question.others:
            cast(forms.ChoiceField, self.fields["follows"]).choices = [
                *((key, _("est la suite de « %(name)s »") % {"name": each.origin})
                  for key, each in self._others.items()),
                ("", _("est un autre tableau")),
            ]  # fmt: skip
        else:
            del self.fields["follows"]
        said = self.guess.mapping
        self.initial.update(
            decimal=said.decimal,
            brand=question.brand,
            family=question.family,
            follows=str(question.follows.pk) if question.follows else "",
        )
        self._guessed = {normalised(name): ours for ours, names in said.columns.items()
                         for name in names}  # fmt: skip
        self._attributes = {normalised(name): told for name, told in said.attributes.items()}
        self._seems = {column.name: column for column in self.guess.columns}
        self.positions = self._asked()
        for position in self.positions:
            self._ask(position)
        self.value_errors: dict[str, str] = {}
        self._values_said: dict[str, dict[str, str]] = {}

    def _asked(self) -> list[int]:
        """The columns that are asked about: those of which something is made, then the first."""
        names = [normalised(name) for name in self.table.columns]
        made = {*self._guessed, *self._attributes}
        named = [place for place, name in enumerate(names) if name]  # no other can be spoken of
        ranked = sorted(named, key=lambda place: (names[place] not in made, place))
        return sorted(ranked[:MOST_COLUMNS])

    def _ask(self, position: int) -> None:
        name = self.table.columns[position]
        told = self._attributes.get(normalised(name))
        contains = _("Ce que contient « %(column)s »") % {"column": name}
        which = _("Quelle caractéristique dit « %(column)s »") % {"column": name}
        self.fields[f"column-{position}"] = forms.ChoiceField(
            widget=forms.Select(attrs={"aria-label": contains}),
            required=False,
            initial=ATTRIBUTE if told else self._guessed.get(normalised(name), ""),
            choices=[
                ("", _("rien qui serve ici")),
                *((ours, _(LABELS[ours])) for ours in FIELDS),
                (ATTRIBUTE, _("une caractéristique technique")),
            ],
        )
        self.fields[f"name-{position}"] = forms.CharField(
            widget=forms.TextInput(attrs={"aria-label": which, "autocomplete": "off"}),
            required=False,
            max_length=80,
            initial=told or name,
        )

    # --- what is said -------------------------------------------------------------------------
    def clean(self) -> None:
        """Whether it makes a mapping, told at its columns."""
        twice = self._twice()
        for position, ours in twice:
            self.add_error(
                f"column-{position}",
                _("Une autre colonne contient déjà : %(field)s.") % {"field": _(LABELS[ours])},
            )
        self._values_said = self._said_values()
        if missing := self.mapping.missing():
            fields = ", ".join(_(LABELS[ours]) for ours in missing)
            self.add_error(
                None, _("Dites quelle colonne contient : %(fields)s.") % {"fields": fields}
            )

    def _twice(self) -> list[tuple[int, str]]:
        seen: set[str] = set()
        found = []
        for position, ours in self._said_columns():
            if ours in seen and ours not in SEVERAL:
                found.append((position, ours))
            seen.add(ours)
        return found

    def _said_columns(self) -> Iterator[tuple[int, str]]:
        for position in self.positions:
            ours = self._now(f"column-{position}")
            if ours and ours != ATTRIBUTE:
                yield position, ours

    def _now(self, name: str) -> str:
        """What a field says: as it was sent, or as it is proposed."""
        if self.is_bound:
            return str(self.data.get(name, "")).strip()
        return str(self.get_initial_for_field(self.fields[name], name) or "")

    @property
    def mapping(self) -> Said:
        """What the form says as it stands; see ``Mapping.check``."""
        columns: dict[str, list[str]] = {}
        for position, ours in self._said_columns():
            columns.setdefault(ours, []).append(self.table.columns[position])
        attributes = {
            self.table.columns[position]: self._now(f"name-{position}") or
            self.table.columns[position]
            for position in self.positions if self._now(f"column-{position}") == ATTRIBUTE
        }  # fmt: skip
        values = self._values_said if self.is_bound else self.guess.mapping.values
        taxed = "price" in columns or "net_price" not in columns
        decimal = self._now("decimal")
        return Said(columns, values, attributes, decimal if decimal in {",", "."} else "", taxed)  # type: ignore[arg-type]

    def _said_values(self) -> dict[str, dict[str, str]]:
        """What was said before of the same columns, and what is said now."""
        before, said = self.guess.mapping.values, {}
        for position, ours in self._said_columns():
            if ours not in previews.READERS or self.data.get(f"of-{ours}") != str(position):
                continue
            told = dict(before.get(ours, {}))
            for place, (text, _count) in enumerate(self.table.values[position] or ()):
                name = f"value-{ours}-{place}"
                if name in self.data:
                    told.pop(text, None)
                    if answer := self._answer(ours, name):
                        told[text] = answer
            if told:
                said[ours] = told
        return said

    def _answer(self, ours: str, name: str) -> str:
        """What one value is said to be; a family is written by its name."""
        text = str(self.data[name]).strip()
        choices = self._choices(ours)
        if not text or not choices:
            return text[:SIZE_LENGTH]
        if ours == "category":
            text = next((slug for slug, label in choices.items()
                         if label.casefold() == text.casefold()), text)  # fmt: skip
        if text in choices:
            return text
        self.value_errors[name] = _("Choisissez dans la liste.")
        self.add_error(None, _("« %(value)s » n’est pas dans la liste.") % {"value": text[:80]})
        return ""

    def _choices(self, ours: str) -> Mapping[str, str]:
        return self.families if ours == "category" else previews.choices(ours)

    @property
    def followed(self) -> FeedTable | None:
        return self._others.get(self.cleaned_data.get("follows") or "")

    def lacking(self) -> list[str]:
        """What no column says and most shoppers look for; brand and family may be said for all."""
        said = {ours for _position, ours in self._said_columns()}
        wanted = {
            "brand": not self._now("brand"),
            "category": not self._now("family"),
            "size": True,
            "gtin": True,
        }
        return [_(LABELS[ours]) for ours, is_open in wanted.items() if is_open and ours not in said]

    # --- what is shown ------------------------------------------------------------------------
    def rows(self) -> list[Column]:
        return [self._row(position) for position in self.positions]

    def _row(self, position: int) -> Column:
        name, now = self.table.columns[position], self._now(f"column-{position}")
        seems = self._seems.get(name, guessing.Column(name))
        guessed = self._guessed.get(normalised(name), ATTRIBUTE if seems.attribute else "")
        kept = now if now and now == guessed else ""
        confidence = self.guess.confidence.get(kept, seems.confidence)
        return Column(
            name=name,
            examples=self._examples(position),
            field=self[f"column-{position}"],
            attribute=self[f"name-{position}"],
            confidence=confidence if kept else None,
            is_new=bool(self._told_of) and normalised(name) not in self._told_of,
            why=_(guessing.WHYS[seems.why]) if kept and seems.why and confidence < 1 else "",
        )

    def _examples(self, position: int) -> list[str]:
        cells = (cells[position].strip() for _line, cells in self.table.lines
                 if position < len(cells))  # fmt: skip
        return list(dict.fromkeys(cell[:60] for cell in cells if cell))[:EXAMPLES]

    def values(self) -> list[Values]:
        """The fields whose values can be told, as the columns stand now."""
        found = previews.valued(self.table, self.mapping)
        return [self._values(ours, values) for ours, values in found.items()]

    def _values(self, ours: str, values: Sequence[Value]) -> Values:
        column = self.mapping.columns[ours][-1]
        position = self.table.columns.index(column)
        places = {text: place for place, (text, _n) in enumerate(self.table.values[position] or ())}
        choices = self._choices(ours)
        told = [self._told(ours, value, places[value.text], choices) for value in values]
        return Values(ours, _(LABELS[ours]), position, choices, told[:MOST_VALUES],
                      max(len(told) - MOST_VALUES, 0))  # fmt: skip

    def _told(self, ours: str, value: Value, place: int, choices: Mapping[str, str]) -> Told:
        name = f"value-{ours}-{place}"
        taken = choices.get(value.taken, value.taken)
        error = self.value_errors.get(name, "")
        chosen = choices[value.said] if ours == "category" and value.said else value.said
        return Told(value, name, taken, self._now_value(name) if error else chosen, error)

    def _now_value(self, name: str) -> str:
        return str(self.data.get(name, ""))
