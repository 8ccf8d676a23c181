"""What ropes, harnesses, climbing shoes and ice tools are like."""

from marketplace.world.products import UNISEX, Kind, Values, chance, choice, number

ROPES = {"unisex": ["30 m", "40 m", "50 m", "60 m", "70 m", "80 m"]}
HARNESSES = {"men": ["S", "M", "L", "XL"], "women": ["XS", "S", "M", "L"]}
SHOES = {"unisex": ["36", "37", "38", "39", "40", "41", "42", "43", "44", "45"]}
BOOTS = {
    "men": ["40", "41", "42", "43", "44", "45", "46", "47"],
    "women": ["36", "37", "38", "39", "40", "41"],
}
HELMETS = {"unisex": ["48-56 cm", "53-61 cm"]}
AXES = {"unisex": ["50 cm", "55 cm", "60 cm", "65 cm"]}


def _rope(values: Values) -> None:
    """Mass, falls and force follow the diameter and what the rope is for."""
    kind = values["rope_type"]
    if kind == "half":
        values["diameter"] = round(values["diameter"] - 1.4, 1)
        values["impact_force"] = 6.4
    elif kind == "twin":
        values["diameter"] = round(values["diameter"] - 2, 1)
    elif kind == "static":
        values["diameter"] = 10.5
    values["linear_weight"] = round(values["diameter"] ** 2 * 0.655)
    values["falls"] = max(5, round(values["diameter"] * 1.5) - 7)
    if kind == "static":
        for key in ("dynamic_elongation", "impact_force"):
            values.pop(key)
        values.update(static_elongation=3.5, falls=5)


def _harness(values: Values) -> None:
    values.update(waist_min=72, waist_max=88)
    use = values["use"]
    if use == "ski":
        values.update(weight=120, buckles=1, gear_loops=2, screw_slots=2, adjustable_legs=True)
    elif use == "alpine":
        values.update(weight=290, buckles=3, adjustable_legs=True, screw_slots=4)
    elif use == "sport":
        values.update(screw_slots=0, buckles=1, adjustable_legs=False)
    values["drop_seat"] = use != "ski"


def _shoe(values: Values) -> None:
    if values["downturn"] == "aggressive":
        values.update(asymmetry="high", level="expert", rubber_thickness=3.5)
    elif values["downturn"] == "flat":
        values.update(asymmetry="low", level="beginner")
    if values["stiffness"] == "soft":
        values["midsole"] = "none"
    values["vegan"] = values["upper"] in ("microfibre", "knit")


def _carabiner(values: Values) -> None:
    locks = values["gate"] not in ("solid", "wire")
    values["shape"] = values["shape"] if locks else "d"
    if not locks:
        values["weight"] = 26 if values["gate"] == "wire" else 38
    if values["material"] == "steel":
        values.update(major_axis=40, minor_axis=15, gate_open=12, weight=210)


def _draw(values: Values) -> None:
    if values["sling"] == "dyneema":
        values.update(sling_width=11, weight=78)


def _head(values: Values) -> None:
    values.update(head_min=48, head_max=61)
    if values["shell"] == "hard_shell":
        values.update(weight=330, vents=8, ski_norm=False)
    if values["ski_norm"]:
        values["weight"] += 60


def _belay(values: Values) -> None:
    device = values["device"]
    if device == "cam":
        values.update(assist="assisted" if values["assist"] == "manual" else values["assist"],
                      strands=1, rope_min=8.6, rope_max=11, weight=195, guide_mode=False,
                      material="mixed")  # fmt: skip
    elif device == "figure8":
        values.update(assist="manual", rope_min=8, rope_max=13, weight=110, guide_mode=False)
    elif values["assist"] == "assisted_panic":
        values["assist"] = "manual"


def _protection(values: Values) -> None:
    low = values["range_min"]
    if values["kind"] == "cam":
        low = max(low, 10)
        values.update(range_min=low, range_max=round(low * 1.66), weight=58 + round(low * 1.7),
                      strength=8 if low < 13 else 12, cams=4)  # fmt: skip
    else:
        values.update(range_max=round(low * 1.35), weight=12 + round(low * 1.5), cams=0,
                      extendable=False, strength=7 if low < 10 else 11)  # fmt: skip


