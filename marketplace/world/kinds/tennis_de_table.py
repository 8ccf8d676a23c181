"""Table tennis: names, sizes, prices and figures that fit together."""

from marketplace.world.products import SHOES, UNISEX, Kind, Values, chance, choice, number, stack

SPEEDS = {"defensive": 52, "allround": 66, "off_minus": 76, "offensive": 86, "off_plus": 95}


def _bat(values: Values) -> None:
    """More stars, more speed, less control."""
    values["stars"] = min(max(round((values["speed"] - 58) / 8), 1), 5)
    values["level"] = ("beginner", "beginner", "club", "club", "competition")[values["stars"] - 1]
    values["control"] = min(values["control"], 150 - values["speed"] // 2 - 20)
    values["ittf"] = values["stars"] >= 3


def _blade(values: Values) -> None:
    values["speed"] = SPEEDS[values["style"]] + values["speed"] % 5
    values["control"] = 128 - values["speed"] // 2
    if values["style"] in ("defensive", "allround"):
        values["composition"] = "wood"


def _rubber(values: Values) -> None:
    """Long pimples and anti-spin are slow and thin; only smooth rubbers stick."""
    if values["surface"] in ("long", "anti"):
        values.update(speed=45, spin=40, sponge=1.0, tension=False, tacky=False)
    elif values["surface"] != "inverted":
        values.update(spin=62, tacky=False)


def _table(values: Values) -> None:
    """Outdoors the top is thin laminate; indoors it is thick chipboard."""
    if values["use"] == "outdoor":
        values.update(
            material="laminate",
            top_thickness=4 + values["top_thickness"] % 5,
            table_class=max(values["table_class"], "b"),
            ittf=False,
        )
    else:
        values["material"] = "chipboard"
        values["table_class"] = "a" if values["top_thickness"] >= 24 else "b"
        values["ittf"] = values["top_thickness"] >= 25
    values["weight"] = round(38 + values["top_thickness"] * 2.9)


def _balls(values: Values) -> None:
    values["ittf"] = values["stars"] == 3
    values["count"] = min(values["count"], 72) if values["stars"] == 3 else values["count"]


KINDS: dict[str, Kind] = {
    "raquettes-tennis-de-table": Kind(
        (
            "Top Spin",
            "Flip",
            "Contre-Initiative",
            "Bloc",
            "Garage",
            "Demi-Finale",
        ),
        (9, 120),
        {
            "speed": number(60, 98, 1, 0.6),
            "spin": number(60, 98, 1, 0.4),
            "control": number(60, 95, 1, -0.3),
            "weight": number(150, 195),
            "handle": choice("flared", "straight", "anatomic", "penhold", weights=(6, 3, 1, 1)),
            "sponge": number(1.2, 2.1, 0.1, 0.5),
            "ply": choice(5, 5, 7),
        },
        UNISEX,
        "Raquette, vitesse {speed}, effet {spin}, contrôle {control}.",
        "Table tennis bat, speed {speed}, spin {spin}, control {control}.",
        4,
        _bat,
    ),
    "bois-tennis-de-table": Kind(
        (
            "Hêtre",
            "Cyprès",
            "Limba",
            "Okoumé",
            "Hinoki",
        ),
        (25, 240),
        {
            "style": choice(
                "defensive",
                "allround",
                "off_minus",
                "offensive",
                "off_plus",
                weights=(1, 3, 3, 4, 2),
            ),
            "weight": number(72, 98, 1),
            "ply": choice(5, 5, 7),
            "composition": choice("wood", "carbon", "aramid", "glass", weights=(6, 3, 2, 1)),
            "thickness": number(5.2, 7, 0.1),
            "handle": choice("flared", "straight", "anatomic", "penhold", weights=(6, 3, 1, 1)),
            "head_length": number(155, 162),
            "head_width": number(148, 153),
            "speed": number(50, 100),
            "control": number(60, 95),
            "ittf": chance(0.95),
        },
        UNISEX,
        "Bois de {ply} plis, {weight} g.",
        "{ply}-ply table tennis blade, {weight} g.",
        3,
        _blade,
    ),
    "revetements-tennis-de-table": Kind(
        (
            "Rotation",
            "Topspin",
            "Picot",
            "Souffle Court",
            "Trajectoire",
        ),
        (15, 75),
        {
            "surface": choice(
                "inverted", "short", "medium", "long", "anti", weights=(9, 2, 1, 2, 1)
            ),
            "sponge": number(1.5, 2.3, 0.1, 0.4),
            "hardness": number(34, 52, 0.5, 0.4),
            "speed": number(60, 98, 1, 0.6),
            "spin": number(60, 98, 1, 0.4),
            "control": number(60, 95, 1, -0.3),
            "weight": number(38, 56),
            "tension": chance(0.5),
            "tacky": chance(0.25),
            "ittf": chance(0.95),
        },
        {"unisex": ["Rouge", "Noir"]},
        "Revêtement, mousse de {sponge} mm à {hardness}°.",
        "Table tennis rubber, {sponge} mm sponge, hardness {hardness}°.",
        4,
        _rubber,
    ),
    "tables-tennis-de-table": Kind(
        (
            "Salle des Fêtes",
            "Terrasse",
            "Jardin",
            "Gymnase",
            "Cour",
        ),
        (190, 1290),
        {
            "use": choice("indoor", "outdoor"),
            "top_thickness": number(16, 25, 1, 0.7),
            "table_class": choice("b", "c", "d"),
            "foldable": chance(0.95),
            "playback": chance(0.8),
            "wheels": choice(4, 8),
            "net": chance(0.9),
            "frame_tube": number(25, 60, 5, 0.4),
            "warranty": choice(2, 3, 5, 10),
        },
        UNISEX,
        "Table au plateau de {top_thickness} mm, {weight} kg.",
        "Table tennis table with a {top_thickness} mm top, {weight} kg.",
        2,
        _table,
    ),
    "balles-tennis-de-table": Kind(
        (
            "Quarante Plus",
            "Set",
            "Entraînement",
        ),
        (3, 60),
        {
            "stars": choice(0, 1, 2, 3, weights=(2, 3, 1, 4)),
            "count": choice(3, 6, 12, 72, 144),
            "diameter": choice(40),
            "weight": number(2.7, 2.8, 0.1),
            "material": choice("abs", "plastic", weights=(4, 1)),
            "seamless": chance(0.3),
        },
        UNISEX,
        "Lot de {count} balles de {diameter} mm.",
        "Pack of {count} table tennis balls, {diameter} mm.",
        2,
        _balls,
    ),
    "chaussures-tennis-de-table": Kind(
        (
            "Pas Chassé",
            "Appui Court",
            "Pivot Rapide",
        ),
        (39, 140),
        {
            "weight": number(220, 310, 1, -0.5),
            "cushioning": choice("firm", "balanced", "reactive"),
            "drop": number(2, 8),
            "forefoot_stack": number(9, 17),
            "outsole": choice("gum", "rubber", weights=(4, 1)),
            "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
        },
        SHOES,
        "Chaussure de tennis de table de {weight} g.",
        "Table tennis shoe of {weight} g.",
        2,
        stack,
    ),
}
