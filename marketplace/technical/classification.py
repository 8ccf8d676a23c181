"""Sports, families and attributes: brought from the taxonomy's files, edited by operators.

The files are versioned with the code; an operator's edit is kept with who made it and when, and is
never undone by a later version of the files.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.core.errors import CordeeError
from marketplace.technical import taxonomy
from marketplace.technical.models import Attribute, AttributeEdit, Family, Sport

Category = get_model("catalogue", "Category")
ProductClass = get_model("catalogue", "ProductClass")
Row = dict[str, Any]
MEANING = ("less", "less_en", "more", "more_en", "help", "help_en")


class NotAChoice(CordeeError):
    """Only an attribute whose values are chosen from a list takes another choice."""

    code = "not_a_choice"
    status = 409


class ChoiceExists(CordeeError):
    """The attribute has a choice of that name already."""

    code = "choice_exists"
    status = 409


# --- from the files --------------------------------------------------------------------------
@transaction.atomic
def load(*, only: Collection[str] | None = None) -> list[str]:
    """Bring sports, families and attributes in line with the files; returns what changed.

    A fixed number of queries. Nothing is ever lost: what a file no longer names stays for the
    products that use it, choices that it does not know are kept behind its own, and a facet that an
    operator switched stays as it was switched.

    ``only``: slugs of the families to bring; all of them by default.
    """
    changes: list[str] = []
    told = [
        (sport, family, position)
        for sport in taxonomy.sports()
        for position, family in enumerate(sport["families"])
        if only is None or family["slug"] in only
    ]
    sports = _bring_sports([sport for sport, _family, _position in told], changes)
    families = _bring_families(told, sports, changes)
    _bring_attributes([family for _sport, family, _position in told], families, changes)
    ProductClass.objects.get_or_create(
        slug="article", defaults={"name": "Article", "track_stock": True}
    )
    return changes


def _bring_sports(told: Iterable[Mapping[str, Any]], changes: list[str]) -> dict[str, Sport]:
    wanted = {
        (sport["slug"],): {
            "name": sport["name"],
            "name_en": sport["name_en"],
            "position": sport["position"],
            "fedas": sport.get("fedas", []),
        }
        for sport in told
    }
    known = {(row.slug,): row for row in Sport.objects.all()}
    return {slug: row for (slug,), row in _brought(Sport, ("slug",), wanted, known, changes)}


def _bring_families(
    told: Iterable[tuple[Mapping[str, Any], Mapping[str, Any], int]],
    sports: Mapping[str, Sport],
    changes: list[str],
) -> dict[str, Family]:
    wanted = {
        (family["slug"],): {
            "name": family["name"],
            "name_en": family["name_en"],
            "sport": sports[sport["slug"]],
            "drawing": family["drawing"],
            "size_guide": family.get("size_guide", Family.SizeGuide.NONE),
            "google": family.get("google", []),
            "position": position,
        }
        for sport, family, position in told
    }
    known = {(row.slug,): row for row in Family.objects.select_related("sport")}
    families = {slug: row for (slug,), row in _brought(Family, ("slug",), wanted, known, changes)}
    _plant([family for family in families.values() if family.category_id is None])
    return families


def _plant(families: Collection[Family]) -> None:
    """Give each family a category of its own, under its sport's in Oscar's tree.

    Four queries for any number of families; treebeard asks seven for each.
    """
    if not families:
        return
    known = list(Category.objects.select_for_update().filter(depth__lte=2).order_by("path"))
    last = {row.path[: -Category.steplen]: row for row in known}
    roots = {row.slug: row for row in reversed(known) if row.is_root()}
    new: list[Any] = []

    def grow(parent: Any, slug: str, name: str) -> Any:
        path, depth = (parent.path, parent.depth + 1) if parent else ("", 1)
        before = last.get(path)
        row = Category(
            path=before._inc_path() if before else Category._get_path(path, depth, 1),
            depth=depth,
            slug=slug,
            name=name,
            ancestors_are_public=parent is None or parent.is_public,
        )
        last[path] = row
        new.append(row)
        return row

    for family in families:
        sport = family.sport
        root = roots.get(sport.slug) or grow(None, sport.slug, sport.name)
        roots[sport.slug] = root
        root.numchild += 1
        family.category = grow(root, family.slug, family.name)
    Category.objects.bulk_create(new)
    Category.objects.bulk_update([row for row in known if row.is_root()], ["numchild"])
    Family.objects.bulk_update(families, ["category"])


def _bring_attributes(
    told: Iterable[Mapping[str, Any]], families: Mapping[str, Family], changes: list[str]
) -> None:
    rows = Attribute.objects.filter(family__in=families.values()).select_related("family")
    known = {(row.family, row.key): row for row in rows}
    switched = set(
        AttributeEdit.objects.filter(field=AttributeEdit.Field.FACET).values_list(
            "attribute_id", flat=True
        )
    )
    wanted = {}
    for family in told:
        for position, data in enumerate(family["attributes"]):
            identity = (families[family["slug"]], data["key"])
            fields = attribute_fields(data) | {"position": position}
            wanted[identity] = _kept(known.get(identity), fields, switched)
    list(_brought(Attribute, ("family", "key"), wanted, known, changes))


def attribute_fields(data: Mapping[str, Any]) -> Row:
    """An attribute's columns, as a taxonomy's file tells them."""
    choices = [
        dict(zip(("key", "label", "label_en"), choice.split(":"), strict=True))
        for choice in data.get("choices", [])
    ]
    default = Attribute.Type.CHOICE if choices else Attribute.Type.NUMBER
    return {
        "label": data["label"],
        "label_en": data["label_en"],
        "type": data.get("type", default),
        "unit": data.get("unit", ""),
        "minimum": data.get("minimum"),
        "maximum": data.get("maximum"),
        "choices": choices,
        "is_facet": data.get("facet", False),
        "decider": data.get("decider"),
        "synonyms": data.get("synonyms", []),
        "norm": data.get("norm", ""),
        "sought": data.get("sought", ""),
        "scale": data.get("scale", []),
        **{name: data.get(name, "") for name in MEANING},
    }


def _kept(known: Attribute | None, fields: Row, switched: Collection[int]) -> Row:
    """The file's fields, with what operators and older files added to the attribute."""
    if known is None:
        return fields
    named = {choice["key"] for choice in fields["choices"]}
    others = [choice for choice in known.choices if choice["key"] not in named]
    facet = known.is_facet if known.pk in switched else fields["is_facet"]
    return fields | {"choices": [*fields["choices"], *others], "is_facet": facet}


