"""Cycling: bikes, what one wears on them, what one fits to them."""

from random import Random

from marketplace.world.products import (
    CLOTHES,
    SHOES,
    UNISEX,
    Figure,
    Kind,
    Values,
    chance,
    choice,
    number,
)

FRAMES = {"unisex": ["XS", "S", "M", "L", "XL"]}
HEADS = {"unisex": ["52-56 cm", "55-59 cm", "58-62 cm"]}
HANDS = {"unisex": ["7", "8", "9", "10", "11"]}
LIGHTER = {"carbon": 0.9, "titanium": 1.0, "aluminium": 1.06, "steel": 1.16}


def several(*keys: str) -> Figure:
    """The first key, and often the others."""

    def roll(dice: Random, tier: float) -> list[str]:
        return [keys[0], *(key for key in keys[1:] if dice.random() < 0.4 + 0.5 * tier)]

    return roll


def _framed(values: Values) -> None:
    """Steel weighs more than carbon; electronic gears and two rings want more sprockets."""
    values["weight"] = round(values["weight"] * LIGHTER[values["frame_material"]], 1)


def _road(values: Values) -> None:
    _framed(values)
    if values["use"] in ("aero", "triathlon"):
        values.update(wheel_material="carbon", stack=values["stack"] - 20)
    if values["brake"] == "rim":
        values["tyre_clearance"] = min(values["tyre_clearance"], 28)
        values["shifting"] = "mechanical"


def _gravel(values: Values) -> None:
    _framed(values)
    if values["wheel"] == "650b":
        values["tyre_clearance"] += 6
    values["weight"] = round(values["weight"] + (0.9 if values["travel"] else 0), 1)


MTB_USES = {  # use: front, rear, head angle, weight
    "xc": (100, 100, 67.5, 11.2), "trail": (140, 130, 65.5, 14.0), "enduro": (170, 160, 64, 15.4),
    "downhill": (200, 200, 63, 16.8), "leisure": (100, 0, 69, 13.6),
}  # fmt: skip


def _mountain(values: Values) -> None:
    front, rear, angle, weight = MTB_USES[values["use"]]
    hardtail = values["use"] == "xc" and values["dropper"] is False
    values.update(travel=front, rear_travel=0 if hardtail else rear, head_angle=angle)
    values["weight"] = round(weight * values["weight"] / 12 * LIGHTER[values["frame_material"]], 1)
    values["rotor"] = 203 if front >= 150 else 180 if front > 100 else 160
    if values["use"] in ("downhill", "enduro"):
        values["wheel"] = "mullet" if values["wheel"] == "275" else values["wheel"]
    if values["use"] == "leisure":
        values.update(dropper=False, frame_material="aluminium")


def _city(values: Values) -> None:
    if values["folding"]:
        values.update(wheel="20", frame_shape="wave", rack=True)
    values["speeds"] = {"single": 1, "hub": min(values["speeds"], 8)}.get(
        values["gearing"], max(values["speeds"], 7)
    )
    if values["gearing"] == "derailleur":
        values["drive"] = "chain"


def _electric(values: Values) -> None:
    use, battery = values["use"], values["battery_wh"]
    values["range"] = round(battery * {"cargo": 0.12, "mtb": 0.13}.get(use, 0.18) / 5) * 5
    values["charge_time"] = round(battery / 130 * 2) / 2
    values["travel"] = {"mtb": 140, "trekking": 60, "city": 50}.get(use, 0)
    if use in ("mtb", "road"):
        values.update(frame_shape="diamond", drive="chain")
    if use == "mtb":
        values.update(motor="mid", torque=max(values["torque"], 80))
    if use == "road":
        values.update(battery_wh=min(battery, 400), weight=round(values["weight"] * 0.64, 1))
        values["range"] = round(values["battery_wh"] * 0.3 / 5) * 5
        values["charge_time"] = round(values["battery_wh"] / 130 * 2) / 2
    if use == "cargo":
        values.update(max_load=220, weight=round(values["weight"] * 1.35, 1), torque=85)


