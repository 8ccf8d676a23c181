"""Which known references a proposed product may be: by similar text, for a person to decide."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.text import slugify
from rapidfuzz import fuzz, process

from marketplace.technical.models import (
    Gender,
    Proposal,
    ReferenceSheet,
    VariantSheet,
    brand_slug,
)
from marketplace.technical.sizes import normalise

SHOWN: Final = 5
ALIKE: Final = 55.0  # of 100; below, two names have nothing but common words
READ: Final = 5_000  # names that one proposal is compared with at most
WORDS: Final = 3
SHORTEST: Final = 4  # letters of a word that may tell products apart


@dataclass(frozen=True)
class Difference:
    """One field, as the seller says it and as the catalogue does."""

    field: str  # stable: "brand", "model", "colour", "gender", "family", "manufacturer_ref"
    said: str
    known: str

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.said and self.known) and slugify(self.said) != slugify(self.known)


@dataclass(frozen=True)
class Candidate:
    """A reference that the product may be. ``score``: 0 to 100, how alike the names are."""

    sheet: ReferenceSheet
    score: int
    fields: Sequence[Difference]
    common: Sequence[str]  # sizes of both
    lacking: Sequence[str]  # sizes that the reference would get
    others: Sequence[str]  # sizes that the seller does not name

    @property
    def differing(self) -> list[Difference]:
        return [each for each in self.fields if each.differs]


def candidates(proposal: Proposal) -> list[Candidate]:
    """The nearest published references, those of the same brand first; at most five queries."""
    scores = _of_brand(proposal)
    if len(scores) < SHOWN:
        scores = {**_by_words(proposal, scores), **scores}
    return _told(proposal, scores)


def _of_brand(proposal: Proposal) -> dict[int, float]:
    """Those that share a word first: a large brand has more than can be compared one by one."""
    if not proposal.brand_name:
        return {}
    brand, words = Q(brand__slug=brand_slug(proposal.brand_name)), _sharing_words(proposal)
    near = _scores(proposal, brand & words) if words else {}
    if len(near) < SHOWN:
        near |= _scores(proposal, brand & ~Q(pk__in=list(near)))
    return near


def _by_words(proposal: Proposal, known: Iterable[int]) -> dict[int, float]:
    """Of whatever brand, what shares a word and is not known."""
    words = _sharing_words(proposal)
    return _scores(proposal, words & ~Q(pk__in=list(known))) if words else {}


def _sharing_words(proposal: Proposal) -> Q:
    """References whose name has one of the longest words; empty when there is none."""
    words = sorted(set(re.findall(r"\w+", _name(proposal.content))), key=lambda w: (-len(w), w))
    chosen = [word for word in words if len(word) >= SHORTEST][:WORDS]
    shared = Q()
    for word in chosen:
        shared |= Q(model_name__icontains=word)
    return shared


def _scores(proposal: Proposal, which: Q) -> dict[int, float]:
    rows = ReferenceSheet.objects.published().filter(which)
    names = {
        pk: f"{model} {colour}".casefold()
        for pk, model, colour in rows.values_list("pk", "model_name", "colour_name")[:READ]
    }
    said = f"{_name(proposal.content)} {proposal.content.get('colour_name', '')}".casefold()
    near = process.extract(
        said, names, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=SHOWN * 8
    )
    # One name inside another is alike, the same name is more so.
    scores = {pk: (score + fuzz.token_sort_ratio(said, name)) / 2 for name, score, pk in near}
    return dict(sorted(scores.items(), key=lambda each: (-each[1], each[0]))[:SHOWN])


def _name(content: Mapping[str, Any]) -> str:
    return str(content.get("model_name") or "")


def _told(proposal: Proposal, scores: Mapping[int, float]) -> list[Candidate]:
    same = brand_slug(proposal.brand_name) if proposal.brand_name else ""
    sheets = ReferenceSheet.objects.filter(pk__in=scores).select_related(
        "product", "brand", "family__sport"
    )
    sizes = _sizes(list(scores))
    said = [normalise(each["size"]).label[:24] for each in proposal.content["variants"]]
    found = [_candidate(proposal, each, scores[each.pk], said, sizes.get(each.pk, []))
             for each in sheets]  # fmt: skip
    return sorted(found, key=lambda c: (c.sheet.brand.slug != same, -c.score, c.sheet.pk))[:SHOWN]


def _sizes(reference_ids: Sequence[int]) -> dict[int | None, list[str]]:
    rows = VariantSheet.objects.filter(product__parent_id__in=reference_ids)
    sizes: dict[int | None, list[str]] = {}
    for parent, size in rows.order_by("size_rank", "pk").values_list("product__parent_id", "size"):
        sizes.setdefault(parent, []).append(size)
    return sizes


def _candidate(
    proposal: Proposal,
    sheet: ReferenceSheet,
    score: float,
    said: Sequence[str],
    known: Sequence[str],
) -> Candidate:
    content = proposal.content
    gender = content.get("gender") or ""
    fields = (
        ("brand", proposal.brand_name, sheet.brand.name),
        ("model", _name(content), sheet.model_name),
        ("colour", content.get("colour_name") or "", sheet.colour_name),
        ("gender", str(Gender(gender).label) if gender in Gender.values else gender,
         str(sheet.get_gender_display())),
        ("manufacturer_ref", content.get("manufacturer_ref") or "", sheet.manufacturer_ref),
    )  # fmt: skip
    return Candidate(
        sheet=sheet,
        score=round(score),
        fields=[Difference(*each) for each in fields],
        common=[size for size in known if size in said],
        lacking=[size for size in dict.fromkeys(said) if size not in known],
        others=[size for size in known if size not in said],
    )