def _crampons(values: Values) -> None:
    use = values["use"]
    if use == "ski":
        values.update(points=10, material="aluminium", weight=410, fixing="auto",
                      front_points="horizontal")  # fmt: skip
    elif use == "ice":
        values.update(fixing="auto", weight=960, points=13, material="steel")
        values["front_points"] = "mono" if values["shoe_min"] == 36 else "vertical"
    elif use == "glacier":
        values.update(points=10, fixing="strap", weight=780, front_points="horizontal")


def _axe(values: Values) -> None:
    use = values["use"]
    steep = use in ("alpine", "ice")
    values["curve"] = {"ice": "curved", "alpine": "slight"}.get(use, "straight")
    values["axe_type"] = "2" if steep else "1"
    values["head_material"] = "aluminium" if use == "ski" else "steel"
    values["weight"] = {"ski": 240, "glacier": 400, "alpine": 480}.get(use, 590)
    if not steep:
        values["head"] = "none" if use == "ski" else "adze"


def _pad(values: Values) -> None:
    values["weight"] = round(
        values["length"] * values["width"] * values["thickness"] * 0.0385 + 600, -2
    )


def _bag(values: Values) -> None:
    if values["kind"] == "bucket":
        values.update(volume=6, weight=380, opening=26, belt=False, pocket=True)


def _chalk(values: Values) -> None:
    if values["form"] != "liquid":
        del values["alcohol"]
    else:
        values["net_weight"] = 200
    if values["form"] in ("ball", "block"):
        values["net_weight"] = 56


def _boot(values: Values) -> None:
    """The stiffer, the higher, the warmer, the heavier."""
    grade = values["crampon_class"]
    values["stiffness"] = {"c1": "flexible", "c2": "semi"}.get(grade, "rigid")
    values["cut"] = {"c1": "mid"}.get(grade, "high")
    values["temperature"] = {"c1": -5, "c2": -15}.get(grade, -25)
    values["weight"] = {"c1": 620, "c2": 780}.get(grade, 930)
    values["gaiter"] = grade == "c3" and values["gaiter"]


