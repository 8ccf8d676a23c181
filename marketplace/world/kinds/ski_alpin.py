"""What alpine skis, boots, bindings and rescue tools are like."""

from marketplace.world.products import CLOTHES, UNISEX, Kind, Values, chance, choice, number

GLOVES = {"men": ["8", "8,5", "9", "9,5", "10", "11"], "women": ["6", "6,5", "7", "7,5", "8"]}
MONDO = {
    "men": ["25,5", "26,5", "27,5", "28,5", "29,5", "30,5"],
    "women": ["22,5", "23,5", "24,5", "25,5", "26,5"],
}
HELMETS = {"unisex": ["51-55 cm", "55-59 cm", "59-63 cm"]}
POLES = {"unisex": ["105 cm", "110 cm", "115 cm", "120 cm", "125 cm", "130 cm"]}
LENGTHS = {"unisex": ["156 cm", "163 cm", "170 cm", "177 cm", "184 cm"]}
LEVEL = choice("beginner", "intermediate", "advanced", "expert", weights=(2, 5, 4, 2))
SIDEWALL = choice("sandwich", "cap", "half_cap", weights=(5, 1, 2))
REINFORCEMENT = choice("glass", "titanal", "carbon", "titanal_carbon", "basalt",
                       weights=(4, 4, 2, 1, 1))  # fmt: skip
SHELL_LAYERS = choice("2", "2.5", "3", weights=(5, 1, 3))


