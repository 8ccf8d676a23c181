"""Padel."""

from marketplace.world.products import SHOES, UNISEX, Kind, Values, chance, choice, number

SHAPES = {  # game: shape, balance, balance point
    "control": ("round", "low", 252), "allround": ("teardrop", "medium", 261),
    "power": ("diamond", "high", 269),
}  # fmt: skip


def _racket(values: Values) -> None:
    shape, level, point = SHAPES[values["game"]]
    values.update(shape=shape, balance_level=level, balance=point + values["balance"])
    if values["game"] == "allround" and values["holes"] % 3 == 0:
        values["shape"] = "hybrid"
    if values["level"] == "beginner":
        values.update(face="fibreglass", core="soft", game="control", shape="round",
                      balance_level="low")  # fmt: skip


def _ball(values: Values) -> None:
    if not values["pressurised"]:
        values.update(stage="training", approved=False, pressure=0.3)


def _bag(values: Values) -> None:
    values["volume"] = 18 + values["rackets"] * 7
    values["weight"] = 450 + values["rackets"] * 170
    values["carrying"] = "back" if values["rackets"] <= 2 else values["carrying"]


KINDS: dict[str, Kind] = {
    "raquettes-padel": Kind(
        ("Vitre", "Chiquita", "Bandeja", "Víbora", "Volée", "Grillage"), (49, 350),
        {"shape": choice("teardrop"), "weight": number(350, 375, 1, 0.3),
         "balance_level": choice("medium"),
         "face": choice("fibreglass", "carbon3k", "carbon12k", "carbon18k", "hybrid",
                        weights=(4, 3, 2, 1, 2)),
         "core": choice("soft", "medium", "hard", "foam", weights=(4, 3, 2, 1)),
         "beam": choice(38, 38, 38, 36), "balance": number(-5, 5), "holes": number(48, 76),
         "surface": choice("smooth", "sand", "relief"),
         "level": choice("beginner", "intermediate", "advanced", "expert", weights=(3, 4, 3, 1)),
         "game": choice("control", "allround", "power")},
        UNISEX, "Raquette de padel de {weight} g, équilibre à {balance} mm.",
        "Padel racket of {weight} g, balance point at {balance} mm.", 6, _racket),
    "balles-padel": Kind(
        ("Rebond", "Vitre", "Punto"), (4, 9),
        {"count": choice(3, 3, 3, 4), "stage": choice("standard", "training", weights=(4, 1)),
         "pressurised": chance(0.9), "diameter": number(63.5, 67.5, 0.5),
         "weight": number(56, 59, 0.5), "pressure": number(0.7, 0.8, 0.05),
         "approved": chance(0.6)},
        UNISEX, "Tube de {count} balles de padel.", "Tube of {count} padel balls.", 2, _ball),
    "chaussures-padel": Kind(
        ("Gazon", "Latéral", "Piste", "Fond de Cage"), (59, 170),
        {"tread": choice("herringbone", "omni", "hybrid", weights=(4, 3, 2)),
         "weight": number(290, 390, 5, -0.3), "heel_stack": number(24, 32), "drop": number(6, 11),
         "support": choice("light", "medium", "firm"),
         "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
         "toe_guard": chance(0.7)},
        SHOES, "Chaussure de padel de {weight} g en taille 42.",
        "Padel shoe, {weight} g in size 42.", 4),
    "sacs-padel": Kind(
        ("Vestiaire", "Cage", "Tournée"), (29, 130),
        {"rackets": choice(1, 2, 2, 3, 4), "volume": choice(30), "weight": choice(900),
         "shoe_compartment": chance(0.7), "insulated": chance(0.5),
         "carrying": choice("shoulder", "both")},
        UNISEX, "Sac de padel de {volume} L.", "{volume} L padel bag.", 2, _bag),
    "surgrips-padel": Kind(
        ("Prise", "Sec", "Sueur"), (4, 25),
        {"thickness": number(0.5, 0.8, 0.05), "count": choice(1, 3, 12, 30),
         "feel": choice("tacky", "dry", "soft"), "length_cm": number(95, 115, 5),
         "width": number(23, 29), "perforated": chance(0.4)},
        UNISEX, "Surgrip de {thickness} mm.", "{thickness} mm overgrip.", 1),
}  # fmt: skip
