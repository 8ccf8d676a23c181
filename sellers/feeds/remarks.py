"""What a seller should know of a product that is taken in: what of it is not read as it was meant.

Only of products that are new here, or of which something new is said: the rest is not looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from marketplace.core import fetching
from marketplace.core.sentences import Sentence
from marketplace.core.sentences import Sentence as _
from marketplace.technical.models import Attribute, Doubt, Gender
from sellers.feeds import families, genders
from sellers.feeds.families import Figures
from sellers.feeds.faults import Fault, RowError, Rule, Severity
from sellers.feeds.references import Reference, Row
from sellers.feeds.rows import Shown, quoted

CATEGORY: Final = ("type", "category", "categories")
PICTURES: Final = ("picture", "pictures", "picture1", "variant_picture")
DESCRIPTION: Final = ("description", "summary")


def of(reference: Reference, rows: Sequence[Row], *, columns: Shown) -> Iterator[RowError]:
    """Everything that is to be said of a reference that becomes a product, or is proposed."""
    yield from _category(reference, columns)
    yield from _gender(reference, columns)
    yield from _colour(reference, columns)
    yield from sizes(reference, rows, columns=columns)
    yield from _figures(reference, reference.family, reference.figures)
    yield from _description(reference, columns)
    yield from _pictures(reference, columns)


def again(reference: Reference, *, family: str, columns: Shown) -> Iterator[RowError]:
    """The same of what follows the feed, of a reference that is known to be of a family (slug)."""
    yield from _figures(reference, family, reference.figures_in(family))
    yield from _description(reference, columns)
    yield from _pictures(reference, columns)


def another(reference: Reference, *, columns: Shown) -> RowError:
    """That it is said of a reference that is known, and is another product than that."""
    message = _(
        "Sous cette référence votre flux décrit maintenant un autre produit : l’offre est mise à "
        "jour, la fiche reste celle d’avant. Donnez au nouveau produit une référence à lui."
    )
    column = columns.at(reference.line).get("title", "")
    return _warning(reference.line, column, reference.title, Rule.OTHER_PRODUCT, message)


def sizes(reference: Reference, rows: Sequence[Row], *, columns: Shown) -> Iterator[RowError]:
    """Sizes that shoppers cannot tell apart; and those that nobody can read, where the family's
    sizes have a system."""
    yield from _repeated(reference, rows, columns)
    if not reference.size_guide:
        return
    for row in rows:
        column = columns.at(row.line).get("size") or reference.options.get("size", "")
        if row.size and not reference.size(row).system:
            yield _warning(row.line, column, row.size, Rule.UNKNOWN_SIZE, _(
                "Cette taille n’est d’aucun système connu : elle s’affiche telle quelle, et les "
                "filtres ne la trouvent pas."))  # fmt: skip


def _repeated(reference: Reference, rows: Sequence[Row], columns: Shown) -> Iterator[RowError]:
    """Once a reference: the first of ``rows`` and another line that the page shows alike."""
    new, seen = {row.key for row in rows}, dict[str, Row]()
    for row in reference.rows:
        other = seen.setdefault(reference.size_label(row).casefold(), row)
        if other is not row and new & {row.key, other.key}:
            message = _(
                "%(other)s et %(key)s ont la même taille, ou n’en ont pas : la fiche montre deux "
                "boutons semblables. Donnez à chacune une taille qui la distingue."
            ) % {"other": quoted(other.key), "key": quoted(row.key)}
            column = columns.at(row.line).get("size") or reference.options.get("size", "")
            yield _warning(row.line, column, row.size, Rule.REPEATED_SIZE, message)
            return


def _category(reference: Reference, columns: Shown) -> Iterator[RowError]:
    facts = reference.facts
    if facts.family or families.guess(facts):
        return
    said = facts.type or next(iter(facts.categories), "")
    if reference.family_else:
        then = _("le produit va dans la famille réglée pour ce flux, %(family)s") % {
            "family": quoted(families.names(reference.family_else))
        }
    else:
        then = _("un opérateur lui choisit une famille")
    message = _("Ni la catégorie ni le nom ne disent ce que c’est : %(then)s.") % {"then": then}
    column = _first(columns, CATEGORY) if said else columns.get("title", "")
    yield _warning(reference.line, column, said or facts.title, Rule.UNKNOWN_CATEGORY, message)


def _gender(reference: Reference, columns: Shown) -> Iterator[RowError]:
    said = reference.facts.gender
    if said.strip() and not genders.gender([said]):
        message = _("Ce genre n’est pas compris : le produit est rangé sous %(gender)s.") % {
            "gender": quoted(Sentence.of(Gender(reference.gender).label))
        }
        column = columns.get("gender", "gender")
        yield _warning(reference.line, column, said, Rule.UNKNOWN_GENDER, message)


def _colour(reference: Reference, columns: Shown) -> Iterator[RowError]:
    if reference.colour and not reference.colour_family:
        column = columns.at(reference.first).get("colour") or reference.options.get("colour", "")
        message = _("Cette couleur n’est pas connue : elle s’affiche telle quelle, et le filtre "
                    "des couleurs ne la trouve pas.")  # fmt: skip
        yield _warning(reference.first, column, reference.colour, Rule.UNKNOWN_COLOUR, message)


def _figures(reference: Reference, family: str, figures: Figures) -> Iterator[RowError]:
    for doubt in figures.doubts:
        column = figures.names[doubt["key"]]
        message = _(
            "Cette valeur est %(why)s : elle est mise de côté, un opérateur la vérifie."
        ) % {"why": Sentence.of(Doubt(doubt["why"]).label)}
        yield _warning(reference.line, column, doubt["said"], Rule.IMPLAUSIBLE_VALUE, message)
    for each in families.untaken(reference.facts, figures, family=family):
        message = _untaken(each.attribute, family)
        yield _warning(reference.line, each.name, each.said, Rule.VALUE_NOT_TAKEN, message)


def _untaken(attribute: Attribute | None, family: str) -> Sentence:
    named = quoted(families.names(family))
    if attribute is None:
        return _(
            "La famille %(family)s n’a pas cette caractéristique : la colonne n’y est pas reprise. "
            "Dites-le dans la description. Ce n’est dit qu’une fois par colonne et famille."
        ) % {"family": named}
    what = {"fr": attribute.label, "en": attribute.label_en}
    return _(
        "Cette valeur n’est pas comprise comme %(attribute)s de la famille %(family)s : elle n’est "
        "pas reprise. Écrivez %(wanted)s. Ce n’est dit qu’une fois par colonne et famille."
    ) % {"attribute": quoted(what), "family": named, "wanted": _wanted(attribute)}


def _wanted(attribute: Attribute) -> Sentence:
    if attribute.is_chosen:
        return _("un de ses choix : %(choices)s") % {
            "choices": [
                quoted({"fr": choice["label"], "en": choice["label_en"]})
                for choice in attribute.choices
            ]
        }
    if attribute.type == Attribute.Type.BOOL:
        return _("oui ou non")
    if attribute.unit:
        return _("un nombre, en %(unit)s ou avec son unité") % {"unit": attribute.unit}
    return _("un nombre")


def _description(reference: Reference, columns: Shown) -> Iterator[RowError]:
    if removed := reference.facts.removed:
        message = _(
            "La description contenait ce qui ne s’affiche pas ici : %(what)s. Son texte est gardé."
        ) % {"what": removed}
        column = _first(columns, DESCRIPTION)
        yield _warning(reference.line, column, removed, Rule.HTML_REMOVED, message)


def _pictures(reference: Reference, columns: Shown) -> Iterator[RowError]:
    path = next((each for each in reference.pictures if not fetching.names_a_site(each)), "")
    if path:
        message = _("Cette adresse n’a pas de site : l’image ne peut pas être prise. Réglez "
                    "l’adresse des images du flux, ou écrivez-la en entier.")  # fmt: skip
        if path in reference.facts.pictures:
            line, names = reference.line, PICTURES
        else:
            line, names = reference.first, PICTURES[::-1]
        yield _warning(
            line, _first(columns.at(line), names), path, Rule.PICTURE_WITHOUT_SITE, message
        )


def _first(columns: Mapping[str, str], names: Sequence[str]) -> str:
    return next((columns[name] for name in names if name in columns), "")


def _warning(line: int, column: str, value: str, rule: Rule, message: Sentence) -> RowError:
    return RowError.of(line, column, value, Fault(rule, message), Severity.WARNING)
