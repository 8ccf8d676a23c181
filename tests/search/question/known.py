"""The vocabulary of the taxonomy's files, with a few brands: no database is asked."""

from functools import cache

from marketplace.technical import classification, taxonomy
from marketplace.technical.models import Attribute, Family, Sport
from search.models import Synonym
from search.question import current
from search.question.vocabulary import Vocabulary

BRANDS = (
    "Altavia", "Norrsken", "Pas de Loup", "Black Diamond", "On", "Circle", "Orange", "2XU",
    "Maison Vertige", "Trail", "Drop",
)  # fmt: skip

BOUTIQUES = ("Foulées d’Annecy", "La Cordelette", "Trail")

SYNONYMS = [
    Synonym(phrases=["doudoune", "veste matelassée"]),
    Synonym(phrases=["football", "foot", "soccer"]),
    Synonym(phrases=["débutant", "novice"]),
    Synonym(phrases=["courir", "running"], one_way=True),
    Synonym(phrases=["basket", "chaussure"], one_way=True),
    Synonym(phrases=["pluie", "imperméable"], one_way=True),
    Synonym(phrases=["tenue", "jupe", "robe", "polo"], one_way=True),
    Synonym(phrases=["pers", "personne"], one_way=True),
    Synonym(phrases=["people", "person"], one_way=True),
    Synonym(phrases=["mec", "homme"], one_way=True),
    Synonym(  # brought by a release, not told by an operator
        phrases=["maillots de bain", "slip de bain", "jammer"],
        one_way=True,
        filed_as="maillots de bain",
    ),
]


@cache
def vocabulary() -> Vocabulary:
    sports, families, attributes = [], [], []
    for told in taxonomy.sports():
        sport = Sport(slug=told["slug"], name=told["name"], name_en=told["name_en"])
        sports.append(sport)
        for each in told["families"]:
            family = Family(
                slug=each["slug"],
                name=each["name"],
                name_en=each["name_en"],
                sport=sport,
                size_guide=each.get("size_guide", Family.SizeGuide.NONE),
            )
            families.append(family)
            attributes += [
                Attribute(family=family, key=data["key"], **classification.attribute_fields(data))
                for data in each["attributes"]
            ]
    return current.made_of(
        sports=sports,
        families=families,
        attributes=attributes,
        brands=[(name.lower().replace(" ", "-"), name) for name in BRANDS],
        boutiques=[(name.lower().replace(" ", "-"), name) for name in BOUTIQUES],
        told=SYNONYMS,
    )
