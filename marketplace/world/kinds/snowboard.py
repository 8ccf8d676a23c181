"""What snowboards, bindings, boots and splitboards are like."""

from marketplace.world.kinds.ski_alpin import JACKET, TROUSERS
from marketplace.world.products import CLOTHES, Kind, Values, chance, choice, number

BOARDS = {"men": ["152 cm", "155 cm", "158 cm", "161 cm"], "women": ["141 cm", "145 cm", "149 cm"]}
SPLITS = {"unisex": ["154 cm", "158 cm", "162 cm", "166 cm"]}
BOOTS = {
    "men": ["40", "41", "42", "42,5", "43", "44", "45"],
    "women": ["36", "37", "38", "39", "40"],
}
BINDINGS = {"unisex": ["S", "M", "L"]}
LEVEL = choice("beginner", "intermediate", "advanced", "expert", weights=(3, 5, 4, 2))


def _board(values: Values) -> None:
    """The programme sets shape and stiffness."""
    use = values["use"]
    if use == "freestyle":
        values.update(shape="twin", flex=min(values["flex"], 5), setback=0)
    elif use in ("freeride", "powder"):
        values.update(shape="tapered" if use == "powder" else "directional",
                      flex=max(values["flex"], 6), level="advanced")  # fmt: skip
    elif use == "carving":
        values.update(shape="directional", profile="camber", flex=max(values["flex"], 7))


def _split(values: Values) -> None:
    values.update(inserts="splitboard", flex=max(values["flex"], 5))
    _board(values)


def _binding(values: Values) -> None:
    if values["entry"] != "strap":
        values["weight"] = max(values["weight"], 1850)
    if values["baseplate"] == "carbon":
        values.update(weight=1480, flex=max(values["flex"], 7))


BOARD = {
    "flex": number(2, 9), "waist": number(242, 268),
    "shape": choice("twin", "directional_twin", "directional", weights=(4, 4, 2)),
    "use": choice("all_mountain", "freestyle", "freeride", "powder", "carving",
                  weights=(6, 3, 3, 1, 1)),
    "profile": choice("camber", "hybrid_camber", "hybrid_rocker", "flat", "rocker",
                      weights=(4, 4, 2, 1, 1)),
    "level": LEVEL, "sidecut": number(6.5, 9, 0.1), "effective_edge": number(108, 125),
    "setback": choice(0, 0, 10, 20, 30), "inserts": choice("4x4", "2x4", "channel",
                                                           weights=(2, 6, 2)),
    "base": choice("extruded", "sintered", weights=(3, 5)), "weight": number(2500, 3200, 10, -0.3),
}  # fmt: skip

KINDS: dict[str, Kind] = {
    "planches-snowboard": Kind(
        ("Dérive", "Carre Libre", "Nose", "Banc de Neige", "Pente Douce", "Switch"), (249, 749),
        BOARD, BOARDS, "Planche au flex de {flex} sur 10, patin de {waist} mm.",
        "Snowboard, flex {flex} out of 10, {waist} mm waist.", 5, _board),
    "splitboards": Kind(
        ("Deux Moitiés", "Montée Libre", "Ligne de Crête"), (599, 1290),
        {**BOARD, "use": choice("all_mountain", "freeride", "powder", weights=(3, 5, 2)),
         "waist": number(250, 272), "weight": number(2800, 3600, 10, -0.4),
         "skins_included": chance(0.4)},
        SPLITS, "Splitboard au flex de {flex} sur 10, {weight} g.",
        "Splitboard, flex {flex} out of 10, {weight} g.", 2, _split),
    "fixations-snowboard": Kind(
        ("Sangle", "Talon", "Appui Arrière"), (129, 449),
        {"flex": number(2, 9), "entry": choice("strap", "rear", "step", weights=(7, 2, 2)),
         "weight": number(1500, 2000, 10, -0.3),
         "baseplate": choice("nylon", "glass_nylon", "aluminium", "carbon", weights=(4, 5, 1, 1)),
         "inserts": lambda dice, _tier: dice.choice([["4x4", "2x4"], ["4x4", "2x4", "channel"]]),
         "forward_lean": number(5, 22), "canting": choice(0, 0, 2.5, 3), "level": LEVEL},
        BINDINGS, "Fixation au flex de {flex} sur 10, {weight} g la paire.",
        "Snowboard bindings, flex {flex} out of 10, {weight} g per pair.", 3, _binding),
    "boots-snowboard": Kind(
        ("Bloc Souple", "Cheville", "Marche Blanche", "Serrage"), (119, 429),
        {"flex": number(2, 9), "closure": choice("laces", "quicklace", "boa", "double_boa",
                                                 weights=(3, 3, 3, 4)),
         "weight": number(780, 1050, 10, -0.3), "liner": choice("standard", "thermo",
                                                                weights=(3, 6)),
         "width": choice("narrow", "regular", "wide", weights=(1, 8, 2)), "step_in": chance(0.15),
         "reduced_footprint": chance(0.5), "level": LEVEL},
        BOOTS, "Boots au flex de {flex} sur 10, {weight} g par pied.",
        "Snowboard boots, flex {flex} out of 10, {weight} g per boot.", 3),
    "vestes-snowboard": Kind(
        ("Poudre", "Grand Large", "Coffre"), (139, 490),
        {**JACKET, "cut": choice("regular", "loose", weights=(4, 5))}, CLOTHES,
        "Veste de snowboard, {waterproof} mm de colonne d’eau.",
        "Snowboard jacket, {waterproof} mm water column.", 2),
    "pantalons-snowboard": Kind(
        ("Poudre", "Grand Large", "Ample"), (99, 390),
        {**TROUSERS, "cut": choice("regular", "loose", weights=(4, 5))}, CLOTHES,
        "Pantalon de snowboard, {waterproof} mm de colonne d’eau.",
        "Snowboard trousers, {waterproof} mm water column.", 2),
}  # fmt: skip
