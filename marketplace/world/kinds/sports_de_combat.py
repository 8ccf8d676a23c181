"""Combat sports: names, sizes, prices and figures that fit together."""

from marketplace.world.products import SHOES, UNISEX, Kind, Values, chance, choice, number

CUTS: dict[str, tuple[str, str]] = {  # art -> (weave, approval)
    "judo": ("pearl", "ijf"), "karate": ("plain", "wkf"), "jjb": ("pearl", "ibjjf"),
    "aikido": ("single", "none"), "taekwondo": ("plain", "wt"),
}  # fmt: skip
GRAMS = {"judo": 0, "jjb": -150, "karate": -250, "aikido": -80, "taekwondo": -330}


def _gloves(values: Values) -> None:
    """Laces are for matches, a bag glove has neither approval nor a long cuff."""
    if values["use"] == "competition":
        values.update(closure="laces", approved=True, material="leather")
    elif values["use"] == "bag":
        values.update(approved=False, closure="velcro")


def _bag(values: Values) -> None:
    """Mass follows size; a bag on a base is heavy by its ballast."""
    size = values["length_cm"] * values["diameter"] ** 2 / 150_000
    values["mass"] = round(28 * size + 4)
    if values["mounting"] == "standing":
        values.update(
            mass=round(25 + values["base_volume"] * 0.9),
            hanger=False,
            filling="foam",
            length_cm=max(values["length_cm"], 150),
        )
    elif values["mounting"] == "wall":
        values.update(length_cm=60, mass=9, hanger=False, filling="foam")


def _uniform(values: Values) -> None:
    """Each art has its cloth; what is approved is woven for competition."""
    art = values["uniform"]
    values["weave"], approval = CUTS[art]
    if art == "judo" and values["level"] == "beginner":
        values["weave"] = "single"
    values["grammage"] += (
        GRAMS[art] + {"beginner": -120, "training": 0, "competition": 90}[values["level"]]
    )
    values["grammage"] = max(values["grammage"], 180)
    values["approval"] = approval if values["level"] == "competition" else "none"
    values["pieces"] = ["jacket", "trousers", *(["belt"] if values["belt"] else [])]


def _pads(values: Values) -> None:
    """Pao and shields are far deeper and heavier than mitts."""
    if values["shape"] in ("thai", "shield"):
        values.update(thickness=110, length_cm=40, weight=1300)
    if values["shape"] == "shield":
        values.update(thickness=180, length_cm=70, weight=3200, count=1)


