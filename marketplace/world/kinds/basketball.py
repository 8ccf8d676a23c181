"""Basketball: names, sizes, prices and figures that fit together."""

from marketplace.world.kinds.teams import SPORT_CLOTH, TEAMS
from marketplace.world.products import (
    CLOTHES,
    SHOES,
    UNISEX,
    Kind,
    Values,
    chance,
    choice,
    number,
    stack,
)


def _ball(values: Values) -> None:
    """Leather is for the hall, rubber for the street; what FIBA approves is neither rubber."""
    if values["material"] == "leather":
        values.update(court="indoor", use="match")
    elif values["material"] == "rubber":
        values.update(court="outdoor", approved=False, use="leisure")


def _hoop(values: Values) -> None:
    """What stands fast is wide and of glass; what hangs in a bedroom is not."""
    kind = values["installation"]
    if kind == "mini":
        values.update(
            rim_height=210,
            rim_height_min=120,
            backboard="polycarbonate",
            backboard_width=45,
            rim_diameter=23,
            base_volume=10,
            weight=2,
            wheels=False,
            certified=False,
        )
    elif kind == "in_ground":
        values.update(
            rim_height=305,
            backboard="glass",
            backboard_width=152,
            weight=95,
            rim_height_min=228,
            rim_diameter=45,
            wheels=False,
        )
    elif kind == "wall":
        values.update(rim_height=305, rim_height_min=305, weight=18, wheels=False)
    values["rim_height_min"] = min(values["rim_height_min"], values["rim_height"])


KINDS: dict[str, Kind] = {
    "chaussures-basketball": Kind(
        (
            "Suspension",
            "Alley",
            "Tir à Trois",
            "Contre-Attaque",
            "Dribble",
            "Double Pas",
        ),
        (59, 200),
        {
            "collar": choice("low", "mid", "high", weights=(4, 4, 2)),
            "weight": number(330, 460, 1, -0.4),
            "court": choice("indoor", "outdoor", "both", weights=(4, 1, 4)),
            "cushioning": choice("firm", "balanced", "max", "reactive", weights=(2, 4, 2, 4)),
            "drop": number(4, 10),
            "forefoot_stack": number(18, 27),
            "outsole": choice("rubber", "gum", "reinforced", weights=(6, 1, 2)),
            "plate": choice("none", "tpu", "carbon", weights=(5, 4, 1)),
            "lacing": choice("laces", "strap", weights=(8, 1)),
            "position": choice(["guard"], ["guard", "wing"], ["wing", "big"], ["big"]),
            "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
        },
        SHOES,
        "Chaussure de basketball de {weight} g, drop de {drop} mm.",
        "Basketball shoe of {weight} g, {drop} mm drop.",
        5,
        stack,
    ),
    "ballons-basketball": Kind(
        (
            "Entre-Deux",
            "Raquette Bleue",
            "Lancer Franc",
            "Bitume",
        ),
        (12, 95),
        {
            "material": choice("rubber", "composite", "leather", weights=(4, 5, 1)),
            "court": choice("indoor", "outdoor", "both"),
            "approved": chance(0.25),
            "weight": number(570, 640, 5),
            "circumference": number(75, 78, 0.5),
            "panels": choice(8, 8, 12),
            "deep_channels": chance(0.5),
            "bladder": choice("butyl", "latex", weights=(3, 1)),
            "pressure": number(0.5, 0.6, 0.05),
            "use": choice("match", "training", "leisure"),
        },
        {"unisex": ["5", "6", "7"]},
        "Ballon de {panels} panneaux, {weight} g en taille 7.",
        "{panels}-panel basketball, {weight} g in size 7.",
        4,
        _ball,
    ),
    "paniers-basketball": Kind(
        (
            "Playground",
            "Cour d’École",
            "Parquet",
            "Arceau",
        ),
        (39, 1490),
        {
            "rim_height": number(210, 305, 5, 0.6),
            "installation": choice("portable", "in_ground", "wall", "mini", weights=(6, 1, 2, 1)),
            "backboard": choice(
                "polycarbonate", "acrylic", "polyethylene", "steel", weights=(4, 3, 3, 1)
            ),
            "backboard_width": number(80, 140, 2, 0.6),
            "rim_height_min": number(150, 230, 5),
            "rim_diameter": choice(45),
            "breakaway": chance(0.4),
            "base_volume": number(40, 180, 5, 0.4),
            "wheels": chance(0.85),
            "weight": number(15, 70, 1, 0.4),
            "certified": chance(0.2),
        },
        UNISEX,
        "Panier réglable jusqu’à {rim_height} cm, panneau de {backboard_width} cm.",
        "Basketball hoop adjustable up to {rim_height} cm, {backboard_width} cm wide backboard.",
        2,
        _hoop,
    ),
    "maillots-basketball": Kind(
        (
            "Cinq Majeur",
            "Buzzer",
            "Parquet",
        ),
        (19, 110),
        {
            "edition": choice("authentic", "replica", "training", "team", weights=(2, 3, 4, 4)),
            "weight": number(100, 200, 1, -0.4),
            "material": SPORT_CLOTH,
            "fit": choice("slim", "regular", "loose", weights=(3, 5, 1)),
            "grammage": number(120, 180, 5, -0.2),
            "team": choice(*TEAMS),
            "season": choice("2025/2026", "2026/2027"),
            "customisable": chance(0.7),
            "reversible": chance(0.2),
        },
        CLOTHES,
        "Maillot de basketball de {weight} g en taille M.",
        "Basketball jersey, {weight} g in size M.",
        3,
    ),
    "shorts-basketball": Kind(
        (
            "Cinq Majeur",
            "Rebond",
            "Zone",
        ),
        (15, 65),
        {
            "inseam": number(18, 30),
            "weight": number(150, 280, 1, -0.3),
            "pockets": number(0, 3),
            "liner": chance(0.3),
            "material": SPORT_CLOTH,
            "fit": choice("slim", "regular", "loose", weights=(2, 5, 2)),
            "reversible": chance(0.2),
        },
        CLOTHES,
        "Short de basketball, entrejambe de {inseam} cm.",
        "Basketball shorts, {inseam} cm inseam.",
        2,
    ),
}
