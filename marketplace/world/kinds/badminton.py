"""Badminton."""

from marketplace.world.products import SHOES, UNISEX, Kind, Values, chance, choice, number

GRIPS = {"unisex": ["G4", "G5", "G6"]}
GRAMS = {"3u": 87, "4u": 82, "5u": 77}
POINTS = {"head_light": 285, "even": 292, "head_heavy": 302}
BALANCES = {"defence": "head_light", "allround": "even", "attack": "head_heavy"}


def _racket(values: Values) -> None:
    level = BALANCES[values["game"]]
    values.update(balance_level=level, balance=POINTS[level] + values["balance"])
    if values["level"] == "beginner":
        values.update(
            frame_material="aluminium", stiffness_level="flexible", strung=True, tension=10
        )
        values["weight_class"] = "3u"
    values["weight"] = GRAMS[values["weight_class"]] + values["weight"]


SHUTTLES = {"goose": "match", "duck": "training", "hybrid": "training", "nylon": "leisure"}


def _shuttle(values: Values) -> None:
    material = values["material"]
    values["use"] = SHUTTLES[material]
    values["count"] = 6 if material == "nylon" else 12
    values["approved"] = material == "goose" and values["approved"]
    values["cork"] = {"goose": "cork", "duck": "composite"}.get(material, values["cork"])


def _string(values: Values) -> None:
    """Thin strings send the shuttle away, thick ones last."""
    thin = values["gauge"] <= 0.66
    values["durability"] = 4 if thin else 7 if values["gauge"] < 0.7 else 9
    values["quality"] = "repulsion" if thin else values["quality"]


def _bag(values: Values) -> None:
    values["volume"] = 20 + values["rackets"] * 6
    values["weight"] = 450 + values["rackets"] * 130
    values["carrying"] = "back" if values["rackets"] <= 2 else values["carrying"]


KINDS: dict[str, Kind] = {
    "raquettes-badminton": Kind(
        ("Smash", "Amorti", "Filet", "Lob", "Drive", "Contre-Pied"), (25, 230),
        {"weight_class": choice("3u", "4u", "5u", weights=(3, 6, 2)),
         "balance_level": choice("even"),
         "stiffness_level": choice("flexible", "medium", "stiff", "extra_stiff",
                                   weights=(3, 4, 3, 1)),
         "weight": number(-2, 2, 1), "balance": number(-3, 3),
         "frame_material": choice("graphite", "graphite_alloy", weights=(6, 1)),
         "head_shape": choice("isometric", "oval", weights=(8, 1)),
         "tension": number(11, 14.5, 0.5, 0.5), "length_mm": choice(675, 675, 665),
         "grip_size": choice(83, 86, 89), "strung": chance(0.4),
         "level": choice("beginner", "intermediate", "advanced", "expert", weights=(3, 4, 3, 1)),
         "game": choice("defence", "allround", "attack")},
        GRIPS, "Raquette de badminton de {weight} g, équilibre à {balance} mm.",
        "Badminton racket of {weight} g, balance point at {balance} mm.", 5, _racket),
    "volants": Kind(
        ("Plume", "Tournoi", "Envol", "Jupe"), (9, 42),
        {"material": choice("goose", "duck", "hybrid", "nylon", weights=(3, 2, 2, 3)),
         "speed": choice("slow", "medium", "fast", weights=(1, 5, 2)), "count": choice(12),
         "weight": number(4.8, 5.4, 0.1), "cork": choice("composite", "foam"),
         "use": choice("match"), "approved": chance(0.6)},
        UNISEX, "Tube de {count} volants.", "Tube of {count} shuttlecocks.", 3, _shuttle),
    "chaussures-badminton": Kind(
        ("Fente", "Parquet", "Appui", "Pas Chassé"), (49, 150),
        {"weight": number(260, 350, 5, -0.4), "heel_stack": number(20, 30),
         "cushioning": choice("firm", "balanced", "max"), "drop": number(4, 10),
         "outsole": choice("gum", "rubber", weights=(4, 1)),
         "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)), "plate": chance(0.5),
         "non_marking": chance(1)},
        SHOES, "Chaussure de salle de {weight} g en taille 42.",
        "Indoor court shoe, {weight} g in size 42.", 4),
    "cordages-badminton": Kind(
        ("Claquement", "Fil", "Nerf"), (6, 150),
        {"gauge": number(0.61, 0.72, 0.01),
         "string_type": choice("multifilament", "titanium", "hybrid", weights=(6, 2, 1)),
         "length_m": choice(10, 10, 200), "quality": choice("control", "durability", "sound"),
         "tension": number(12, 14.5, 0.5), "durability": choice(6)},
        UNISEX, "Cordage de badminton en jauge {gauge} mm.",
        "{gauge} mm gauge badminton string.", 2, _string),
    "sacs-badminton": Kind(
        ("Gymnase", "Tournoi", "Interclubs"), (29, 110),
        {"rackets": choice(2, 3, 6, 9), "volume": choice(50), "weight": choice(1000),
         "shoe_compartment": chance(0.7), "insulated": chance(0.4),
         "carrying": choice("shoulder", "both")},
        UNISEX, "Sac pour {rackets} raquettes.",
        "Racket bag, number of rackets: {rackets}.", 2, _bag),
}  # fmt: skip