KINDS: dict[str, Kind] = {
    "gants-boxe": Kind(
        (
            "Gong",
            "Crochet",
            "Uppercut",
            "Garde Haute",
            "Direct",
            "Douze Rounds",
        ),
        (19, 220),
        {
            "use": choice("bag", "sparring", "competition", "versatile", weights=(3, 4, 1, 5)),
            "material": choice("leather", "pu", "pvc", "microfibre", weights=(3, 4, 2, 2)),
            "closure": choice("velcro", "laces", "hybrid", weights=(7, 2, 1)),
            "discipline": choice(
                ["boxing"], ["boxing", "kickboxing"], ["kickboxing", "muay_thai"], ["mma"]
            ),
            "padding": choice("pu", "eva", "gel", "multilayer", weights=(4, 3, 1, 2)),
            "cuff": number(6, 14),
            "thumb": chance(0.8),
            "ventilated": chance(0.5),
            "approved": chance(0.1),
        },
        {"unisex": ["8 oz", "10 oz", "12 oz", "14 oz", "16 oz"]},
        "Gants de boxe au poignet de {cuff} cm.",
        "Boxing gloves with a {cuff} cm cuff.",
        5,
        _gloves,
    ),
    "sacs-frappe": Kind(
        (
            "Colosse",
            "Pendule",
            "Cave",
            "Sans Pitié",
            "Poids Lourd",
        ),
        (39, 390),
        {
            "mass": number(15, 60),
            "length_cm": number(80, 180, 10),
            "mounting": choice("hanging", "standing", "wall", weights=(7, 2, 1)),
            "diameter": number(30, 40),
            "material": choice("leather", "pu", "pvc", "microfibre", weights=(3, 4, 2, 2)),
            "filling": choice("textile", "foam", "sand", "water", "empty", weights=(6, 2, 1, 1, 1)),
            "hanger": chance(0.8),
            "discipline": choice(
                ["boxing"],
                ["boxing", "kickboxing"],
                ["kickboxing", "muay_thai"],
                ["boxing", "kickboxing", "muay_thai", "mma"],
            ),
            "base_volume": number(60, 140, 10),
        },
        UNISEX,
        "Sac de frappe de {mass} kg, haut de {length_cm} cm.",
        "Punch bag of {mass} kg, {length_cm} cm high.",
        2,
        _bag,
    ),
    "kimonos": Kind(
        (
            "Tatami",
            "Hajime",
            "Dojo",
            "Shodan",
            "Ippon",
            "Kata",
        ),
        (19, 190),
        {
            "uniform": choice(
                "judo", "karate", "jjb", "aikido", "taekwondo", weights=(4, 3, 3, 1, 1)
            ),
            "grammage": number(500, 720, 10, 0.4),
            "weave": choice("single"),
            "approval": choice("none"),
            "level": choice("beginner", "training", "competition", weights=(4, 4, 2)),
            "material": choice("cotton", "blend", weights=(3, 2)),
            "belt": chance(0.6),
            "shrinkage": number(1, 6),
            "pieces": choice(["jacket", "trousers"]),
        },
        {"unisex": ["140 cm", "150 cm", "160 cm", "170 cm", "180 cm", "190 cm", "200 cm"]},
        "Kimono en tissu de {grammage} g/m².",
        "Martial arts uniform in {grammage} g/m² fabric.",
        4,
        _uniform,
    ),
    "casques-boxe": Kind(
        (
            "Bastion",
            "Esquive",
            "Tempe",
            "Cuirasse",
        ),
        (25, 190),
        {
            "face": choice("open", "cheek", "chin", "bar", "grid", weights=(4, 5, 2, 1, 1)),
            "weight": number(280, 560, 5, -0.2),
            "material": choice("leather", "pu", "pvc", "microfibre", weights=(3, 4, 2, 2)),
            "closure": choice("velcro", "laces", "buckle", weights=(6, 2, 1)),
            "padding": choice("pu", "eva", "gel", "multilayer", weights=(4, 3, 1, 2)),
            "thickness": number(18, 34),
            "discipline": choice(
                ["boxing"],
                ["boxing", "kickboxing"],
                ["kickboxing", "muay_thai"],
                ["boxing", "kickboxing", "muay_thai", "mma"],
            ),
            "approved": chance(0.2),
            "certified": chance(0.6),
        },
        {"unisex": ["S (53-55 cm)", "M (56-58 cm)", "L (59-61 cm)"]},
        "Casque de {weight} g, mousse de {thickness} mm.",
        "Head guard of {weight} g with {thickness} mm foam.",
        2,
    ),
    "protege-tibias-combat": Kind(
        (
            "Low Kick",
            "Balayage",
            "Tibia d’Acier",
        ),
        (19, 120),
        {
            "coverage": choice("shin", "shin_instep", weights=(1, 5)),
            "thickness": number(14, 34, 1, 0.3),
            "weight": number(320, 820, 10),
            "material": choice("leather", "pu", "pvc", "microfibre", weights=(3, 4, 2, 2)),
            "closure": choice("velcro", "sleeve", weights=(4, 1)),
            "padding": choice("pu", "eva", "gel", "multilayer", weights=(4, 3, 1, 2)),
            "discipline": choice(["kickboxing", "muay_thai"], ["mma"], ["karate"], ["kickboxing"]),
            "height_cm": number(28, 40),
            "certified": chance(0.6),
        },
        {"unisex": ["S", "M", "L", "XL"]},
        "Protège-tibias de {weight} g la paire.",
        "Shin guards, {weight} g per pair.",
        2,
    ),
    "protege-dents-combat": Kind(
        (
            "Molaire",
            "Mâchoire",
            "Morsure",
        ),
        (5, 60),
        {
            "fitting": choice("boil", "ready", "custom", weights=(7, 2, 1)),
            "thickness": number(2.5, 5, 0.5),
            "layers": number(1, 4, 1, 0.6),
            "braces": chance(0.25),
            "double": chance(0.12),
            "material": choice("eva", "silicone", "gel", weights=(6, 1, 3)),
            "weight": number(10, 24),
            "case": chance(0.8),
        },
        {"unisex": ["Junior", "Adulte"]},
        "Protège-dents de {thickness} mm.",
        "{thickness} mm mouthguard.",
        1,
    ),
    "bandes-boxe": Kind(
        (
            "Poignet",
            "Phalange",
            "Coton",
        ),
        (5, 25),
        {
            "length_m": choice(2.5, 3.5, 4.5, 5),
            "stretch": choice("none", "semi", "high", weights=(2, 4, 3)),
            "width_mm": choice(38, 50, 50),
            "material": choice("cotton", "blend", "polyester", weights=(3, 5, 2)),
            "thumb_loop": chance(0.9),
            "count": choice(2),
            "approved": chance(0.2),
        },
        UNISEX,
        "Bandes de {length_m} m, larges de {width_mm} mm.",
        "Hand wraps, {length_m} m long, {width_mm} mm wide.",
        2,
    ),
    "chaussures-boxe": Kind(
        (
            "Jeu de Jambes",
            "Ring",
            "Corde",
            "Lutteur",
        ),
        (45, 180),
        {
            "collar": choice("low", "mid", "high", weights=(1, 4, 4)),
            "weight": number(220, 360, 1, -0.4),
            "outsole": choice("gum", "rubber", "suede", weights=(5, 3, 1)),
            "heel_stack": number(8, 16),
            "upper": choice("synthetic", "mesh", "leather", "suede", weights=(4, 4, 1, 1)),
            "lacing": choice("laces", "strap", weights=(6, 1)),
            "discipline": choice(["boxing"], ["wrestling"], ["boxing", "wrestling"]),
            "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
        },
        SHOES,
        "Chaussure de ring de {weight} g.",
        "Boxing shoe of {weight} g.",
        2,
    ),
    "pattes-ours": Kind(
        (
            "Cible",
            "Entraîneur",
            "Vise Juste",
        ),
        (19, 140),
        {
            "shape": choice("curved", "flat", "thai", "shield", weights=(5, 2, 2, 1)),
            "thickness": number(35, 70, 5),
            "weight": number(260, 480, 5),
            "material": choice("leather", "pu", "pvc", "microfibre", weights=(3, 4, 2, 2)),
            "padding": choice("pu", "eva", "gel", "multilayer", weights=(4, 3, 1, 2)),
            "length_cm": number(20, 28),
            "count": choice(2),
            "wrist_strap": chance(0.7),
            "discipline": choice(
                ["boxing"],
                ["boxing", "kickboxing"],
                ["kickboxing", "muay_thai"],
                ["boxing", "kickboxing", "muay_thai", "mma"],
            ),
        },
        UNISEX,
        "Pattes d’ours de {weight} g pièce.",
        "Focus mitts, {weight} g each.",
        2,
        _pads,
    ),
}
