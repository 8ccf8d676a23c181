"""Swimming, in the pool and in open water."""

from marketplace.world.products import UNISEX, Kind, Values, chance, choice, number

SUITS_WOMEN = {"women": ["34", "36", "38", "40", "42", "44", "46"]}
SUITS_MEN = {"men": ["XS", "S", "M", "L", "XL", "2XL"]}
WETSUITS = {"men": ["S", "M", "L", "XL"], "women": ["XS", "S", "M", "L"]}
FINS = {"unisex": ["35-36", "37-38", "39-40", "41-42", "43-44", "45-46"]}
PADDLES = {"unisex": ["S", "M", "L"]}


def _goggles(values: Values) -> None:
    if values["frame_size"] == "mask":
        values.update(use="open_water", field=180, bridge="fixed", prescription=0)
        values["weight"] += 60
    values["race_approved"] = values["use"] == "race"
    if values["use"] == "race":
        values.update(frame_size="small", bridge="swap")
    if values["prescription"]:
        values["lens"] = "clear" if values["lens"] == "photochromic" else values["lens"]


def _suit(values: Values) -> None:
    if values["use"] == "race":
        values.update(leg="knee", back="closed", chlorine=60, pbt=0, race_approved=True, cups=False)
    else:
        values["race_approved"] = False
        values["chlorine"] = 100 + values["pbt"] * 4


SIDES = {"brief": 7, "boxer": 27, "jammer": 46, "short": 38}


def _jammer(values: Values) -> None:
    values["side"] += SIDES[values["cut"]]
    if values["use"] == "race":
        values.update(cut="jammer", side=46, chlorine=60, pbt=0, race_approved=True)
    else:
        values.update(race_approved=False, chlorine=100 + values["pbt"] * 4)
    if values["cut"] == "short":
        values.update(use="leisure", pbt=0, chlorine=80)


def _wetsuit(values: Values) -> None:
    if values["use"] == "swimrun":
        values.update(sleeve="short", zip="front", thickness=3)
    if values["use"] == "cold":
        values.update(thickness=5, temperature=10, sleeve="full")
    thick = values["thickness"]
    values["arm_thickness"] = max(round(thick * 0.4 * 2) / 2, 1)
    values["shoulder_thickness"] = max(round(thick * 0.3 * 2) / 2, 1)
    values["leg_thickness"] = max(thick - (2 if values["buoyancy"] == "neutral" else 1), 1)
    values["race_legal"] = thick <= 5 and values["use"] != "cold"
    values["weight"] = round(750 + thick * 190, -1)


def _fins(values: Values) -> None:
    if values["use"] == "monofin":
        values.update(blade=46, material="fibreglass", heel="closed", weight=2400)
    elif values["use"] == "endurance":
        values.update(blade=values["blade"] + 14)
    values["weight"] = (
        values["weight"] if values["use"] == "monofin" else 300 + values["blade"] * 26
    )
    values["floating"] = values["material"] == "silicone"


PADDLE = {"ergonomic": 20.5, "flat": 22, "finger": 12, "catch": 21}


def _paddle(values: Values) -> None:
    long = PADDLE[values["kind"]]
    area = values["area"] if values["kind"] != "finger" else round(values["area"] / 2)
    values.update(area=area, length_cm=long, width_cm=round(area / long / 0.74, 1))
    values["holes"] = 0 if values["kind"] == "catch" else values["holes"]
    values["strap"] = "none" if values["kind"] == "catch" else values["strap"]


def _buoy(values: Values) -> None:
    """Foam lifts about nine newtons a litre."""
    values["volume"] = round(values["length_cm"] * values["width_cm"] / 110, 1)
    values["buoyancy_n"] = round(values["volume"] * 8.9)
    values["weight"] = round(values["volume"] * 42)


def _board(values: Values) -> None:
    litres = values["length_cm"] * values["width_cm"] * values["thickness"] / 10000 * 0.85
    values.update(buoyancy_n=round(litres * 9), weight=round(litres * 44))


THICK = {"silicone": 0.5, "latex": 0.3, "fabric": 0.8, "coated": 0.9, "neoprene": 3}