def _helmet(values: Values) -> None:
    use = values["use"]
    if use == "full_face":
        values.update(weight=values["weight"] + 620, visor=True, light=False)
    if use in ("road", "aero"):
        values.update(visor=False, light=False)
    if use in ("aero", "urban"):
        values["vents"] = min(values["vents"], 8)
    values["head_max"] = values["head_min"] + 4


def _shoe(values: Values) -> None:
    use = values["use"]
    if use in ("road", "triathlon"):
        values.update(cleat="three_bolt", stiffness=max(values["stiffness"], 6))
    elif use == "city":
        values.update(cleat="none", sole="rubber", stiffness=min(values["stiffness"], 4))
    else:
        values["cleat"] = "two_bolt"
    if values["stiffness"] >= 11:
        values["sole"] = "carbon"
    elif values["sole"] == "carbon":
        values["sole"] = "nylon_carbon"


PEDALS = {  # system: float, platform, thickness, pins
    "three_bolt": (6, 62, 14, 0), "two_bolt": (5, 46, 16, 0), "mixed": (5, 94, 20, 6),
    "flat": (0, 104, 17, 10),
}  # fmt: skip


def _pedal(values: Values) -> None:
    turn, platform, thickness, pins = PEDALS[values["system"]]
    values.update(float=turn, thickness=thickness, pins=pins)
    values["platform"] += platform
    if values["system"] in ("flat", "mixed"):
        values.update(power_meter=False, weight=values["weight"] + 130)
    values["double_sided"] = values["system"] in ("two_bolt", "flat")
    values["cleats_included"] = values["system"] != "flat"


def _bib(values: Values) -> None:
    values["inseam"] = {"short": 24, "three-quarter": 46, "full": 78}[values["length"]]
    values["temperature"] = {"short": 16, "three-quarter": 10, "full": 2}[values["length"]]
    values["weight"] += {"short": 0, "three-quarter": 50, "full": 120}[values["length"]]


def _jersey(values: Values) -> None:
    values["temperature"] = {"long": 6, "short": 16, "none": 22}[values["sleeve"]]
    if values["sleeve"] == "long":
        values["weight"] += 90


def _light(values: Values) -> None:
    if values["position"] == "rear":
        values.update(lumens=max(round(values["lumens"] / 120) * 10, 20), lux=5, stvzo=True)
        values["weight"] = max(round(values["weight"] / 3), 22)
    else:
        values["lux"] = max(round(values["lumens"] / 10 / 5) * 5, 15)
        values["brake_light"] = False


TYRES = {  # use: width range start, knobs, tpi, pressure, weight a mm
    "road": (25, 0, 120, 7.5, 9.2), "gravel": (38, 1.5, 120, 4, 11), "mtb": (55, 4, 60, 2.8, 15.5),
    "city": (35, 0.5, 67, 5, 15), "trainer": (25, 0, 60, 8, 12),
}  # fmt: skip


def _tyre(values: Values) -> None:
    base, knobs, tpi, pressure, mass = TYRES[values["use"]]
    values["width"] = base + round(values["width"] * base / 60)
    values.update(tread_depth=knobs, tpi=tpi, pressure=pressure)
    values["weight"] = round(values["width"] * mass / 5) * 5
    if values["use"] != "road" and values["tubeless"] == "tubular":
        values["tubeless"] = "tubeless_ready"
    if values["use"] in ("road", "trainer"):
        values["bead_seat"] = "622"


TRAINERS = {  # transmission: power, slope, accuracy, noise, flywheel, weight
    "direct": (2000, 18, 1.5, 56, 6.5, 18), "wheel_on": (1000, 7, 4, 68, 2, 10),
    "rollers": (800, 5, 5, 66, 1, 8),
}  # fmt: skip


def _trainer(values: Values) -> None:
    power, slope, accuracy, noise, wheel, weight = TRAINERS[values["transmission"]]
    values.update(slope=slope, accuracy=accuracy, flywheel=wheel, weight=weight)
    values["max_power"] = round(power * (0.8 + values["max_power"] / 5000) / 50) * 50
    values["noise"] = noise + values["noise"]
    values["cassette_included"] = values["transmission"] == "direct" and values["cassette_included"]