def _brought(
    model: Any,
    identity: tuple[str, ...],
    wanted: Mapping[tuple[Any, ...], Row],
    known: Mapping[tuple[Any, ...], Any],
    changes: list[str],
) -> Iterable[tuple[tuple[Any, ...], Any]]:
    """(identity, row) of all that is wanted, made or changed where it was not so yet."""
    new = {
        key: model(**dict(zip(identity, key, strict=True)), **fields)
        for key, fields in wanted.items()
        if key not in known
    }
    model.objects.bulk_create(new.values())
    changes += [f"+ {model.__name__} {_named(key)}" for key in new]
    changed = []
    for key, fields in wanted.items():
        if key not in known:
            continue
        row = known[key]
        different = {name for name, value in fields.items() if getattr(row, name) != value}
        if different:
            for name in different:
                setattr(row, name, fields[name])
            changed.append(row)
            changes.append(f"~ {model.__name__} {_named(key)}: {', '.join(sorted(different))}")
    if changed:
        model.objects.bulk_update(changed, list(next(iter(wanted.values()))))
    return [(key, new.get(key) or known[key]) for key in wanted]


def _named(key: tuple[Any, ...]) -> str:
    return " ".join(getattr(part, "slug", part) for part in key)


# --- by operators ----------------------------------------------------------------------------
@transaction.atomic
def switch_facet(*, attribute: Attribute, on: bool, user: Any, at: datetime) -> None:
    """Filter by an attribute, or no longer; saying what is so already writes nothing."""
    moved = Attribute.objects.filter(pk=attribute.pk).exclude(is_facet=on).update(is_facet=on)
    if moved:
        _note(attribute, AttributeEdit.Field.FACET, old=not on, new=on, user=user, at=at)


@transaction.atomic
def add_choice(
    *, attribute: Attribute, label: str, label_en: str, user: Any, at: datetime
) -> dict[str, str]:
    """Let an attribute take one more value; returns the choice, its key made from the English.

    :raises NotAChoice: its values are not chosen from a list, or no key can be made of this one.
    :raises ChoiceExists: one of that name is there.
    """
    row = Attribute.objects.select_for_update().get(pk=attribute.pk)
    if not row.is_chosen:
        raise NotAChoice(_("Cette caractéristique n’est pas une liste de choix."))
    choice = {
        "key": slugify(label_en).replace("-", "_")[:40],
        "label": label.strip(),
        "label_en": label_en.strip(),
    }
    taken = {name.casefold() for known in row.choices for name in known.values()}
    if not choice["key"]:
        raise NotAChoice(_("Le nom anglais fait la clé du choix : il lui faut une lettre."))
    if taken & {name.casefold() for name in choice.values()}:
        raise ChoiceExists(_("Le choix « %(label)s » existe déjà.") % {"label": choice["label"]})
    row.choices = [*row.choices, choice]
    row.save(update_fields=["choices"])
    _note(row, AttributeEdit.Field.CHOICE, old=None, new=choice, user=user, at=at)
    return choice


def _note(attribute: Attribute, field: str, *, old: Any, new: Any, user: Any, at: datetime) -> None:
    AttributeEdit.objects.create(
        attribute=attribute, field=field, old=old, new=new, user=user, at=at
    )