KINDS: dict[str, Kind] = {
    "cordes": Kind(
        ("Filin", "Longueur", "Rappel", "Second", "Voie Longue", "Brin"), (59, 290),
        {"diameter": number(8.9, 10.4, 0.1, -0.3),
         "rope_type": choice("single", "half", "twin", "triple", "static",
                             weights=(8, 3, 1, 1, 1)),
         "impact_force": number(7.5, 9.2, 0.1), "dynamic_elongation": number(30, 37),
         "static_elongation": number(6, 9, 0.5), "sheath": number(34, 46),
         "slippage": choice(0, 0, 1, 2), "treatment": choice("none", "sheath", "full",
                                                             weights=(5, 2, 3)),
         "middle_mark": chance(0.7), "bicolour": chance(0.2)},
        ROPES, "Corde de {diameter} mm, {linear_weight} g au mètre.",
        "{diameter} mm rope, {linear_weight} g per metre.", 5, _rope),
    "baudriers": Kind(
        ("Encordement", "Relais", "Couenne", "Dülfer", "Vire"), (45, 159),
        {"weight": number(290, 480, 5, -0.5), "buckles": choice(1, 2, 3),
         "gear_loops": choice(4, 4, 5),
         "use": choice("sport", "multi_pitch", "alpine", "ski", weights=(5, 4, 2, 1)),
         "harness_type": choice("sit"), "adjustable_legs": chance(0.5),
         "screw_slots": choice(0, 2, 2)},
        HARNESSES, "Baudrier de {weight} g en taille M, {gear_loops} porte-matériel.",
        "Harness, {weight} g in size M, number of gear loops: {gear_loops}.", 4, _harness),
    "chaussons-escalade": Kind(
        ("Gratton", "Adhérence", "Réglette", "Dalle", "Dévers", "Bidoigt"), (59, 175),
        {"downturn": choice("flat", "moderate", "aggressive", weights=(4, 4, 3)),
         "stiffness": choice("soft", "medium", "stiff", weights=(3, 5, 2)),
         "closure": choice("velcro", "laces", "slipper", weights=(6, 3, 1)),
         "asymmetry": choice("medium"), "rubber_thickness": choice(3.5, 4, 4, 4.2, 5),
         "upper": choice("leather", "microfibre", "mixed", "knit", weights=(3, 5, 3, 1)),
         "midsole": choice("half", "full"), "volume_fit": choice("low", "medium", "high"),
         "level": choice("intermediate", "advanced"), "weight": number(380, 560, 10, -0.3),
         "resoleable": chance(0.9)},
        SHOES, "Chausson d’escalade, gomme de {rubber_thickness} mm.",
        "Climbing shoe with {rubber_thickness} mm rubber.", 6, _shoe),
    "mousquetons": Kind(
        ("Maillon", "Vis", "Clic", "Poire"), (6, 39),
        {"major_axis": number(21, 25), "weight": number(52, 92),
         "gate": choice("solid", "wire", "screw", "twist", "triple", "magnetic",
                        weights=(2, 2, 5, 2, 2, 1)),
         "shape": choice("d", "hms", "oval", weights=(2, 5, 2)), "minor_axis": number(7, 9),
         "gate_open": number(7, 9), "gate_clearance": number(18, 26),
         "material": choice("aluminium", "steel", weights=(12, 1)), "count": choice(1, 1, 1, 3)},
        UNISEX, "Mousqueton de {weight} g, {major_axis} kN sur le grand axe.",
        "Carabiner of {weight} g, {major_axis} kN on the major axis.", 2, _carabiner),
    "degaines": Kind(
        ("Enchaîné", "Clip", "Point Suivant"), (12, 139),
        {"sling_length": choice(10, 12, 12, 17, 18, 25), "weight": number(88, 115),
         "gate": choice("solid", "wire", "mixed", weights=(3, 3, 4)),
         "sling_width": choice(16, 18, 25),
         "sling": choice("polyester", "polyamide", "dyneema", weights=(3, 4, 4)),
         "major_axis": number(22, 24), "minor_axis": number(7, 9), "gate_open": number(8, 10),
         "keylock": chance(0.7), "count": choice(1, 5, 6, 6)},
        UNISEX, "Dégaine de {sling_length} cm, {weight} g.",
        "Quickdraw with a {sling_length} cm sling, {weight} g.", 2, _draw),
    "casques-escalade": Kind(
        ("Calotte", "Pierre Qui Tombe", "Surplomb", "Vire Haute"), (49, 149),
        {"weight": number(175, 280, 5, -0.4), "vents": number(10, 24),
         "shell": choice("in_mold", "hard_shell", "hybrid", weights=(4, 3, 4)),
         "ski_norm": chance(0.15), "side_protection": chance(0.5),
         "adjustment": choice("dial", "slider", "strap", weights=(4, 4, 1)),
         "lamp_clips": chance(0.95), "magnetic_buckle": chance(0.25)},
        HELMETS, "Casque de {weight} g, {vents} aérations.",
        "Climbing helmet of {weight} g, number of vents: {vents}.", 3, _head),
    "assureurs": Kind(
        ("Garde", "Frein", "Main Basse"), (19, 119),
        {"assist": choice("manual", "assisted", "assisted_panic", weights=(4, 4, 2)),
         "rope_min": choice(7.1, 7.5, 8), "rope_max": choice(10.5, 11),
         "weight": number(58, 95), "device": choice("tube", "cam", "figure8", weights=(5, 4, 1)),
         "strands": choice(2), "guide_mode": chance(0.5), "material": choice("aluminium")},
        UNISEX, "Assureur pour cordes de {rope_min} à {rope_max} mm.",
        "Belay device for ropes from {rope_min} to {rope_max} mm.", 2, _belay),
    "coinceurs": Kind(
        ("Fissure", "Bras de Fer", "Came", "Lunule"), (12, 119),
        {"range_min": number(6, 60), "strength": number(9, 12), "weight": number(60, 160),
         "kind": choice("cam", "nut", weights=(5, 3)), "extendable": chance(0.4),
         "range_max": number(60, 80), "cams": choice(4)},
        UNISEX, "Pour les fissures de {range_min} à {range_max} mm.",
        "Protection for cracks from {range_min} to {range_max} mm.", 1, _protection),
    "crampons": Kind(
        ("Glacier Noir", "Serre", "Pointe Avant", "Névé"), (69, 239),
        {"fixing": choice("strap", "semi", "auto", weights=(2, 5, 3)), "points": choice(10, 12, 12),
         "weight": number(760, 980, 10, -0.2),
         "material": choice("steel", "stainless", "mixed", weights=(6, 2, 1)),
         "front_points": choice("horizontal", "vertical", weights=(6, 1)),
         "use": choice("glacier", "alpine", "ice", "ski", weights=(4, 5, 2, 2)),
         "anti_balling": chance(0.9), "shoe_min": choice(35, 36), "shoe_max": choice(46, 47)},
        UNISEX, "Crampons à {points} pointes, {weight} g la paire.",
        "{points}-point crampons, {weight} g per pair.", 2, _crampons),
    "piolets": Kind(
        ("Rimaye", "Cascade", "Marche d’Approche", "Goulotte"), (49, 269),
        {"use": choice("ski", "glacier", "alpine", "ice", weights=(2, 4, 4, 2)),
         "head": choice("adze", "hammer", weights=(3, 2)), "leash": chance(0.3),
         "shaft_material": choice("aluminium", "carbon", "steel", weights=(8, 1, 0))},
        AXES, "Piolet de {weight} g.", "Ice axe of {weight} g.", 2, _axe),
    "crash-pads": Kind(
        ("Réception", "Départ Assis", "Sous le Bloc"), (99, 390),
        {"thickness": number(9, 14), "length": choice(100, 120, 132, 150, 180),
         "width": choice(85, 100, 100, 120), "folding": choice("taco", "hinge", "three",
                                                               weights=(2, 5, 2)),
         "foam_layers": choice(2, 2, 3), "backpack_straps": chance(0.95)},
        UNISEX, "Crash pad de {length} × {width} cm, {thickness} cm d’épaisseur.",
        "Crash pad, {length} × {width} cm, {thickness} cm thick.", 1, _pad),
    "sacs-magnesie": Kind(
        ("Poudrier", "Main Sèche", "Nuage"), (12, 69),
        {"volume": number(0.8, 1.6, 0.1), "kind": choice("belt", "bucket", weights=(5, 2)),
         "weight": number(75, 150, 5), "opening": number(10, 14), "brush_holder": chance(0.8),
         "belt": chance(0.8), "pocket": chance(0.4)},
        UNISEX, "Sac à magnésie, ouverture de {opening} cm.",
        "Chalk bag with a {opening} cm opening.", 1, _bag),
    "magnesie": Kind(
        ("Craie", "Poignée de Main", "Talc Sec"), (4, 29),
        {"form": choice("loose", "chunky", "ball", "block", "liquid", weights=(4, 3, 2, 2, 3)),
         "net_weight": choice(100, 200, 300, 350), "alcohol": number(40, 75),
         "resin": chance(0.1), "refillable": chance(0.4), "fragrance_free": chance(0.9)},
        UNISEX, "Magnésie, {net_weight} g.", "Climbing chalk, {net_weight} g.", 1, _chalk),
    "chaussures-alpinisme": Kind(
        ("Moraine", "Arête Mixte", "Camp de Base", "Quatre Mille"), (189, 690),
        {"crampon_class": choice("c1", "c2", "c3", weights=(3, 5, 3)),
         "lug_depth": number(3.5, 6, 0.5),
         "membrane": chance(0.85), "gaiter": chance(0.4), "resoleable": chance(0.8)},
        BOOTS, "Chaussure d’alpinisme de {weight} g.",
        "Mountaineering boot of {weight} g.", 2, _boot),
}  # fmt: skip
