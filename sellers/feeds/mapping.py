"""What the columns of a table that no known shop wrote contain, as a person or a guess says it.

A mapping is data: JSON in a file, in a form or in the database. Applied, it makes a ``Dialect``.
"""

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Literal

from django.utils.translation import gettext_noop

from marketplace.core.sentences import Sentence
from marketplace.core.sentences import Sentence as _
from marketplace.technical.models import ColourFamily
from sellers.feeds import errors, families, synonyms
from sellers.feeds.reading import Header, normalised
from sellers.feeds.rows import quoted

FIELDS: Final = tuple(synonyms.FIELDS)  # our names, in the order in which a screen shows them
LABELS: Final = {
    "key": gettext_noop("référence"), "group": gettext_noop("modèle"),
    "title": gettext_noop("nom du produit"), "description": gettext_noop("description"),
    "brand": gettext_noop("marque"), "category": gettext_noop("catégorie"),
    "price": gettext_noop("prix"), "net_price": gettext_noop("prix hors taxes"),
    "special_price": gettext_noop("prix promotionnel"),
    "special_from": gettext_noop("début de la promotion"),
    "special_to": gettext_noop("fin de la promotion"), "stock": gettext_noop("stock"),
    "available": gettext_noop("disponibilité"), "gtin": gettext_noop("code-barres"),
    "manufacturer_ref": gettext_noop("référence du fabricant"), "size": gettext_noop("taille"),
    "colour": gettext_noop("couleur"), "gender": gettext_noop("genre"),
    "age": gettext_noop("âge"), "condition": gettext_noop("état"),
    "material": gettext_noop("matière"), "pictures": gettext_noop("images"),
    "tags": gettext_noop("mots-clés"), "published": gettext_noop("en ligne"),
}  # fmt: skip
REQUIRED: Final = ("key", "title")  # and one of ``PRICES``, one of ``STOCKS``
PRICES: Final = ("price", "net_price")
STOCKS: Final = ("stock", "available")
VALUED: Final = ("category", "size", "colour", "gender", "available", "condition", "published")
CLASSED: Final = ("category", "colour")  # whose values keep their words and are told their class
SEVERAL: Final = ("pictures", "category", "description")  # fields that several columns may make up
Decimals = Literal["", ".", ","]


@dataclass(frozen=True)
class Mapping:
    """How a table is read.

    ``columns``: our field → the seller's columns, the first that says something counts (of
    ``SEVERAL`` all do). ``values``: our field → the seller's value → what is read instead; of a
    category its family's slug, of a colour its ``ColourFamily``, beside the seller's own words.
    ``attributes``: the seller's column → the attribute it tells. ``decimal``: the sign before the
    decimals, "" where each price says it itself. ``tax_included``: whether ``price`` has the tax.
    """

    columns: Map[str, Sequence[str]]
    values: Map[str, Map[str, str]] = field(default_factory=dict)
    attributes: Map[str, str] = field(default_factory=dict)
    decimal: Decimals = ""
    tax_included: bool = True

    @classmethod
    def of_json(cls, said: Any) -> "Mapping":
        """A mapping from its JSON form, ``{"columns": {"key": ["Réf"], …}, …}``.

        :raises BadMapping: it is none; the message says what is wrong and where.
        """
        if not isinstance(said, dict) or not isinstance(said.get("columns"), dict):
            raise _bad(_("Il faut un objet avec « columns » : champ → colonnes."))
        if unknown := set(said) - {"columns", "values", "attributes", "decimal", "tax_included"}:
            raise _bad(_("« %(name)s » n’a pas de sens ici.") % {"name": min(unknown)[:40]})
        columns = {name: _names(name, named) for name, named in said["columns"].items()}
        told, attributes = said.get("values", {}), said.get("attributes", {})
        if not _is_texts(attributes):
            raise _bad(_("« attributes » dit colonne → caractéristique."), "attributes")
        if not isinstance(told, dict) or not all(_is_texts(each) for each in told.values()):
            raise _bad(_("« values » dit champ → valeur reçue → valeur lue."), "values")
        found = cls(
            columns, told, attributes, said.get("decimal", ""), said.get("tax_included", True)
        )
        found.check()
        return found

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"columns": {name: [*named] for name, named in self.columns.items()}}

    def check(self) -> None:
        """:raises BadMapping: a field that does not exist, or nothing for one that must be."""
        if unknown := next((name for name in self.columns if name not in FIELDS), ""):
            raise _bad(_("Il n’y a pas de champ « %(field)s ».") % {"field": unknown[:40]}, unknown)
        if missing := self.missing():
            raise _bad(
                _("Dites quelle colonne contient : %(fields)s.") % {"fields": ", ".join(missing)},
                missing[0],
            )
        if unknown := next((name for name in self.values if name not in VALUED), ""):
            raise _bad(
                _("Les valeurs de « %(field)s » ne se traduisent pas.") % {"field": unknown[:40]},
                unknown,
            )
        for name, known in (("category", families.slugs()), ("colour", ColourFamily.values)):
            told = self.values.get(name, {}).values()
            if unknown := next((each for each in told if each not in known), ""):
                raise _bad(
                    _("« %(value)s » n’est pas connu ici : il faut l’un de ceux du catalogue.")
                    % {"value": unknown[:40]}, name,
                )  # fmt: skip
        if self.decimal not in {"", ".", ","}:
            raise _bad(_("Le signe décimal est « . » ou « , »."), "decimal")
        if not isinstance(self.tax_included, bool):
            raise _bad(_("« tax_included » est vrai ou faux."), "tax_included")

    def missing(self) -> list[str]:
        """What nothing can be sold without and no column says; a barcode is a key as well."""
        lacking = [name for name in REQUIRED if not self.columns.get(name)
                   and not (name == "key" and self.columns.get("gtin"))]  # fmt: skip
        lacking += [either[0] for either in (PRICES, STOCKS)
                    if not any(self.columns.get(name) for name in either)]  # fmt: skip
        return lacking

    def within(self, header: Header) -> "Mapping":
        """The same without the columns that a header does not have."""
        columns = {name: [each for each in named if normalised(each) in header]
                   for name, named in self.columns.items()}  # fmt: skip
        return replace(
            self,
            columns={name: named for name, named in columns.items() if named},
            attributes={name: told for name, told in self.attributes.items()
                        if normalised(name) in header},
        )  # fmt: skip

    def check_header(self, header: Header) -> None:
        """:raises MissingColumns: a column that the mapping names is not in the file."""
        named = [name for names in self.columns.values() for name in names]
        lost = [name for name in (*named, *self.attributes) if normalised(name) not in header]
        if lost:
            raise errors.MissingColumns(
                _(
                    "Il manque %(columns)s : le fichier a changé, dites à nouveau ce que ses "
                    "colonnes contiennent."
                ) % {"columns": [quoted(name[:40]) for name in lost[:5]]},
                line=1, column=lost[0],
            )  # fmt: skip


def _bad(message: Sentence, where: str = "columns") -> errors.BadMapping:
    return errors.BadMapping(message, field=where)


def _names(name: str, named: Any) -> list[str]:
    names = [named] if isinstance(named, str) else named
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise _bad(_("« %(field)s » nomme une colonne ou une liste.") % {"field": name[:40]}, name)
    return names


def _is_texts(said: Any) -> bool:
    return isinstance(said, dict) and all(isinstance(each, str) for each in said.values())