LOCKS = {  # kind: thickness, length, weight
    "u": (13, 23, 1250), "chain": (9, 95, 2200), "folding": (5, 85, 900), "cable": (12, 120, 420),
}  # fmt: skip


def _lock(values: Values) -> None:
    thick, length, weight = LOCKS[values["kind"]]
    level = values["security"]
    values.update(diameter=round(thick * (0.75 + level / 18)), length_cm=length)
    values["weight"] = round(weight * (0.6 + level / 12) / 10) * 10
    if values["kind"] == "cable":
        values["security"] = min(level, 3)
    values["insurance"] = values["security"] >= 7


def _computer(values: Values) -> None:
    if values["navigation"] == "none":
        values.update(screen=min(values["screen"], 50), touch=False, colour_screen=False)
        values["weight"] = min(values["weight"], 55)
    if not values["colour_screen"]:
        values["touch"] = False


FRAME = choice("carbon", "aluminium", "steel", "titanium", weights=(5, 5, 2, 1))

KINDS: dict[str, Kind] = {
    "velos-route": Kind(
        ("Galibier", "Peloton", "Échappée", "Col", "Rouleur", "Bordure", "Danseuse",
        "Grand Plateau"),
        (1190, 7900),
        {"weight": number(7.0, 9.6, 0.1, -1.0), "frame_material": FRAME,
         "shifting": choice("mechanical", "electronic", weights=(3, 4)),
         "brake": choice("disc_hydraulic", "disc_mechanical", "rim", weights=(8, 1, 1)),
         "use": choice("endurance", "race", "climbing", "aero", "triathlon", weights=(5, 3, 2, 2,
         1)),
         "chainrings": choice(2, 2, 2, 1), "speeds": number(10, 12, 1, 0.6),
         "tyre_clearance": number(28, 38), "stack": number(540, 590), "reach": number(376, 396),
         "head_angle": number(71.5, 73.5, 0.1), "wheel_material": choice("aluminium", "carbon"),
         "power_meter": chance(0.2), "max_load": number(110, 130, 5)},
        FRAMES, "Vélo de route de {weight} kg en taille M, pneus jusqu’à {tyre_clearance} mm.",
        "Road bike, {weight} kg in size M, tyres up to {tyre_clearance} mm.", 5,
        _road),
    "velos-gravel": Kind(
        ("Chemin Blanc", "Causse", "Traverse", "Larzac", "Grand Détour", "Vicinale"), (1290, 5900),
        {"tyre_clearance": number(42, 52), "weight": number(8.4, 11, 0.1, -1.0),
         "frame_material": FRAME, "chainrings": choice(1, 1, 2), "speeds": number(10, 13, 1, 0.4),
         "shifting": choice("mechanical", "electronic", weights=(5, 2)),
         "brake": choice("disc_hydraulic", "disc_mechanical", weights=(5, 1)),
         "wheel": choice("700c", "650b", weights=(5, 1)), "travel": choice(0, 0, 0, 0, 40),
         "mounts": number(6, 24), "stack": number(560, 615), "reach": number(378, 402),
         "head_angle": number(69.5, 72, 0.1), "max_load": number(115, 140, 5)},
        FRAMES, "Gravel de {weight} kg qui accepte des pneus de {tyre_clearance} mm.",
        "Gravel bike of {weight} kg that takes {tyre_clearance} mm tyres.", 4, _gravel),
    "vtt": Kind(
        ("Racine", "Pierrier", "Single", "Épingle", "Goulet", "Cabri", "Ravine"), (790, 7200),
        {"travel": number(100, 170, 10), "rear_travel": number(0, 160, 10),
         "weight": number(11, 13, 0.1, -0.8),
         "wheel": choice("29", "275", "mullet", weights=(7, 2, 2)),
         "frame_material": choice("carbon", "aluminium"),
         "use": choice("xc", "trail", "enduro", "downhill", "leisure", weights=(4, 5, 3, 1, 3)),
         "head_angle": number(63, 69, 0.5), "speeds": number(10, 12, 1, 0.5),
         "chainrings": choice(1), "rotor": choice(180), "dropper": chance(0.6),
         "reach": number(430, 480), "stack": number(600, 640), "max_load": number(115, 140, 5)},
        FRAMES, "VTT de {weight} kg, {travel} mm à l’avant et {rear_travel} mm à l’arrière.",
        "Mountain bike of {weight} kg, {travel} mm front, {rear_travel} mm rear travel.", 4,
        _mountain),
    "velos-ville": Kind(
        ("Faubourg", "Quai", "Boulevard", "Passage", "Octroi", "Canal"), (390, 1590),
        {"weight": number(11.5, 18, 0.1, -0.6),
         "gearing": choice("derailleur", "hub", "single", weights=(5, 3, 1)),
         "frame_shape": choice("diamond", "trapeze", "wave"), "speeds": number(3, 24),
         "drive": choice("chain", "belt", weights=(4, 1)),
         "brake": choice("disc_hydraulic", "rim", "roller", weights=(4, 3, 1)),
         "wheel": choice("28", "26", weights=(5, 1)), "mudguards": chance(0.9),
         "rack": chance(0.75),
         "lights": chance(0.8), "folding": chance(0.1),
         "frame_material": choice("aluminium", "steel", weights=(3, 1)),
         "max_load": number(110, 150, 5)},
        {"unisex": ["S", "M", "L"]}, "Vélo de ville de {weight} kg.",
        "City bike of {weight} kg.", 3, _city),
    "vae": Kind(
        ("Ampère", "Second Souffle", "Coup de Pouce", "Galvani", "Volta", "Dynamo"), (1490, 6900),
        {"battery_wh": number(360, 800, 20, 0.6), "torque": number(40, 90, 5, 0.6),
         "weight": number(19, 27, 0.1), "use": choice(
             "city", "trekking", "mtb", "road", "cargo", weights=(5, 4, 3, 1, 1)),
         "motor": choice("mid", "rear", "front", weights=(7, 3, 1)), "range": number(50, 120, 5),
         "charge_time": number(3, 6, 0.5), "removable_battery": chance(0.75),
         "frame_shape": choice("diamond", "trapeze", "wave"), "travel": choice(0),
         "speeds": number(7, 12), "drive": choice("chain", "belt", weights=(4, 1)),
         "brake": choice("disc_hydraulic"), "max_load": number(120, 160, 5)},
        {"unisex": ["S", "M", "L", "XL"]},
        "Vélo à assistance électrique, batterie de {battery_wh} Wh et couple de {torque} Nm.",
        "Electrically assisted bike, {battery_wh} Wh battery, {torque} Nm of torque.", 4,
        _electric),
    "casques-velo": Kind(
        ("Coquille", "Ronce", "Bulle", "Carapace", "Mistral"), (39, 290),
        {"weight": number(210, 360, 5, -0.5), "rotational_system": chance(0.5),
         "use": choice("road", "mtb", "urban", "aero", "full_face", weights=(5, 4, 3, 1, 1)),
         "vents": number(10, 24), "visor": chance(0.6), "light": chance(0.2),
         "head_min": number(52, 56), "head_max": number(58, 62),
         "standard": choice("en1078", "nta8776", weights=(6, 1)),
         "closure": choice("clip", "magnetic", weights=(4, 1))},
        HEADS, "Casque de {weight} g en taille M, {vents} aérations.",
        "Cycling helmet, {weight} g in size M, number of vents: {vents}.", 4, _helmet),
    "chaussures-velo": Kind(
        ("Cale", "Appui", "Pédalée", "Cadence", "Traction"), (69, 390),
        {"stiffness": number(2, 14, 1, 0.9), "cleat": choice("three_bolt", "two_bolt"),
         "weight": number(230, 420, 5, -0.6),
         "closure": choice("dial", "two_dials", "laces", "straps", weights=(4, 3, 2, 2)),
         "sole": choice("carbon", "nylon_carbon", "nylon", weights=(3, 3, 3)),
         "use": choice("road", "gravel", "mtb", "city", "triathlon", weights=(5, 2, 4, 1, 1)),
         "waterproof_bool": chance(0.1), "heat_moulding": chance(0.2), "wide": chance(0.2)},
        SHOES, "Chaussure à semelle d’indice de rigidité {stiffness}.",
        "Cycling shoe, sole stiffness index {stiffness}.", 4, _shoe),
    "pedales": Kind(
        ("Enclenche", "Cliquet", "Plateau", "Étrier"), (29, 290),
        {"system": choice("three_bolt", "two_bolt", "mixed", "flat", weights=(4, 4, 1, 3)),
         "weight": number(220, 340, 5, -0.6), "float": choice(6),
         "axle": choice("steel", "titanium", weights=(6, 1)),
         "body": choice("carbon", "aluminium", "nylon", weights=(2, 4, 3)),
         "platform": number(-4, 6), "thickness": choice(16), "pins": choice(0),
         "double_sided": chance(0.5), "power_meter": chance(0.08), "cleats_included": chance(0.8)},
        UNISEX, "Paire de pédales de {weight} g.", "Pair of pedals, {weight} g.", 2, _pedal),
    "cuissards": Kind(
        ("Selle", "Longue Distance", "Peau", "Endurance", "Brevet"), (45, 240),
        {"pad_hours": number(2, 8, 1, 0.8), "bib": chance(0.7),
         "length": choice("short", "three-quarter", "full", weights=(6, 1, 2)),
         "temperature": choice(16), "weight": number(150, 230, 5, -0.4),
         "pad_thickness": number(6, 16), "inseam": choice(24), "cargo": chance(0.2),
         "reflective": chance(0.5), "fit": choice("race", "regular")},
        CLOTHES, "Cuissard dont la peau est prévue pour {pad_hours} h de selle.",
        "Bib shorts with a pad meant for {pad_hours} h in the saddle.", 4, _bib),
    "maillots-velo": Kind(
        ("Critérium", "Échappée", "Étape", "Musette", "Kermesse"), (39, 180),
        {"weight": number(95, 190, 5, -0.6),
         "sleeve": choice("short", "long", "none", weights=(6, 3, 1)),
         "fit": choice("aero", "race", "regular", weights=(1, 3, 3)), "temperature": choice(16),
         "pockets": choice(3, 3, 3, 4), "zip": choice("full", "half", weights=(6, 1)),
         "material": choice("polyester", "recycled", "merino", weights=(4, 3, 1)),
         "upf": choice(0, 20, 30, 50), "reflective": chance(0.5)},
        CLOTHES, "Maillot de {weight} g en taille M, {pockets} poches au dos.",
        "Cycling jersey, {weight} g in size M, number of back pockets: {pockets}.", 4, _jersey),
    "vestes-velo": Kind(
        ("Brume", "Descente", "Giboulée", "Abri"), (59, 290),
        {"weight": number(80, 340, 5, -0.3), "waterproof": number(0, 20000, 1000, 0.6),
         "temperature": number(-4, 14), "breathability": number(5000, 30000, 1000, 0.5),
         "hood": chance(0.15), "packed": number(0.3, 1.5, 0.1), "reflective": chance(0.7),
         "removable_sleeves": chance(0.15)},
        CLOTHES, "Veste de {weight} g en taille M, portée dès {temperature} °C.",
        "Cycling jacket, {weight} g in size M, for {temperature} °C and above.", 3),
    "gants-velo": Kind(
        ("Guidoline", "Prise", "Cocotte"), (15, 95),
        {"fingers": choice("short", "long"),
         "padding": choice("none", "light", "gel", "foam", weights=(1, 4, 4, 2)),
         "temperature": number(-6, 20), "weight": number(35, 120, 5), "touch": chance(0.6),
         "waterproof_bool": chance(0.2), "knuckle_guard": chance(0.15)},
        HANDS, "Gants à porter dès {temperature} °C.",
        "Cycling gloves for {temperature} °C and above.", 2),
    "eclairage-velo": Kind(
        ("Lanterne", "Vigie", "Luciole", "Balise"), (19, 230),
        {"lumens": number(100, 1800, 50, 0.8), "battery": number(1.5, 10, 0.5),
         "position": choice("front", "rear", "set", weights=(4, 3, 2)), "lux": number(30, 100, 5),
         "weight": number(80, 260, 5), "power": choice("usb", "cells", "dynamo", weights=(8, 1, 1)),
         "ip": number(4, 7), "modes": number(2, 8), "stvzo": chance(0.4),
         "brake_light": chance(0.3)},
        UNISEX, "Éclairage de {lumens} lm, {battery} h à pleine puissance.",
        "{lumens} lm light, {battery} h at full power.", 3, _light),
    "pneus-velo": Kind(
        ("Adhérence", "Rendement", "Asphalte", "Caillou", "Roule-Toujours"), (19, 85),
        {"width": number(0, 12), "weight": choice(300),
         "tubeless": choice("tubetype", "tubeless_ready", "tubular", weights=(4, 6, 1)),
         "bead_seat": choice("622", "584", "559", weights=(7, 2, 1)),
         "use": choice("road", "gravel", "mtb", "city", "trainer", weights=(5, 4, 4, 3, 1)),
         "tread_depth": choice(0), "tpi": choice(120), "pressure": choice(6),
         "folding": chance(0.8), "puncture": chance(0.6), "rolling": number(10, 30, 0.5, -0.5),
         "reflective": chance(0.15)},
        UNISEX, "Pneu de {width} mm, {weight} g.", "{width} mm tyre, {weight} g.", 3, _tyre),
    "home-trainers": Kind(
        ("Grenier", "Hivernage", "Sur Place", "Salle des Pas Perdus"), (149, 1290),
        {"transmission": choice("direct", "wheel_on", "rollers", weights=(5, 2, 1)),
         "max_power": number(0, 2000, 50, 0.6), "slope": choice(15), "accuracy": choice(2),
         "noise": number(-4, 4), "flywheel": choice(6), "weight": choice(15),
         "connections": several("bluetooth", "ant", "wifi"), "foldable": chance(0.7),
         "cassette_included": chance(0.4), "max_load": number(110, 140, 5)},
        UNISEX, "Home-trainer jusqu’à {max_power} W, pente simulée de {slope} %.",
        "Indoor trainer up to {max_power} W, simulated gradient of {slope}%.", 2, _trainer),
    "antivols": Kind(
        ("Verrou", "Herse", "Forteresse", "Cadenas"), (19, 190),
        {"kind": choice("u", "chain", "folding", "cable", weights=(5, 3, 3, 2)),
         "diameter": choice(12), "weight": choice(1200), "length_cm": choice(23),
         "security": number(3, 10, 1, 0.8),
         "key_type": choice("key", "code", "connected", weights=(7, 2, 1)), "bracket": chance(0.7),
         "insurance": chance(0.5)},
        UNISEX, "Antivol de {weight} g, longueur utile de {length_cm} cm.",
        "Bike lock of {weight} g, {length_cm} cm usable length.", 2, _lock),
    "compteurs-velo": Kind(
        ("Borne", "Cartouche", "Kilomètre", "Trace"), (29, 590),
        {"screen": number(40, 90, 1, 0.7), "battery": number(12, 60, 1, 0.2),
         "navigation": choice("none", "track", "maps", weights=(2, 2, 4)),
         "weight": number(45, 130, 1, 0.3), "colour_screen": chance(0.7), "touch": chance(0.5),
         "solar": chance(0.1), "ip": choice(6, 7, 7),
         "connections": several("bluetooth", "ant", "wifi")},
        UNISEX, "Compteur à écran de {screen} mm, {battery} h de GPS.",
        "Bike computer with a {screen} mm screen, {battery} h of GPS.", 2, _computer),
}  # fmt: skip
