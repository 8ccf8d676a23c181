"""Rugby: names, sizes, prices and figures that fit together."""

from marketplace.world.kinds.teams import SPORT_CLOTH, TEAMS
from marketplace.world.products import CLOTHES, SHOES, Kind, Values, chance, choice, number

SOLES: dict[str, tuple[int, list[str]]] = {
    "fg": (12, ["dry_grass"]), "sg": (8, ["wet_grass"]), "ag": (22, ["artificial"]),
    "mg": (16, ["dry_grass", "artificial"]),
}  # fmt: skip


def _sole(values: Values) -> None:
    studs, grounds = SOLES[values["sole"]]
    values.update(stud_count=studs, surfaces=grounds, replaceable=values["sole"] == "sg")
    if values["sole"] == "sg":
        values["stud_shape"] = "conical"


def _ball(values: Values) -> None:
    if values["use"] == "throwing":
        values.update(weight=1000, approved=False)
    elif values["use"] == "beach":
        values.update(grip="low", approved=False)


def _pads(values: Values) -> None:
    """What World Rugby approves is at most 10 mm thick and 45 kg/m³ dense."""
    if values["approved"]:
        values["thickness"] = min(values["thickness"], 10)
        values["density"] = min(values["density"], 45)


KINDS: dict[str, Kind] = {
    "chaussures-rugby": Kind(
        (
            "Mêlée",
            "Talonneur",
            "Drop Goal",
            "Cadrage",
            "Raffut",
            "En-But",
        ),
        (55, 230),
        {
            "sole": choice("sg", "fg", "ag", "mg", weights=(5, 4, 1, 2)),
            "weight": number(240, 400, 1, -0.6),
            "collar": choice("low", "mid", weights=(4, 1)),
            "upper": choice("synthetic", "leather", "knit", weights=(5, 2, 3)),
            "lacing": choice("laces", "laceless", "strap", weights=(7, 1, 1)),
            "stud_count": number(10, 14),
            "stud_shape": choice("conical", "bladed", "mixed"),
            "replaceable": chance(0.1),
            "surfaces": choice(["dry_grass"]),
            "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
            "position": choice(["front", "second"], ["back_row"], ["half"], ["back", "half"]),
        },
        SHOES,
        "Chaussure de rugby de {weight} g, {stud_count} crampons.",
        "Rugby boot of {weight} g, number of studs: {stud_count}.",
        4,
        _sole,
    ),
    "ballons-rugby": Kind(
        (
            "Pénalité",
            "Chistera",
            "Touche",
            "Chandelle",
        ),
        (15, 120),
        {
            "use": choice(
                "match",
                "training",
                "leisure",
                "kicking",
                "beach",
                "throwing",
                weights=(3, 5, 2, 1, 1, 1),
            ),
            "grip": choice("low", "medium", "high", weights=(1, 4, 3)),
            "weight": number(410, 460, 5),
            "length_cm": number(28, 30, 0.5),
            "circumference": number(74, 77, 0.5),
            "construction": choice("hand", "machine", "hybrid", weights=(5, 3, 1)),
            "panels": choice(4),
            "approved": chance(0.3),
            "bladder": choice("butyl", "latex", weights=(3, 1)),
            "pressure": number(0.6, 0.7, 0.05),
            "material": choice("rubber", "pu", "pvc", weights=(6, 2, 1)),
        },
        {"unisex": ["3", "4", "5"]},
        "Ballon de rugby de {weight} g, long de {length_cm} cm en taille 5.",
        "Rugby ball of {weight} g, {length_cm} cm long in size 5.",
        3,
        _ball,
    ),
    "casques-rugby": Kind(
        (
            "Pilier",
            "Bélier",
            "Caboche",
        ),
        (29, 110),
        {
            "approved": chance(0.8),
            "thickness": number(8, 14),
            "weight": number(180, 320, 5, -0.3),
            "closure": choice("strap", "lace", "buckle", weights=(6, 1, 1)),
            "vents": number(12, 40),
            "density": number(35, 60),
            "padding": choice("eva", "pu", weights=(4, 1)),
        },
        {"unisex": ["51-53 cm", "54-56 cm", "57-59 cm", "60-62 cm"]},
        "Casque de rugby de {weight} g, mousse de {thickness} mm.",
        "Rugby headguard of {weight} g with {thickness} mm foam.",
        2,
        _pads,
    ),
    "epaulieres-rugby": Kind(
        (
            "Rempart",
            "Plaquage",
            "Percussion",
        ),
        (35, 120),
        {
            "thickness": number(8, 14),
            "weight": number(280, 520, 5, -0.3),
            "approved": chance(0.8),
            "zones": choice(
                ["shoulders"],
                ["shoulders", "chest"],
                ["shoulders", "chest", "biceps"],
                ["shoulders", "chest", "ribs", "back"],
            ),
            "sleeve": choice("short", "none", "long", weights=(6, 2, 1)),
            "density": number(35, 60),
            "material": choice("polyester", "polyamide", "blend"),
            "fit": choice("slim", "regular", weights=(3, 1)),
        },
        CLOTHES,
        "Épaulière de {weight} g, mousse de {thickness} mm.",
        "Shoulder pads of {weight} g with {thickness} mm foam.",
        2,
        _pads,
    ),
    "maillots-rugby": Kind(
        (
            "Troisième Mi-Temps",
            "Bouclier",
            "Pré Carré",
            "Tribune",
        ),
        (29, 130),
        {
            "edition": choice("authentic", "replica", "training", "team", weights=(2, 3, 4, 4)),
            "weight": number(180, 340, 1, -0.4),
            "material": SPORT_CLOTH,
            "fit": choice("slim", "regular", "loose", weights=(3, 5, 1)),
            "grammage": number(160, 300, 5),
            "team": choice(*TEAMS),
            "season": choice("2025/2026", "2026/2027"),
            "customisable": chance(0.7),
            "sleeve": choice("short", "long", weights=(5, 2)),
            "collar_polo": chance(0.5),
        },
        CLOTHES,
        "Maillot de rugby en tissu de {grammage} g/m².",
        "Rugby shirt in {grammage} g/m² fabric.",
        3,
    ),
    "shorts-rugby": Kind(
        (
            "Mêlée",
            "Regroupement",
            "Ruck",
        ),
        (19, 60),
        {
            "inseam": number(8, 16),
            "weight": number(180, 320, 1, -0.3),
            "pockets": number(0, 3),
            "liner": chance(0.3),
            "material": SPORT_CLOTH,
            "fit": choice("slim", "regular", "loose", weights=(2, 5, 2)),
            "grammage": number(160, 280, 5),
            "reinforced": chance(0.6),
        },
        CLOTHES,
        "Short de rugby en tissu de {grammage} g/m².",
        "Rugby shorts in {grammage} g/m² fabric.",
        2,
    ),
    "protege-dents-rugby": Kind(
        (
            "Molaire",
            "Grand Sourire",
            "Incisive",
        ),
        (5, 60),
        {
            "fitting": choice("boil", "ready", "custom", weights=(7, 2, 1)),
            "thickness": number(2.5, 5, 0.5),
            "layers": number(1, 4, 1, 0.6),
            "braces": chance(0.25),
            "double": chance(0.12),
            "material": choice("eva", "silicone", "gel", weights=(6, 1, 3)),
            "weight": number(10, 24),
            "case": chance(0.8),
        },
        {"unisex": ["Junior", "Adulte"]},
        "Protège-dents de {thickness} mm.",
        "{thickness} mm mouthguard.",
        1,
    ),
}