def _cap(values: Values) -> None:
    material = values["material"]
    values["thickness"] = THICK[material]
    values["race_approved"] = material == "silicone" and values["seamless"]
    values["weight"] = {"neoprene": 75, "fabric": 28, "latex": 22}.get(material, 48)
    values["ear_cover"] = material == "neoprene" or values["ear_cover"]


def _float(values: Values) -> None:
    values["buoyancy_n"] = values["volume"] * 9
    values["length_cm"] = round(34 + values["volume"] * 1.1)
    values["weight"] = 180 + values["volume"] * 14


KINDS: dict[str, Kind] = {
    "lunettes-natation": Kind(
        ("Vague", "Ligne d’Eau", "Hublot", "Lagune", "Virage"), (9, 75),
        {"use": choice("training", "race", "open_water", "leisure", weights=(5, 2, 3, 1)),
         "lens": choice("clear", "tinted", "mirrored", "polarised", "photochromic",
                        weights=(3, 4, 4, 1, 1)),
         "frame_size": choice("small", "medium", "large", "mask", weights=(3, 5, 2, 1)),
         "prescription": choice(0, 0, 0, 0, 0, -2, -3.5, -5), "gasket": choice(
             "silicone", "tpr", weights=(5, 2)),
         "bridge": choice("fixed", "swap", "cord", weights=(4, 3, 1)), "anti_fog": chance(0.9),
         "uv": chance(0.95), "field": number(120, 165, 5), "weight": number(28, 60),
         "race_approved": chance(0.3)},
        UNISEX, "Lunettes de natation, champ de vision de {field}°.",
        "Swimming goggles with a {field}° field of vision.", 4, _goggles),
    "maillots-une-piece": Kind(
        ("Sirène", "Bassin", "Papillon", "Dauphine", "Longueur"), (25, 390),
        {"back": choice("racer", "open", "cross", "strappy", "closed", weights=(4, 3, 3, 2, 1)),
         "chlorine": choice(200), "leg": choice("low", "medium", "high", weights=(1, 5, 3)),
         "use": choice("training", "race", "aquafit", "leisure", weights=(7, 1, 2, 2)),
         "pbt": choice(0, 30, 50, 53, 100), "cups": chance(0.3), "lined": chance(0.7),
         "race_approved": chance(0), "upf": choice(0, 30, 50), "recycled_bool": chance(0.4)},
        SUITS_WOMEN, "Maillot une pièce qui tient {chlorine} h au chlore.",
        "One-piece swimsuit that withstands {chlorine} h of chlorine.", 3, _suit),
    "jammers-slips-de-bain": Kind(
        ("Bassin", "Plongeon", "Couloir", "Culbute"), (15, 290),
        {"cut": choice("brief", "boxer", "jammer", "short", weights=(3, 4, 4, 1)),
         "chlorine": choice(200), "side": number(-1, 2),
         "use": choice("training", "race", "leisure", weights=(7, 1, 2)),
         "pbt": choice(0, 30, 50, 100), "lined": chance(0.7), "drawstring": chance(0.9),
         "race_approved": chance(0), "upf": choice(0, 30, 50), "recycled_bool": chance(0.4)},
        SUITS_MEN, "Maillot de bain de {side} cm sur le côté, {chlorine} h au chlore.",
        "Swimwear, {side} cm at the side, that withstands {chlorine} h of chlorine.", 3, _jammer),
    "combinaisons-eau-libre": Kind(
        ("Large", "Traversée", "Marée", "Grande Eau", "Rade"), (149, 790),
        {"thickness": choice(2, 3, 4, 5), "temperature": number(14, 19),
         "buoyancy": choice("neutral", "natural", "high"), "arm_thickness": choice(2),
         "shoulder_thickness": choice(1.5), "leg_thickness": choice(3),
         "sleeve": choice("full", "none", weights=(5, 1)),
         "use": choice("open_water", "triathlon", "swimrun", "cold", weights=(4, 5, 1, 1)),
         "zip": choice("back", "back", "none"),
         "neoprene": choice("smoothskin", "yamamoto39", "yamamoto40", "natural",
                            weights=(5, 3, 1, 1)),
         "weight": choice(1400), "race_legal": chance(1)},
        WETSUITS, "Combinaison de {thickness} mm pour une eau dès {temperature} °C.",
        "{thickness} mm wetsuit for water of {temperature} °C and above.", 3, _wetsuit),
    "palmes-natation": Kind(
        ("Nageoire", "Ondulation", "Marsouin", "Battement"), (19, 190),
        {"blade": number(6, 22), "stiffness_level": choice("soft", "medium", "hard"),
         "heel": choice("closed", "open", "strap", weights=(5, 1, 2)),
         "material": choice("silicone", "rubber", "tpr", weights=(4, 3, 3)),
         "weight": choice(700),
         "use": choice("technique", "sprint", "endurance", "monofin", weights=(5, 3, 2, 1)),
         "floating": chance(0.5)},
        FINS, "Palmes à voilure de {blade} cm.", "Swimming fins with {blade} cm blades.", 2, _fins),
    "plaquettes-natation": Kind(
        ("Appui", "Prise d’Eau", "Rame"), (12, 45),
        {"area": number(130, 280, 5),
         "kind": choice("ergonomic", "flat", "finger", "catch", weights=(5, 2, 2, 1)),
         "length_cm": choice(20), "width_cm": choice(14), "holes": number(4, 28),
         "strap": choice("two", "one"), "level": choice("beginner", "intermediate", "expert")},
        PADDLES, "Plaquettes de {area} cm².", "Hand paddles of {area} cm².", 2, _paddle),
    "pull-buoys": Kind(
        ("Flotteur", "Ligne", "Sillage"), (9, 35),
        {"buoyancy_n": choice(24), "volume": choice(2.6), "weight": choice(110),
         "length_cm": number(20, 27), "width_cm": number(10, 15),
         "kind": choice("classic", "kick", "ankle", weights=(5, 2, 1)),
         "material": choice("eva", "recycled", "cork", weights=(6, 2, 1))},
        UNISEX, "Pull-buoy de {volume} L, {buoyancy_n} N de portance.",
        "{volume} L pull buoy, {buoyancy_n} N of buoyancy.", 2, _buoy),
    "planches-natation": Kind(
        ("Bassin", "Étrave", "Battements"), (9, 39),
        {"length_cm": number(28, 48), "buoyancy_n": choice(40), "thickness": number(25, 40, 5),
         "width_cm": number(22, 31), "weight": choice(200),
         "kind": choice("classic", "hydro", "grips", weights=(5, 3, 1)),
         "material": choice("eva", "recycled", "cork", weights=(6, 2, 1))},
        UNISEX, "Planche de {length_cm} cm, {buoyancy_n} N de portance.",
        "Kickboard, {length_cm} cm long, {buoyancy_n} N of buoyancy.", 1, _board),
    "bonnets-natation": Kind(
        ("Dôme", "Écume", "Goutte"), (5, 45),
        {"material": choice("silicone", "latex", "fabric", "coated", "neoprene",
                            weights=(6, 1, 2, 2, 1)),
         "thickness": choice(0.5), "long_hair": chance(0.25), "weight": choice(45),
         "race_approved": chance(0.3), "seamless": chance(0.3), "ear_cover": chance(0.1)},
        UNISEX, "Bonnet de bain de {weight} g.", "Swimming cap of {weight} g.", 2, _cap),
    "bouees-eau-libre": Kind(
        ("Balise", "Amarre", "Phare", "Mouillage"), (25, 75),
        {"volume": number(6, 32, 2), "buoyancy_n": choice(180), "dry_bag": chance(0.6),
         "length_cm": choice(50), "weight": choice(400), "chambers": choice(1, 2, 2),
         "whistle": chance(0.4), "material": choice("pvc", "tpu", "nylon"), "light": chance(0.15)},
        UNISEX, "Bouée de nage de {volume} L.", "{volume} L swim buoy.", 2, _float),
    "tubas-natation": Kind(
        ("Respiration", "Axe", "Périscope"), (19, 49),
        {"tube_diameter": number(17, 24), "level": choice("beginner", "training", "sprint"),
         "valve": chance(0.6), "length_cm": number(39, 50), "weight": number(160, 260, 5),
         "shape": choice("round", "oval"), "dry_top": chance(0.2)},
        UNISEX, "Tuba frontal, tube de {tube_diameter} mm.",
        "Front-mounted snorkel with a {tube_diameter} mm tube.", 1),
}  # fmt: skip
