"""Football: names, sizes, prices and figures that fit together."""

from marketplace.world.kinds.teams import SPORT_CLOTH, TEAMS
from marketplace.world.products import CLOTHES, SHOES, SOCKS, Kind, Values, chance, choice, number

SOLES: dict[str, tuple[int, list[str]]] = {
    "fg": (12, ["dry_grass"]), "sg": (6, ["wet_grass"]), "ag": (22, ["artificial"]),
    "mg": (18, ["dry_grass", "artificial"]), "tf": (64, ["hard", "artificial"]),
    "ic": (0, ["hall"]),
}  # fmt: skip


def _sole(values: Values) -> None:
    """The soleplate decides how many studs there are, of which shape and for which ground."""
    studs, grounds = SOLES[values["sole"]]
    values["stud_count"] = studs + values["stud_count"] - 12 if studs > 15 else studs
    values["surfaces"] = grounds
    values["replaceable"] = values["sole"] == "sg"
    if studs == 0:
        values["stud_shape"] = "none"
    elif values["sole"] in ("sg", "tf"):
        values["stud_shape"] = "conical"


def _match(values: Values) -> None:
    """A label comes with a match ball; a futsal ball is smaller."""
    if values["label"] == "pro":
        values.update(use="match", construction="bonded", material="pu")
    elif values["label"] == "none" and values["use"] == "match":
        values["use"] = "training"
    if values["use"] == "futsal":
        values.update(circumference=63, weight=420, surfaces=["hall"])


