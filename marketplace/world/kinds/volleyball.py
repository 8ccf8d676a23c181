"""Volleyball: names, sizes, prices and figures that fit together."""

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
    """Beach balls are stitched and a little larger; school balls are light."""
    if values["use"] == "beach":
        values.update(construction="machine", circumference=67, panels=10, dimples=False)
    elif values["use"] == "school":
        values.update(weight=210, approved=False)


def _net(values: Values) -> None:
    """A net alone has no height and weighs little."""
    if not values["posts"]:
        values.update(weight=round(0.4 * values["length_m"], 1), certified=False)


KINDS: dict[str, Kind] = {
    "chaussures-volleyball": Kind(
        (
            "Contre",
            "Réception",
            "Smash Haut",
            "Libéro",
            "Détente",
        ),
        (49, 170),
        {
            "weight": number(260, 380, 1, -0.5),
            "drop": number(4, 11),
            "cushioning": choice("firm", "balanced", "max", "reactive", weights=(2, 4, 1, 3)),
            "forefoot_stack": number(14, 24),
            "outsole": choice("gum", "rubber", "hybrid", weights=(4, 3, 2)),
            "collar": choice("low", "mid", weights=(4, 1)),
            "side_support": chance(0.7),
            "position": choice(["hitter"], ["middle"], ["setter", "libero"], ["libero"]),
            "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
        },
        SHOES,
        "Chaussure de volleyball de {weight} g, drop de {drop} mm.",
        "Volleyball shoe of {weight} g, {drop} mm drop.",
        4,
        stack,
    ),
    "ballons-volleyball": Kind(
        (
            "Manchette",
            "Feinte",
            "Service Flottant",
            "Grand Sable",
        ),
        (12, 90),
        {
            "use": choice("indoor", "beach", "school", "leisure", weights=(5, 3, 1, 2)),
            "approved": chance(0.25),
            "construction": choice("bonded", "machine", "hand", weights=(6, 3, 1)),
            "panels": choice(18, 18, 10),
            "weight": number(260, 280, 5),
            "circumference": number(65, 67, 0.5),
            "dimples": chance(0.4),
            "bladder": choice("butyl", "latex", weights=(3, 1)),
            "pressure": number(0.3, 0.35, 0.01),
            "material": choice("pu", "microfibre", "pvc", weights=(4, 3, 2)),
        },
        {"unisex": ["5"]},
        "Ballon de volleyball de {weight} g, {panels} panneaux.",
        "Volleyball of {weight} g, {panels} panels.",
        3,
        _ball,
    ),
    "genouilleres-volleyball": Kind(
        (
            "Manchette",
            "Plongeon",
            "Sol",
        ),
        (12, 55),
        {
            "knee_height": number(18, 28),
            "thickness": number(8, 28, 1, 0.2),
            "compression": choice("light", "medium", "strong", weights=(2, 4, 2)),
            "padding": choice("eva", "gel", "viscoelastic", weights=(5, 2, 2)),
            "weight": number(80, 220, 5),
            "open_back": chance(0.3),
            "washable": chance(0.9),
        },
        {"unisex": ["XS", "S", "M", "L", "XL"]},
        "Genouillères au coussin de {thickness} mm.",
        "Knee pads with {thickness} mm padding.",
        2,
    ),
    "filets-volleyball": Kind(
        (
            "Trois Touches",
            "Plage",
            "Camping",
            "Gymnase",
        ),
        (19, 390),
        {
            "length_m": choice(3, 6, 8.5, 9.5),
            "posts": chance(0.5),
            "net_height": number(155, 243, 1, 0.4),
            "mesh": number(60, 100, 10),
            "cord": number(1.5, 4, 0.5, 0.4),
            "cable": choice("rope", "steel", "aramid", weights=(5, 2, 1)),
            "material": choice("polyethylene", "polypropylene", "nylon"),
            "surfaces": choice(["hall"], ["grass", "sand"], ["sand"], ["grass", "hard"]),
            "antennas": chance(0.3),
            "weight": number(6, 28),
            "certified": chance(0.3),
        },
        UNISEX,
        "Filet de {length_m} m, maille de {mesh} mm.",
        "Net, {length_m} m long, {mesh} mm mesh.",
        1,
        _net,
    ),
    "maillots-volleyball": Kind(
        (
            "Set Gagnant",
            "Ace",
            "Rotation",
        ),
        (15, 75),
        {
            "edition": choice("authentic", "replica", "training", "team", weights=(2, 3, 4, 4)),
            "weight": number(90, 160, 1, -0.4),
            "material": SPORT_CLOTH,
            "fit": choice("slim", "regular", "loose", weights=(3, 5, 1)),
            "grammage": number(120, 180, 5, -0.2),
            "team": choice(*TEAMS),
            "season": choice("2025/2026", "2026/2027"),
            "customisable": chance(0.7),
            "sleeve": choice("short", "long", "none", weights=(6, 1, 1)),
        },
        CLOTHES,
        "Maillot de volleyball de {weight} g en taille M.",
        "Volleyball shirt, {weight} g in size M.",
        2,
    ),
}
