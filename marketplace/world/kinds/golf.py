"""Golf."""

from marketplace.world.products import SHOES, UNISEX, Kind, Values, chance, choice, number

GLOVES = {"men": ["S", "M", "ML", "L", "XL"], "women": ["S", "M", "L"]}
FLEX = choice("ladies", "senior", "regular", "stiff", "extra_stiff", weights=(1, 2, 5, 4, 1))
LEVEL = choice("beginner", "improver", "player", "tour", weights=(3, 4, 3, 1))
HAND = choice("right", "left", weights=(6, 1))


def _shafted(values: Values) -> None:
    """Steel is heavy; the softer the flex, the lighter the shaft."""
    flex = {"ladies": -14, "senior": -8, "regular": 0, "stiff": 6, "extra_stiff": 12}[
        values["flex"]
    ]
    if "shaft_weight" in values:
        base = 105 if values.get("shaft") == "steel" else 62
        values["shaft_weight"] = max(base + flex, 38)


IRONS = {  # head: loft of the 7, offset, sole
    "blade": (35, 1.5, 18), "cavity": (31, 3, 21), "hollow": (30, 3, 22), "super": (28, 5, 26),
}  # fmt: skip
HEAD_OF = {"beginner": "super", "tour": "blade"}


def _iron(values: Values) -> None:
    values["construction"] = HEAD_OF.get(values["level"], values["construction"])
    loft, offset, sole = IRONS[values["construction"]]
    values["loft"] += loft
    values.update(offset=offset, sole_width=sole)
    if values["construction"] == "blade":
        values.update(making="forged", shaft="steel")
    _shafted(values)


def _wedge(values: Values) -> None:
    values["grind"] = (
        "full" if values["bounce"] >= 12 else "mid" if values["bounce"] >= 8 else "low"
    )


WOODS = {  # kind: loft, step, volume, length, lie
    "driver": (9, 1.5, 460, 45.5, 58), "fairway": (13.5, 2.5, 175, 43, 57),
    "hybrid": (18, 3, 115, 40, 59),
}  # fmt: skip


def _wood(values: Values) -> None:
    loft, step, volume, length, lie = WOODS[values["kind"]]
    values["loft"] = loft + values["loft"] * step
    values.update(head_volume=volume - 5 * values["head_volume"], length_in=length, lie=lie)
    values["moi"] = round(1500 + values["head_volume"] * 8 + values["moi"], -1)
    if values["kind"] != "driver":
        values["face"] = "steel"
    values["shaft"] = "graphite"
    _shafted(values)
    del values["shaft"]


def _putter(values: Values) -> None:
    if values["head"] == "mallet":
        values.update(balance_type="face", head_weight=values["head_weight"] + 15)
    if values["hosel"] == "centre":
        values["balance_type"] = "zero"


def _ball(values: Values) -> None:
    layers = values["layers"]
    values["cover"] = "urethane" if layers >= 3 else values["cover"]
    values["spin"] = "high" if layers >= 4 else "mid" if layers == 3 else "low"
    values["compression"] = min(values["compression"] + layers * 8, 110)


BAGS = {  # kind: dividers, weight, pockets
    "stand": (5, 2.2, 6), "cart": (14, 2.9, 9), "carry": (4, 1.3, 3), "travel": (1, 3.6, 2),
}  # fmt: skip


def _bag(values: Values) -> None:
    dividers, weight, pockets = BAGS[values["kind"]]
    values["dividers"] = dividers
    values["weight"] = round(weight * values["weight"], 1)
    values["pockets"] = max(pockets + values["pockets"], 1)
    if values["kind"] in ("cart", "travel"):
        values["strap"] = "single" if values["kind"] == "cart" else "none"


def _shoe(values: Values) -> None:
    values["spikes"] = 0 if values["sole"] == "spikeless" else values["spikes"]
    values["warranty"] = values["warranty"] if values["waterproof_bool"] else 0


def _glove(values: Values) -> None:
    if values["weather"] != "all":
        values.update(material="synthetic", hand="pair")
    values["thickness"] = {"cabretta": 0.5, "mixed": 0.7}.get(values["material"], 0.9)