KINDS: dict[str, Kind] = {
    "chaussures-football": Kind(
        (
            "Lucarne",
            "Talonnade",
            "Contre-Pied",
            "Petit Pont",
            "Tacle",
            "Frappe",
            "Virgule",
            "Ailier",
        ),
        (39, 240),
        {
            "sole": choice("fg", "sg", "ag", "mg", "tf", "ic", weights=(6, 2, 3, 4, 2, 2)),
            "weight": number(185, 290, 1, -0.6),
            "collar": choice("low", "mid", weights=(4, 1)),
            "upper": choice("synthetic", "leather", "knit", weights=(5, 2, 3)),
            "lacing": choice("laces", "laceless", "strap", weights=(7, 1, 1)),
            "stud_count": number(10, 14),
            "stud_shape": choice("conical", "bladed", "mixed"),
            "replaceable": chance(0.1),
            "surfaces": choice(["dry_grass"]),
            "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
        },
        SHOES,
        "Chaussure de football de {weight} g, {stud_count} crampons.",
        "Football boot of {weight} g, number of studs: {stud_count}.",
        6,
        _sole,
    ),
    "ballons-football": Kind(
        (
            "Coup d’Envoi",
            "Pleine Lucarne",
            "Surface",
            "Équipier",
            "Centre",
        ),
        (12, 150),
        {
            "label": choice("none", "basic", "quality", "pro", weights=(5, 2, 2, 1)),
            "construction": choice("machine", "hand", "bonded", "hybrid", weights=(5, 2, 3, 2)),
            "weight": number(415, 445),
            "circumference": number(68, 70, 0.5),
            "use": choice("match", "training", "leisure", "futsal", weights=(3, 5, 2, 1)),
            "panels": choice(32, 32, 20, 12),
            "bladder": choice("butyl", "latex", weights=(3, 1)),
            "pressure": number(0.6, 1, 0.1),
            "material": choice("pu", "tpu", "pvc", weights=(4, 3, 2)),
            "surfaces": choice(
                ["dry_grass", "artificial"],
                ["dry_grass", "wet_grass", "artificial"],
                ["artificial", "hard"],
            ),
        },
        {"unisex": ["3", "4", "5"]},
        "Ballon de {panels} panneaux, {weight} g en taille 5.",
        "{panels}-panel football, {weight} g in size 5.",
        3,
        _match,
    ),
    "protege-tibias": Kind(
        (
            "Rempart",
            "Duel",
            "Libéro",
            "Carapace",
        ),
        (9, 65),
        {
            "fixation": choice("sleeve", "strap", "slip_in", weights=(3, 3, 3)),
            "weight": number(70, 240, 5, -0.4),
            "height_cm": number(14, 24),
            "ankle": chance(0.3),
            "shell": choice("pp", "tpu", "fibreglass", "carbon", weights=(6, 3, 1, 1)),
            "padding": choice("eva", "pu", weights=(4, 1)),
            "thickness": number(5, 14),
            "certified": chance(0.85),
        },
        {"unisex": ["XS", "S", "M", "L", "XL"]},
        "Protège-tibias de {weight} g la paire.",
        "Shin guards, {weight} g per pair.",
        2,
    ),
    "gants-gardien": Kind(
        (
            "Dernier Rempart",
            "Envol",
            "Claquette",
            "Cage",
            "Horizontale",
        ),
        (19, 140),
        {
            "glove_cut": choice("flat", "roll", "negative", "hybrid", weights=(4, 2, 3, 2)),
            "latex": number(3, 4.5, 0.5, 0.4),
            "latex_type": choice("soft", "contact", "durable", "all_weather", weights=(3, 3, 3, 1)),
            "spines": chance(0.3),
            "closure": choice("strap", "strapless", "wrap", weights=(6, 1, 2)),
            "backhand": choice("latex", "neoprene", "knit", "silicone"),
            "surfaces": choice(
                ["dry_grass"], ["artificial", "hard"], ["dry_grass", "wet_grass", "artificial"]
            ),
            "use": choice("match", "training", "leisure", weights=(3, 4, 2)),
            "weight": number(110, 240, 5),
        },
        {"unisex": ["6", "7", "8", "9", "10", "11"]},
        "Gants de gardien, latex de {latex} mm.",
        "Goalkeeper gloves with {latex} mm latex.",
        3,
    ),
    "maillots-football": Kind(
        (
            "Domicile",
            "Extérieur",
            "Kop",
            "Tribune",
            "Échauffement",
        ),
        (15, 120),
        {
            "edition": choice("authentic", "replica", "training", "team", weights=(2, 3, 4, 4)),
            "weight": number(110, 190, 1, -0.4),
            "material": SPORT_CLOTH,
            "fit": choice("slim", "regular", "loose", weights=(3, 5, 1)),
            "grammage": number(120, 180, 5, -0.2),
            "team": choice(*TEAMS),
            "season": choice("2025/2026", "2026/2027"),
            "customisable": chance(0.7),
            "sleeve": choice("short", "long", weights=(6, 1)),
        },
        CLOTHES,
        "Maillot de football de {weight} g en taille M.",
        "Football shirt, {weight} g in size M.",
        4,
    ),
    "shorts-football": Kind(
        (
            "Domicile",
            "Piquet de Corner",
            "Mi-Temps",
        ),
        (12, 45),
        {
            "inseam": number(12, 22),
            "weight": number(110, 190, 1, -0.3),
            "pockets": number(0, 3),
            "liner": chance(0.3),
            "material": SPORT_CLOTH,
            "fit": choice("slim", "regular", "loose", weights=(2, 5, 2)),
            "goalkeeper": chance(0.1),
        },
        CLOTHES,
        "Short de football, entrejambe de {inseam} cm.",
        "Football shorts, {inseam} cm inseam.",
        2,
    ),
    "chaussettes-football": Kind(
        (
            "Mollet",
            "Troisième Mi-Temps",
            "Cheville",
        ),
        (6, 25),
        {
            "height": choice("ankle", "crew", "knee", weights=(1, 3, 5)),
            "thickness": choice("thin", "medium", "thick"),
            "grip": chance(0.35),
            "footless": chance(0.15),
            "compression": chance(0.3),
            "material": choice("polyamide", "polyester", "cotton", "blend", weights=(4, 3, 1, 3)),
        },
        {"unisex": SOCKS},
        "Chaussettes de football qui tiennent au mollet.",
        "Football socks that stay up on the calf.",
        2,
    ),
}