def _cotes(values: Values, *, tip: int, tail: int) -> None:
    """Tip and tail follow the waist; a tighter radius flares them more."""
    flare = round((16 - values["radius"]) * 1.2)
    values["tip"] = min(values["waist"] + max(tip + flare, 16), 172)
    values["tail"] = min(values["waist"] + max(tail + flare // 2, 10), 160)


def _piste(values: Values) -> None:
    if values["use"] == "slalom":
        values.update(waist=min(values["waist"], 68), radius=12.5, reference_length=165)
    if values["use"] == "giant":
        values.update(waist=min(values["waist"], 68), radius=20, reference_length=182)
    if values["use"] in ("slalom", "giant"):
        values.update(reinforcement="titanal", level="expert", bindings_included=True)
    _cotes(values, tip=50, tail=32)
    if not values["bindings_included"]:
        del values["din_max"]


def _wide(values: Values) -> None:
    _cotes(values, tip=38, tail=24)
    if values["reinforcement"] in ("titanal", "titanal_carbon"):
        values["weight"] += 150


def _tour(values: Values) -> None:
    if values["use"] == "race":
        values.update(waist=65, weight=740, reinforcement="carbon", core="light_wood", radius=20)
    elif values["use"] == "freerando":
        values.update(waist=max(values["waist"], 96), weight=max(values["weight"], 1450))
    _cotes(values, tip=36, tail=22)


def _boot(values: Values) -> None:
    values["pin_inserts"] = values["walk_mode"] and values["pin_inserts"]
    values["cuff_range"] = 45 if values["walk_mode"] else 0
    if values["sole"] == "touring" and not values["walk_mode"]:
        values["sole"] = "gripwalk"
    values["volume_fit"] = (
        "low" if values["last"] <= 98 else "medium" if values["last"] <= 101 else "high"
    )


def _tour_boot(values: Values) -> None:
    """The lighter, the fewer buckles and the wider its cuff swings."""
    light = values["weight"] < 1150
    values["buckles"] = 2 if light else 3
    values["cuff_range"] = 72 if light else 58
    values["crampon_compatible"] = True
    if light:
        values |= {"flex": min(values["flex"], 100), "shell": "polyamide", "sole": "touring"}


def _binding(values: Values) -> None:
    values["din_min"] = {10: 3, 11: 3.5, 12: 4, 13: 4, 14: 5, 15: 6, 16: 6, 18: 8}.get(
        values["din_max"], 3
    )
    values["weight"] = 720 + 26 * values["din_max"]
    values["skier_min"], values["skier_max"] = (
        12 + 4 * values["din_min"],
        70 + values["din_max"] * 3,
    )


def _tour_binding(values: Values) -> None:
    values["din_min"] = 4 if values["din_max"] <= 11 else 5
    if values["kind"] != "pin":
        values.update(weight=780 if values["kind"] == "hybrid" else 1150, brakes=True)
    if values["brakes"]:
        values["weight"] = max(values["weight"], 340)
    else:
        del values["brake_width"]


def _goggles(values: Values) -> None:
    light = {"s1": 55, "s2": 27, "s3": 13, "s1_s3": 25}
    values["vlt"] = light[values["category"]]
    values["photochromic"] = values["category"] == "s1_s3"
    values["spare_lenses"] = 0 if values["photochromic"] else values["spare_lenses"]


def _head(values: Values) -> None:
    values.update(head_min=51, head_max=63)
    if values["visor"]:
        values["weight"] += 130


def _glove(values: Values) -> None:
    if values["heated"]:
        values.update(temperature=-30, weight=max(values["weight"], 420))
    if values["style"] == "mitten":
        values["temperature"] = min(values["temperature"], -10)
        values["touch"] = False


def _rescue(values: Values) -> None:
    if values["kind"] == "probe":
        values.update(length=260, packed=44, weight=290)
        del values["blade_volume"], values["hoe_mode"]
    elif values["kind"] == "set":
        values.update(length=240, packed=45, weight=960)


def _airbag(values: Values) -> None:
    values["deployments"] = {"cartridge": 1, "electric": 4}.get(values["trigger"], 1)
    values["refillable"] = values["trigger"] == "cartridge"
    if values["trigger"] == "none":
        values["weight"] = 1400
        del values["airbag_volume"], values["deployments"]


JACKET = {
    "waterproof": number(10000, 28000, 1000, 0.6),
    "insulation": choice("none", "light", "synthetic", "down", weights=(4, 2, 4, 1)),
    "breathability": number(10000, 30000, 1000, 0.6), "weight": number(560, 1250, 10, -0.3),
    "layers": SHELL_LAYERS, "hood": chance(0.9), "snow_skirt": chance(0.8),
    "seams": choice("none", "critical", "full", weights=(1, 4, 5)),
    "cut": choice("fitted", "regular", "loose", weights=(2, 5, 2)), "recco": chance(0.4),
    "pfas_free": chance(0.7),
}  # fmt: skip
TROUSERS = {
    "waterproof": number(10000, 28000, 1000, 0.6),
    "insulation": choice("none", "light", "synthetic", weights=(4, 3, 3)),
    "breathability": number(10000, 30000, 1000, 0.6), "weight": number(420, 900, 10, -0.3),
    "layers": SHELL_LAYERS, "vents": chance(0.7), "bib": chance(0.25),
    "seams": choice("none", "critical", "full", weights=(1, 4, 5)),
    "cut": choice("fitted", "regular", "loose", weights=(2, 5, 2)), "pfas_free": chance(0.7),
}  # fmt: skip

KINDS: dict[str, Kind] = {
    "skis-piste": Kind(
        ("Grand Virage", "Cadre", "Chrono", "Damée", "Tranchant", "Première Trace"), (299, 1090),
        {"waist": number(66, 80, 1, -0.4), "radius": number(12, 18, 0.5), "level": LEVEL,
         "weight": number(1600, 2300, 10, 0.2),
         "use": choice("piste", "sport", "slalom", "giant", weights=(5, 4, 2, 2)),
         "bindings_included": chance(0.7), "din_max": choice(10, 11, 12, 14),
         "profile": choice("camber", "rocker_camber", weights=(4, 5)),
         "core": choice("wood", "wood_foam", "foam", weights=(6, 2, 1)),
         "reinforcement": REINFORCEMENT, "sidewall": SIDEWALL,
         "reference_length": choice(163, 170, 177)},
        LENGTHS, "Ski de piste au patin de {waist} mm, rayon de {radius} m.",
        "Piste ski, {waist} mm waist, {radius} m radius.", 4, _piste),
    "skis-all-mountain": Kind(
        ("Versant", "Toute Pente", "Combe", "Traverse", "Deux Faces"), (349, 890),
        {"waist": number(80, 98), "radius": number(14, 19, 0.5), "level": LEVEL,
         "weight": number(1500, 2050, 10), "share": choice("80_20", "70_30", "50_50", "30_70"),
         "bindings_included": chance(0.4),
         "profile": choice("rocker_camber", "rocker_camber_rocker", weights=(5, 4)),
         "core": choice("wood", "light_wood", "wood_foam", weights=(6, 3, 1)),
         "reinforcement": REINFORCEMENT, "sidewall": SIDEWALL,
         "reference_length": choice(170, 177, 184)},
        LENGTHS, "Ski polyvalent au patin de {waist} mm, {weight} g par ski.",
        "All-mountain ski, {waist} mm waist, {weight} g per ski.", 4, _wide),
    "skis-freeride": Kind(
        ("Grosse Neige", "Pillow", "Face Nord", "Couloir", "Sans Trace"), (449, 990),
        {"waist": number(98, 122), "radius": number(16, 25, 0.5),
         "weight": number(1600, 2250, 10, -0.2), "level": choice("advanced", "expert"),
         "twin_tip": chance(0.35), "bindings_included": chance(0.1),
         "profile": choice("rocker_camber_rocker", "full_rocker", weights=(6, 2)),
         "core": choice("wood", "light_wood", weights=(3, 4)), "reinforcement": REINFORCEMENT,
         "sidewall": SIDEWALL, "reference_length": choice(177, 184)},
        {"unisex": ["170 cm", "177 cm", "184 cm", "191 cm"]},
        "Ski de poudreuse au patin de {waist} mm, rayon de {radius} m.",
        "Powder ski, {waist} mm waist, {radius} m radius.", 3, _wide),
    "skis-randonnee": Kind(
        ("Peau d’Ours", "Aube", "Arête Blanche", "Col du Matin", "Dénivelé"), (399, 1190),
        {"waist": number(78, 100), "weight": number(950, 1480, 10, -0.6),
         "radius": number(16, 23, 0.5),
         "use": choice("race", "fast", "classic", "freerando", weights=(1, 3, 5, 3)),
         "skins_included": chance(0.3), "bindings_included": chance(0.2),
         "profile": choice("camber", "rocker_camber", "rocker_camber_rocker", weights=(1, 6, 2)),
         "core": choice("wood", "light_wood", "honeycomb", weights=(2, 6, 1)),
         "reinforcement": choice("glass", "carbon", "basalt", weights=(3, 4, 1)),
         "sidewall": choice("sandwich", "cap", "half_cap", weights=(3, 3, 3)),
         "reference_length": choice(163, 170, 177)},
        LENGTHS, "Ski de randonnée de {weight} g, patin de {waist} mm.",
        "Touring ski of {weight} g, {waist} mm waist.", 4, _tour),
    "peaux-de-phoque": Kind(
        ("Adhère", "Montée", "Poil Court", "Glisse"), (89, 219),
        {"fibre": choice("mohair", "mix", "nylon", weights=(3, 5, 2)),
         "width": choice(90, 100, 110, 120, 130), "weight": number(280, 560, 10, -0.4),
         "glue": choice("hotmelt", "hybrid", "silicone", weights=(5, 3, 1)),
         "precut": chance(0.4), "glide_angle": number(22, 32)},
        {"unisex": ["160 cm", "170 cm", "180 cm", "190 cm"]},
        "Peaux de {width} mm de large, {weight} g la paire.",
        "Climbing skins, {width} mm wide, {weight} g per pair.", 2),
    "chaussures-ski": Kind(
        ("Appui Carre", "Tibia", "Coque Pleine", "Virage", "Réglage Fin"), (199, 749),
        {"flex": number(70, 140, 10, 0.8), "last": number(96, 104, 1, -0.3),
         "sole": choice("alpine", "gripwalk", "touring", weights=(3, 7, 1)), "level": LEVEL,
         "weight": number(1700, 2300, 10, -0.2), "buckles": choice(4, 4, 4, 3),
         "walk_mode": chance(0.3), "cuff_range": number(0, 0),
         "liner": choice("standard", "thermo", "custom", weights=(4, 6, 1)),
         "shell": choice("polyurethane", "polyolefin", "polyamide", weights=(6, 3, 1)),
         "pin_inserts": chance(0.6), "sole_length": number(295, 318)},
        MONDO, "Chaussure de ski au flex de {flex}, largeur de {last} mm.",
        "Ski boot, flex {flex}, {last} mm last.", 5, _boot),
    "chaussures-ski-randonnee": Kind(
        ("Pas Léger", "Carre Nord", "Crête Vive", "Longue Montée"), (349, 899),
        {"weight": number(980, 1560, 10, -0.6), "flex": number(80, 130, 10),
         "cuff_range": number(55, 75), "last": number(99, 103), "buckles": choice(2, 3, 4),
         "liner": choice("standard", "thermo", weights=(2, 6)),
         "shell": choice("polyamide", "polyolefin", "carbon", weights=(6, 3, 1)),
         "sole": choice("touring", "gripwalk", weights=(6, 2)), "forward_lean": number(11, 16),
         "crampon_compatible": chance(1), "sole_length": number(288, 308)},
        MONDO, "Chaussure de randonnée de {weight} g, débattement de {cuff_range}°.",
        "Touring boot of {weight} g, {cuff_range}° cuff range.", 3,
        _tour_boot),
    "fixations-ski": Kind(
        ("Verrou", "Déclic", "Talonnière", "Ressort"), (149, 399),
        {"din_max": choice(10, 11, 12, 13, 14, 16, 18), "brake_width": choice(85, 95, 105, 115),
         "stand_height": number(17, 30),
         "soles": lambda dice, _tier: dice.choice(
             [["alpine"], ["alpine", "gripwalk"], ["alpine", "gripwalk", "touring"]])},
        UNISEX, "Fixation réglable jusqu’à {din_max}, freins de {brake_width} mm.",
        "Ski binding, release value up to {din_max}, {brake_width} mm brakes.", 2, _binding),
    "fixations-ski-randonnee": Kind(
        ("Pince", "Deux Pins", "Insert", "Cale Haute"), (249, 649),
        {"weight": number(180, 480, 5, -0.5), "din_max": choice(8, 9, 10, 12, 13),
         "brakes": chance(0.6), "brake_width": choice(82, 91, 97, 107), "risers": choice(1, 2, 2),
         "adjustment": choice(0, 25, 30, 50), "kind": choice("pin", "hybrid", "frame",
                                                             weights=(8, 2, 1))},
        UNISEX, "Fixation de randonnée de {weight} g, réglable jusqu’à {din_max}.",
        "Touring binding of {weight} g, release value up to {din_max}.", 2,
        _tour_binding),
    "batons-ski": Kind(
        ("Planté", "Cadence", "Rythme Blanc"), (25, 139),
        {"weight": number(330, 520, 5, -0.5),
         "shaft": choice("aluminium", "carbon", "carbon_aluminium", weights=(6, 3, 1)),
         "diameter": choice(10, 12, 14, 16, 18), "adjustable": chance(0.3),
         "basket": choice(45, 55, 65, 85, 95),
         "strap": choice("standard", "release", "trigger", weights=(6, 2, 2)),
         "grip": choice("rubber", "plastic", "foam", "cork", weights=(5, 3, 2, 1))},
        POLES, "Paire de bâtons de {weight} g, tube de {diameter} mm.",
        "Pair of ski poles of {weight} g, {diameter} mm shaft.", 2),
    "masques-ski": Kind(
        ("Jour Blanc", "Grand Beau", "Éclaircie", "Embellie", "Contre-jour"), (39, 249),
        {"category": choice("s1", "s2", "s3", "s1_s3", weights=(2, 5, 4, 3)),
         "vlt": number(10, 60), "lens": choice("cylindrical", "spherical", "toric",
                                               weights=(5, 5, 2)),
         "photochromic": chance(0.2), "mirrored": chance(0.5), "polarised": chance(0.15),
         "otg": chance(0.4), "spare_lenses": choice(0, 0, 1),
         "change": choice("none", "clip", "magnetic", weights=(4, 2, 4)),
         "frame_size": choice("small", "medium", "large", weights=(2, 5, 3)),
         "anti_fog": chance(0.95)},
        UNISEX, "Masque de ski, {vlt} % de lumière transmise.",
        "Ski goggles, {vlt}% visible light transmission.", 3, _goggles),
    "casques-ski": Kind(
        ("Abri", "Carapace", "Sérac", "Dôme", "Plein Ciel"), (59, 299),
        {"weight": number(360, 560, 10, -0.4), "vents": number(6, 20),
         "rotational_system": chance(0.5), "helmet_class": choice("a", "b", weights=(1, 8)),
         "shell": choice("in_mold", "hard_shell", "hybrid", weights=(4, 3, 4)),
         "visor": chance(0.2), "adjustable_vents": chance(0.6), "audio": chance(0.6),
         "removable_pads": chance(0.8)},
        HELMETS, "Casque de {weight} g en taille M, {vents} aérations.",
        "Ski helmet, {weight} g in size M, number of vents: {vents}.", 3, _head),
    "vestes-ski": Kind(
        ("Altitude", "Blizzard", "Plein Nord", "Vallée Blanche"), (149, 690), JACKET, CLOTHES,
        "Veste de ski, {waterproof} mm de colonne d’eau.",
        "Ski jacket, {waterproof} mm water column.", 3),
    "pantalons-ski": Kind(
        ("Altitude", "Grésil", "Plein Nord", "Versant Sud"), (99, 490), TROUSERS, CLOTHES,
        "Pantalon de ski, {waterproof} mm de colonne d’eau.",
        "Ski trousers, {waterproof} mm water column.", 3),
    "gants-ski": Kind(
        ("Onglée", "Paume", "Grand Froid", "Main Sûre"), (29, 189),
        {"style": choice("glove", "mitten", "lobster", weights=(6, 3, 1)),
         "temperature": number(-25, -5, 1, -0.4), "membrane": chance(0.7),
         "palm": choice("leather", "synthetic"),
         "insulation": choice("light", "synthetic", "down", "wool", weights=(2, 6, 1, 1)),
         "weight": number(160, 380, 5), "heated": chance(0.1),
         "gauntlet": choice("short", "long"), "touch": chance(0.3)},
        GLOVES, "Pour skier jusqu’à {temperature} °C.",
        "Gloves for skiing down to {temperature} °C.", 3, _glove),
    "dva": Kind(
        ("Signal", "Recherche", "Balise", "Veille"), (199, 449),
        {"antennas": choice(3, 3, 3, 3), "search_width": number(40, 80, 10, 0.7),
         "weight": number(170, 260, 5, -0.2), "battery_life": number(200, 450, 10),
         "frequency": choice(457), "marking": chance(0.85), "group_check": chance(0.7),
         "rechargeable": chance(0.2), "bluetooth": chance(0.4), "warranty": choice(2, 3, 5)},
        UNISEX, "DVA à {antennas} antennes, bande de recherche de {search_width} m.",
        "{antennas}-antenna avalanche transceiver, {search_width} m search strip.", 2),
    "sondes-pelles": Kind(
        ("Déblai", "Sondage", "Secours"), (39, 159),
        {"kind": choice("shovel", "probe", "set", weights=(4, 3, 2)),
         "weight": number(430, 780, 10, -0.4), "length": number(74, 102),
         "packed": number(55, 68), "shaft": choice("aluminium", "carbon", weights=(6, 1)),
         "blade_volume": number(1.8, 3, 0.1), "hoe_mode": chance(0.3)},
        UNISEX, "Longueur de {length} cm, {weight} g.",
        "{length} cm long, {weight} g.", 1, _rescue),
    "sacs-airbag": Kind(
        ("Flotte", "Bouée", "Au-dessus"), (399, 1290),
        {"volume": number(18, 42), "weight": number(1900, 3000, 10, -0.4),
         "trigger": choice("cartridge", "electric", "none", weights=(4, 5, 1)),
         "airbag_volume": number(140, 180, 5), "deployments": number(1, 4),
         "back_length": number(44, 54), "ski_carry": chance(0.95)},
        UNISEX, "Sac airbag de {volume} L, {weight} g.",
        "{volume} L airbag backpack, {weight} g.", 1, _airbag),
}  # fmt: skip
