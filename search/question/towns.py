"""Towns where a boutique is, in a text: "boutique au Mans", "vélo à Annecy".

They are compared as they are written, not by their stems: "Mans" is no "man's". A town whose name
says something else as well is one behind a word that leads to a place, with its article, or alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from search import text
from search.question.vocabulary import Shop, Vocabulary
from search.text import Part
from search.text import Phrase as Name

ARTICLES = frozenset({"le", "les"})  # contracted: "au Mans", "des Sables-d'Olonne"
LEADS = frozenset(
    "a au aux du des in near boutique boutiques magasin magasins shop shops store stores".split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W_]+")


def words_of(town: str) -> Name:
    """The words of a town, folded, without the article that contracts."""
    found = tuple(_WORD.findall(text.aligned(town)))
    return found[1:] if len(found) > 1 and found[0] in ARTICLES else found


def by_words(shops: Iterable[Shop]) -> dict[Name, Sequence[Shop]]:
    """Words of a town → those there, each once."""
    found: dict[Name, dict[str, Shop]] = defaultdict(dict)
    for shop in shops:
        found[words_of(shop.town)].setdefault(shop.slug, shop)
    return {words: tuple(each.values()) for words, each in found.items() if words}


def named(written: str, known: Vocabulary) -> list[tuple[Part, Sequence[Shop]]]:
    """The towns in a text, each where it stands, with the boutiques there: the longest names."""
    return list(_named(written, known.towns, known)) if known.towns else []


def _named(
    written: str, towns: Mapping[Name, Sequence[Shop]], known: Vocabulary
) -> Iterator[tuple[Part, Sequence[Shop]]]:
    plain = text.aligned(written)
    marks = list(_WORD.finditer(plain))
    said = tuple(mark[0] for mark in marks)
    longest = max(map(len, towns))
    at = 0
    while at < len(said):
        for width in range(min(longest, len(said) - at), 0, -1):
            name = said[at : at + width]
            if name in towns and _is_town(name, said[:at], said[at + width :], known):
                first = at - (at > 0 and said[at - 1] in ARTICLES)
                yield Part(marks[first].start(), marks[at + width - 1].end(), ""), towns[name]
                at += width
                break
        else:
            at += 1


def _is_town(name: Name, before: Name, behind: Name, known: Vocabulary) -> bool:
    lead = before[-1:] and (before[-1] in LEADS or before[-1] in ARTICLES)
    alone = not behind and not set(before) - ARTICLES
    return bool(lead or alone) or not _says_more(name, (*before[-1:], *name, *behind[:1]), known)


def _says_more(name: Name, around: Name, known: Vocabulary) -> bool:
    """Whether it is a name of something else, or stands in one: of a brand, of a boutique."""
    stems = text.phrase(" ".join(around))
    own = set(text.phrase(" ".join(name)))
    if own & known.stems:
        return True
    windows = {
        stems[start:end] for start in range(len(stems)) for end in range(start + 1, len(stems) + 1)
    }
    return any(own & set(window) and window in known.things for window in windows)