KINDS: dict[str, Kind] = {
    "fers-golf": Kind(
        ("Dogleg", "Approche", "Fairway", "Parcours", "Divot"), (390, 1890),
        {"loft": number(-1, 1, 0.5), "construction": choice("cavity", "hollow", "super"),
         "shaft": choice("steel", "graphite"), "flex": FLEX,
         "making": choice("forged", "cast"), "clubs": choice(5, 6, 7, 8), "offset": choice(3),
         "sole_width": choice(20), "lie": number(61, 63, 0.5), "length_in": number(36.5, 37.5,
         0.25),
         "shaft_weight": choice(95), "level": LEVEL, "hand": HAND, "conforming": chance(1)},
        UNISEX, "Série de {clubs} fers, fer 7 ouvert à {loft}°.",
        "Set of {clubs} irons, {loft}° of loft on the 7-iron.", 3, _iron),
    "wedges": Kind(
        ("Bunker", "Lob", "Sortie", "Rough"), (79, 220),
        {"loft": number(50, 60, 2), "bounce": number(4, 14, 2), "grind": choice("mid"),
         "shaft": choice("steel", "graphite", weights=(5, 1)), "flex": FLEX,
         "finish": choice("chrome", "raw", "black", weights=(4, 2, 2)),
         "lie": number(63, 65, 0.5), "length_in": number(35, 36, 0.25), "hand": HAND,
         "conforming": chance(1)},
        UNISEX, "Wedge ouvert à {loft}°, bounce de {bounce}°.",
        "Wedge with {loft}° of loft and {bounce}° of bounce.", 2, _wedge),
    "bois-golf": Kind(
        ("Mise en Jeu", "Départ", "Grand Large", "Albatros"), (149, 690),
        {"kind": choice("driver", "fairway", "hybrid", weights=(5, 3, 3)),
         "loft": choice(0, 1, 1, 2), "head_volume": number(0, 4), "flex": FLEX,
         "adjustable": chance(0.6), "moi": number(-300, 600, 10, 0.6),
         "face": choice("titanium", "carbon", weights=(4, 1)), "length_in": choice(45),
         "shaft_weight": choice(60), "lie": choice(58), "level": LEVEL, "hand": HAND,
         "conforming": chance(1)},
        UNISEX, "Club ouvert à {loft}°, tête de {head_volume} cm³.",
        "Club with {loft}° of loft and a {head_volume} cm³ head.", 3, _wood),
    "putters": Kind(
        ("Green", "Dernier Mètre", "Drapeau", "Birdie"), (79, 490),
        {"head": choice("blade", "mid_mallet", "mallet"), "length_in": choice(33, 34, 34, 35),
         "balance_type": choice("face", "toe"), "head_weight": number(340, 365, 5),
         "loft": number(2, 4, 0.5), "lie": number(69, 72, 0.5),
         "hosel": choice("plumber", "slant", "double_bend", "centre", weights=(4, 2, 3, 1)),
         "face": choice("milled", "insert", "grooves"), "grip_size": number(75, 110, 5),
         "hand": HAND, "conforming": chance(1)},
        UNISEX, "Putter de {length_in} pouces, tête de {head_weight} g.",
        "{length_in}-inch putter with a {head_weight} g head.", 2, _putter),
    "balles-golf": Kind(
        ("Trajectoire", "Birdie", "Plein Fairway", "Roulé"), (15, 60),
        {"compression": number(40, 75, 5, 0.4), "layers": choice(2, 2, 3, 3, 4, 5),
         "cover": choice("ionomer", "surlyn"), "count": choice(12, 12, 12, 3, 24),
         "dimples": number(300, 400, 2), "spin": choice("mid"), "matte": chance(0.2),
         "alignment": chance(0.4), "conforming": chance(1)},
        UNISEX, "Boîte de {count} balles, compression {compression}.",
        "Box of {count} golf balls, compression {compression}.", 3, _ball),
    "sacs-golf": Kind(
        ("Caddie", "Dix-Huit Trous", "Aller-Retour", "Trépied"), (99, 390),
        {"kind": choice("stand", "cart", "carry", "travel", weights=(5, 4, 1, 1)),
         "dividers": choice(5), "weight": number(0.85, 1.15, 0.05), "pockets": number(-1, 3),
         "diameter": number(8, 10, 0.5), "waterproof_bool": chance(0.4), "insulated": chance(0.5),
         "strap": choice("double", "single", weights=(4, 1)), "rain_hood": chance(0.9)},
        UNISEX, "Sac de {weight} kg, nombre de compartiments : {dividers}.",
        "Golf bag of {weight} kg, number of dividers: {dividers}.", 2, _bag),
    "chaussures-golf": Kind(
        ("Rosée", "Allée", "Club-House", "Swing"), (69, 230),
        {"sole": choice("spikeless", "soft_spikes"), "weight": number(320, 460, 5, -0.3),
         "waterproof_bool": chance(0.8), "warranty": choice(12, 12, 24),
         "closure": choice("laces", "dial", "velcro", weights=(5, 3, 1)),
         "upper": choice("leather", "synthetic", "knit"), "spikes": number(6, 9),
         "heel_stack": number(22, 32), "wide": chance(0.2)},
        SHOES, "Chaussure de golf de {weight} g en taille 42.",
        "Golf shoe, {weight} g in size 42.", 3, _shoe),
    "gants-golf": Kind(
        ("Toucher", "Main Sûre", "Prise"), (9, 35),
        {"material": choice("cabretta", "synthetic", "mixed"),
         "hand": choice("left", "right", weights=(6, 1)),
         "weather": choice("all", "rain", "winter", weights=(6, 1, 1)), "thickness": choice(0.6),
         "weight": number(18, 40), "ball_marker": chance(0.3), "touch": chance(0.3)},
        GLOVES, "Gant de golf de {thickness} mm d’épaisseur.",
        "Golf glove, {thickness} mm thick.", 2, _glove),
}  # fmt: skip
