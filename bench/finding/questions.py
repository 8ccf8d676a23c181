"""What is asked: the classes of ``facts`` about search, made from the catalogue by a seed.

Run as a process of the shop (``python -m bench.finding.questions COUNT``) it prints a JSON line of
questions, each with the page on which a shopper asks the same.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

import django

COMMON = ("category", "brand", "gender", "colour", "size", "boutique")
FACETS = 12  # counted at once, the price among them
SEED = 7


@dataclass(frozen=True)
class Question:
    """``kind``: see ``KINDS``; prices in cents; ``path``: the page that asks it."""

    kind: str
    path: str
    text: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    price: tuple[int, int] | None = None
    facets: Sequence[str] = ()
    popular: bool = False

    def query(self) -> Any:
        from search.contract import PRICE, PRICE_EDGES, Query, Range, Sort

        return Query(
            text=self.text,
            filters={name: frozenset(values) for name, values in self.filters.items()},
            ranges={PRICE: Range(*self.price)} if self.price else {},
            sort=Sort.POPULAR if self.popular else Sort.RELEVANCE,
            facets=tuple(self.facets),
            histograms={PRICE: PRICE_EDGES} if self.facets else {},
        )


TYPED = "typed"
HOSTILE = "hostile"
KINDS = {
    "text": "words, 12 facets",
    "text_filters": "words, brand and size, 12 facets",
    "listing": "sport, three brands, a price range, by popularity, 12 facets",
    "everything": "no condition, 12 facets",
    "typo": "a word with one typo, hits alone",
    TYPED: "the beginning of a name, what is suggested for it",
}
# What nobody asks who wants to buy: answered on the shop's pages, or refused there.
BAD = (
    {"q": "chaussure " * 500},
    {"q": "*" * 200},
    {"q": "a* OR b* NOT (c AND [d TO e])"},
    {"q": "<script>alert(1)</script>"},
    {"q": "\U0001f3d4\ufe0f" * 60},
    {"q": "nul\0nul"},
    {"q": "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 4},
    {"q": "xaussure xrail xemme xrop xoins " * 6},
    {"marque": [f"marque-{number}" for number in range(200)]},
    {"taille": [str(number) for number in range(200)], "prix_min": "1"},
    {"prix_min": "200", "prix_max": "100"},
    {"prix_min": "1e308", "prix_max": "-1"},
    {"page": "10000"},
    {"page": "-1"},
    {"sans": "nom", "a_inconnu": "x"},
    {"cp": "99999", "km": "100000"},
)


class Asking:
    """Questions about one catalogue, always the same."""

    def __init__(self) -> None:
        from marketplace.technical.models import Attribute, ReferenceSheet

        rows = ReferenceSheet.objects.published()
        step = max(1, rows.count() // 2000)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))[::step]
        self._sheets = list(
            rows.filter(pk__in=keys).select_related("brand", "family__sport").order_by("pk")
        )
        self._dice = Random(SEED)
        self._choices: dict[int, list[str]] = {}
        for each in Attribute.objects.filter(is_facet=True).order_by("pk"):
            if each.type != Attribute.Type.NUMBER:
                self._choices.setdefault(each.family_id, []).append(f"attr:{each.key}")

    def questions(self, count: int) -> Iterator[Question]:
        for number in range(count):
            sheet = self._dice.choice(self._sheets)
            facets = self._facets(sheet)
            words = f"{sheet.family.name.split()[0]} {sheet.model_name.split()[0]}".lower()
            yield Question("text", _search(words), text=words, facets=facets)
            size = self._dice.choice(("40", "42", "M", "L"))
            chosen = {"brand": [sheet.brand.slug], "size": [size]}
            path = _search(words, marque=sheet.brand.slug, taille=size)
            yield Question("text_filters", path, text=words, filters=chosen, facets=facets)
            yield self._listing(sheet, facets)
            yield Question("everything", _index(), facets=facets)
            typed = self._mistyped(sheet.brand.name.split()[0].lower())
            yield Question("typo", _search(typed), text=typed)
            begun = sheet.model_name.lower()[: self._dice.randrange(2, 7)]
            yield Question(TYPED, _suggested(begun), text=begun)
            yield Question(HOSTILE, _index_with(BAD[number % len(BAD)]))

    def _facets(self, sheet: Any) -> tuple[str, ...]:
        own = self._choices.get(sheet.family_id, [])
        names = [*COMMON, *own, "sport", "family"]
        return tuple(dict.fromkeys(names))[: FACETS - 1]

    def _listing(self, sheet: Any, facets: Sequence[str]) -> Question:
        near = [each for each in self._sheets if each.family.sport_id == sheet.family.sport_id]
        brands = sorted({each.brand.slug for each in self._dice.sample(near, min(12, len(near)))})
        low = self._dice.choice((2000, 4000, 6000))
        high = low + self._dice.choice((4000, 8000, 12000))
        sport = sheet.family.sport.slug
        asked = [("sport", sport), *(("marque", brand) for brand in brands[:3])]
        asked += [("prix_min", str(low // 100)), ("prix_max", str(high // 100)), ("tri", "vendus")]
        return Question(
            "listing",
            f"{_index()}?{urlencode(asked)}",
            filters={"sport": [sport], "brand": brands[:3]},
            price=(low, high),
            facets=facets,
            popular=True,
        )

    def _mistyped(self, word: str) -> str:
        """Two letters changed places."""
        if len(word) < 4:
            return f"{word}{word[-1]}"
        at = self._dice.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _index() -> str:
    from django.urls import reverse

    return reverse("catalogue:index")


def _index_with(asked: Mapping[str, Any]) -> str:
    return f"{_index()}?{urlencode(asked, doseq=True)}"


def _search(words: str, **chosen: str) -> str:
    return _index_with({"q": words, **chosen})


def _suggested(words: str) -> str:
    from django.urls import reverse

    return f"{reverse('storefront:suggestions')}?{urlencode({'q': words})}"


def read(line: str) -> list[Question]:
    """What ``main`` printed."""
    found = [Question(**row) for row in json.loads(line)]
    return [
        Question(**{**asdict(each), "price": tuple(each.price) if each.price else None})
        for each in found
    ]


def main() -> None:
    django.setup()
    from marketplace.core.scopes import house_scope

    with house_scope():
        print(json.dumps([asdict(each) for each in Asking().questions(int(sys.argv[1]))]))


if __name__ == "__main__":
    main()
