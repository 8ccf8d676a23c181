"""Handball: names, sizes, prices and figures that fit together."""

from marketplace.world.kinds.teams import SPORT_CLOTH, TEAMS
from marketplace.world.products import CLOTHES, SHOES, Kind, Values, chance, choice, number, stack


def _ball(values: Values) -> None:
    """Resin is played in the hall with approved balls; beach and school balls are soft."""
    if values["use"] in ("beach", "school"):
        values.update(
            grip="no_resin", approved=False, construction="moulded", weight=330, circumference=52
        )
    elif values["approved"]:
        values.update(use="match", construction="hand")


KINDS: dict[str, Kind] = {
    "chaussures-handball": Kind(
        (
            "Roucoulette",
            "Neuf Mètres",
            "Pivot",
            "Kung-Fu",
            "Repli",
        ),
        (49, 160),
        {
            "weight": number(260, 380, 1, -0.5),
            "drop": number(4, 11),
            "cushioning": choice("firm", "balanced", "max", "reactive", weights=(2, 4, 1, 3)),
            "forefoot_stack": number(14, 24),
            "outsole": choice("gum", "rubber", "hybrid", weights=(4, 3, 2)),
            "collar": choice("low", "mid", weights=(4, 1)),
            "side_support": chance(0.7),
            "position": choice(["wing"], ["back"], ["pivot", "back"], ["keeper"]),
            "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
        },
        SHOES,
        "Chaussure de handball de {weight} g, drop de {drop} mm.",
        "Handball shoe of {weight} g, {drop} mm drop.",
        4,
        stack,
    ),
    "ballons-handball": Kind(
        (
            "Sept Mètres",
            "Lucarne Basse",
            "Schwenker",
            "Engagement",
        ),
        (10, 80),
        {
            "grip": choice("resin", "no_resin", weights=(3, 4)),
            "use": choice(
                "match", "training", "leisure", "school", "beach", weights=(3, 5, 2, 1, 1)
            ),
            "approved": chance(0.25),
            "construction": choice("hand", "machine", "bonded", weights=(4, 3, 2)),
            "panels": choice(32, 32, 20, 12),
            "weight": number(430, 465, 5),
            "circumference": number(58, 60, 0.5),
            "bladder": choice("butyl", "latex", weights=(3, 1)),
            "pressure": number(0.2, 0.35, 0.05),
            "material": choice("pu", "pvc", "microfibre", weights=(4, 2, 3)),
        },
        {"unisex": ["0", "1", "2", "3"]},
        "Ballon de handball, {circumference} cm en taille 3.",
        "Handball, {circumference} cm in size 3.",
        3,
        _ball,
    ),
    "protections-handball": Kind(
        (
            "Plongeon",
            "Parade",
            "Amorti",
        ),
        (14, 60),
        {
            "zone": choice("knee", "elbow", weights=(3, 2)),
            "knee_height": number(18, 28),
            "thickness": number(8, 28, 1, 0.2),
            "compression": choice("light", "medium", "strong", weights=(2, 4, 2)),
            "padding": choice("eva", "gel", "viscoelastic", weights=(5, 2, 2)),
            "weight": number(80, 220, 5),
            "open_back": chance(0.3),
            "washable": chance(0.9),
        },
        {"unisex": ["XS", "S", "M", "L", "XL"]},
        "Protections au coussin de {thickness} mm.",
        "Protectors with {thickness} mm padding.",
        2,
    ),
    "maillots-handball": Kind(
        (
            "Engagement",
            "Neuf Mètres",
            "Gradins",
        ),
        (15, 80),
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
        "Maillot de handball de {weight} g en taille M.",
        "Handball shirt, {weight} g in size M.",
        2,
    ),
}
