"""Hypothesis strategies: small catalogues in which everything collides, and queries on them."""

from dataclasses import replace

from hypothesis import strategies as st

from search.contract import PRICE_EDGES, Document, Offer, Query, Range, Sort
from search.text import NO_SYNONYMS, Synonyms

SIZES = ("42", "42,5", "Taille unique", "W32/L34", "é “x”:[1 TO 2]")
BOUTIQUES = ("annecy", "lille", "le-couloir-4")
POINTS = (7, 8, 9)
# The last is more than tantivy's columns of offers hold.
PRICES = (0, 1, 4999, 5000, 5001, 9990, 10000, 12000, 500_000, 20_000_000)
BRANDS = ("altavia", "norrsken", "pas-de-loup")
SPORTS = ("running", "tennis")
FAMILIES = ("chaussures-route", "raquettes")
WORDS = ("chaussure", "chaussures", "route", "raquette", "légère", "léger", "T-shirt", "Gore-Tex")
TYPED = (
    *WORDS,
    "chausure",
    "raqeutte",
    "tee shirt",
    "goretex",
    "l'eau",
    "MH-01 XS",
    "licorne",
    "!",
    "réf MH01-XS",
    "EAN 3 612345 678901",
)
# "licorne" stands for what there is, and for what there is not.
SYNONYMS = Synonyms.of([("licorne", "chaussure route"), ("licorne", "poney"), ("route", "trail")])
CODES = ("03612345678901", "MH01-XS", "RT 300")
GENDERS = ("men", "women", "")
TERRAINS = ("road", "trail", "a b")
DROPS = (-5.0, 0.0, 0.1, 0.30000000000000004, 4.5, 8.0, 8.25)
DROP_EDGES = (-10.0, -5.0, 0.0, 0.3, 4.5, 8.0, 9.0)
FACETS = (
    *("sport", "category", "family", "brand", "gender", "colour"),
    *("size", "boutique", "pickup", "attr:terrain", "attr:never-heard-of"),
)

offers = st.builds(
    Offer,
    variant_id=st.integers(1, 9),
    size=st.sampled_from(SIZES),
    boutique=st.sampled_from(BOUTIQUES),
    minor=st.sampled_from(PRICES),
    purchasable=st.sampled_from([True, True, True, False]),
    point=st.sampled_from(POINTS),
    lead_days=st.integers(0, 3),
    pickup=st.booleans(),
    chosen=st.booleans(),
)


def one_of_each_size(found):
    """Of the offers of a size that can be bought one is chosen, as the shop has it."""
    chosen = {}
    for place, offer in enumerate(found):
        before = chosen.get(offer.size)
        if offer.purchasable and (before is None or (offer.chosen and not found[before].chosen)):
            chosen[offer.size] = place
    return tuple(
        replace(offer, chosen=chosen.get(offer.size) == place) for place, offer in enumerate(found)
    )


def some(values, most=2):
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


def sentences(words):
    return st.lists(st.sampled_from(words), max_size=3).map(" ".join)


def documents(id: int):
    return st.builds(
        Document,
        id=st.just(id),
        slug=st.just(f"r{id}"),
        title=sentences(WORDS),
        brand=st.sampled_from(BRANDS),
        family=st.sampled_from(FAMILIES),
        sports=some(SPORTS),
        categories=some(FAMILIES),
        gender=st.sampled_from(GENDERS),
        colour=st.sampled_from(("blue", "red", "")),
        kind=sentences(WORDS),
        keywords=sentences(WORDS),
        description=sentences(WORDS),
        codes=some(CODES),
        offers=st.lists(offers, max_size=6).map(one_of_each_size),
        choices=st.dictionaries(
            st.sampled_from(["terrain", "use"]), some(TERRAINS, most=3), max_size=2
        ),
        numbers=st.dictionaries(st.sampled_from(["drop", "2x-y_z"]), st.sampled_from(DROPS)),
        popularity=st.sampled_from([0.0, 1.0, 12.0, 5000.0]),
        created=st.sampled_from([0, 1_700_000_000, 1_790_000_000]),
        payload=st.just({"title": f"Référence {id}", "deciders": [{"value": 8.5}]}),
    )


catalogues = st.integers(0, 9).flatmap(
    lambda size: st.tuples(*(documents(id) for id in range(1, size + 1)))
)


def ranges(values):
    bounds = st.none() | st.sampled_from(values)
    return st.builds(Range, bounds, bounds)


filters = st.fixed_dictionaries(
    {},
    optional={
        "sport": st.sets(st.sampled_from(SPORTS)),
        "category": st.sets(st.sampled_from(FAMILIES)),
        "brand": st.sets(st.sampled_from((*BRANDS, "no-such-brand"))),
        "gender": st.sets(st.sampled_from(("men", "women"))),
        "size": st.sets(st.sampled_from((*SIZES, "99"))),
        "boutique": st.sets(st.sampled_from(BOUTIQUES)),
        "pickup": st.sets(st.sampled_from((*map(str, POINTS), "no-number"))),
        "attr:terrain": st.sets(st.sampled_from(TERRAINS)),
    },
).map(lambda each: {name: frozenset(values) for name, values in each.items()})

own_sizes = st.frozensets(st.sampled_from((*SIZES, "99")), max_size=2)

queries = st.builds(
    Query,
    text=st.just("") | sentences((*TYPED, *CODES)),
    synonyms=st.sampled_from([NO_SYNONYMS, SYNONYMS]),
    filters=filters,
    ranges=st.fixed_dictionaries(
        {}, optional={"price": ranges((*PRICES, 5000.5)), "attr:drop": ranges(DROPS)}
    ),
    sort=st.sampled_from(Sort),
    prefer_sizes=own_sizes,
    page=st.sampled_from([1, 1, 1, 2, 9_999]),
    per_page=st.sampled_from([24, 3]),
    facets=st.just(FACETS),
    histograms=st.just({"price": PRICE_EDGES, "attr:drop": DROP_EDGES}),
    strict=st.booleans(),
)

# Without a word, where the shopper's size decides the order.
browsing = st.builds(
    Query,
    filters=st.fixed_dictionaries(
        {}, optional={"boutique": st.frozensets(st.sampled_from(BOUTIQUES), min_size=1)}
    ),
    ranges=st.fixed_dictionaries({}, optional={"price": ranges(PRICES)}),
    page=st.sampled_from([1, 1, 2, 3]),
    per_page=st.sampled_from([24, 2]),
    prefer_sizes=own_sizes,
)
