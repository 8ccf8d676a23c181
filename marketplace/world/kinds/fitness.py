"""Fitness: names, sizes, prices and figures that fit together; ``more.py`` holds the rest."""

from marketplace.world.products import CLOTHES, UNISEX, Kind, Values, chance, choice, number


def _watch(values: Values) -> None:
    values["battery"] = values["battery"] * 24


def _ball(values: Values) -> None:
    """A small ball is weighted; a large one carries a person."""
    if values["diameter"] <= 30:
        values.update(mass=round(values["diameter"] / 5), max_load=100, pump=False)


KINDS: dict[str, Kind] = {
    "sweats": Kind(
        (
            "Récup",
            "Vestiaire",
            "Dimanche",
            "Cocon",
        ),
        (29, 95),
        {
            "hood": chance(0.7),
            "zip": chance(0.4),
            "material": choice("fleece", "cotton", "polyester", "blend"),
        },
        CLOTHES,
        "Sweat pour l’échauffement et l’après.",
        "Sweatshirt for warming up and for afterwards.",
        2,
    ),
    "hauts-fitness": Kind(
        (
            "Tempo",
            "Série",
            "Souffle",
        ),
        (15, 55),
        {
            "sleeve": choice("short", "long", weights=(4, 1)),
            "material": choice("polyester", "cotton", "blend", weights=(4, 2, 3)),
        },
        CLOTHES,
        "Haut d’entraînement de {weight} g en taille M.",
        "Training top, {weight} g in size M.",
        3,
    ),
    "debardeurs-fitness": Kind(
        (
            "Série",
            "Tempo",
            "Canicule",
        ),
        (12, 45),
        {"material": choice("polyester", "cotton", "blend", weights=(4, 2, 3))},
        CLOTHES,
        "Débardeur de {weight} g en taille M.",
        "Tank top, {weight} g in size M.",
        2,
    ),
    "pantalons-fitness": Kind(
        (
            "Amplitude",
            "Gainage",
            "Équilibre",
        ),
        (19, 95),
        {
            "length": choice("full", "seven-eighths", "three-quarter", weights=(4, 3, 1)),
            "material": choice("polyester", "cotton", "blend", weights=(4, 2, 3)),
        },
        CLOTHES,
        "Pantalon d’entraînement, {pockets} poches.",
        "Training trousers, number of pockets: {pockets}.",
        3,
    ),
    "shorts-fitness": Kind(
        (
            "Cadence",
            "Burpee",
            "Série",
        ),
        (15, 55),
        {
            "inseam": number(8, 22),
            "material": choice("polyester", "cotton", "blend", weights=(4, 2, 3)),
        },
        CLOTHES,
        "Short à entrejambe de {inseam} cm.",
        "Training shorts with a {inseam} cm inseam.",
        2,
    ),
    "sacs-sport": Kind(
        (
            "Casier",
            "Vestiaire",
            "Va-et-Vient",
        ),
        (19, 95),
        {
            "volume": number(18, 70, 2),
            "material": choice("polyester", "nylon", "canvas", weights=(5, 3, 1)),
        },
        UNISEX,
        "Sac de sport de {volume} L.",
        "{volume} L sports bag.",
        2,
    ),
    "tapis": Kind(
        (
            "Ancrage",
            "Salutation",
            "Savasana",
        ),
        (15, 110),
        {"thickness": number(3, 15), "weight": number(900, 2600, 50)},
        UNISEX,
        "Tapis de {thickness} mm, {weight} g.",
        "Exercise mat, {thickness} mm thick, {weight} g.",
        2,
    ),
    "halteres": Kind(
        (
            "Fonte",
            "Levier",
            "Poigne",
        ),
        (9, 160),
        {"mass": number(1, 30, 1)},
        UNISEX,
        "Haltère de {mass} kg.",
        "{mass} kg dumbbell.",
        2,
    ),
    "ballons-gym": Kind(
        (
            "Globe",
            "Équilibre",
            "Rebond",
        ),
        (12, 60),
        {"diameter": choice(22, 55, 65, 75)},
        UNISEX,
        "Ballon de {diameter} cm, charge de {max_load} kg.",
        "{diameter} cm exercise ball, maximum load {max_load} kg.",
        1,
        _ball,
    ),
    "accessoires-fitness": Kind(
        (
            "Atelier",
            "Appoint",
            "Relance",
        ),
        (9, 70),
        {"material": choice("foam", "rubber", "nylon", "steel", "plastic")},
        UNISEX,
        "Accessoire d’entraînement de {weight} g.",
        "Training accessory of {weight} g.",
        1,
    ),
    "montres-sport": Kind(
        (
            "Chrono",
            "Intervalle",
            "Pulsation",
        ),
        (39, 290),
        {"weight": number(28, 62)},
        UNISEX,
        "Montre de {weight} g, étanche à {water_resistance} m.",
        "Sports watch of {weight} g, water resistant to {water_resistance} m.",
        2,
        _watch,
    ),
    "vestes-fitness": Kind(
        (
            "Mise en Train",
            "Retour au Calme",
            "Coulisse",
        ),
        (29, 110),
        {"hood": chance(0.4), "material": choice("polyester", "nylon", "fleece", "blend")},
        CLOTHES,
        "Veste d’entraînement de {weight} g en taille M.",
        "Training jacket, {weight} g in size M.",
        2,
    ),
    "elastiques": Kind(
        (
            "Ressort",
            "Retenue",
            "Tension",
        ),
        (6, 45),
        {"material": choice("rubber", "latex", "fabric", weights=(2, 5, 2))},
        UNISEX,
        "Élastique de {tension} kg.",
        "Resistance band of {tension} kg.",
        2,
    ),
    "cordes-a-sauter": Kind(
        (
            "Double Tour",
            "Filin",
            "Cadence",
        ),
        (6, 45),
        {
            "length_cm": number(240, 310, 5),
            "material": choice("plastic", "leather", "steel", weights=(4, 1, 4)),
        },
        UNISEX,
        "Corde de {length_cm} cm, {weight} g.",
        "Skipping rope, {length_cm} cm long, {weight} g.",
        1,
    ),
    "rouleaux-massage": Kind(
        (
            "Détente",
            "Relâche",
            "Vertèbre",
        ),
        (12, 60),
        {"length_cm": number(30, 90, 5), "material": choice("foam", "cork", weights=(5, 1))},
        UNISEX,
        "Rouleau de {length_cm} cm, diamètre de {diameter} cm.",
        "Foam roller, {length_cm} cm long, {diameter} cm in diameter.",
        1,
    ),
    "briques-yoga": Kind(
        (
            "Appui",
            "Socle",
        ),
        (6, 30),
        {"material": choice("foam", "cork", "wood", weights=(4, 3, 1))},
        UNISEX,
        "Brique de {thickness_cm} cm, {weight} g.",
        "Yoga block, {thickness_cm} cm thick, {weight} g.",
        1,
    ),
    "poignees-pompes": Kind(
        (
            "Plancher",
            "Paume",
        ),
        (9, 45),
        {"material": choice("foam", "plastic", "steel", weights=(1, 4, 3))},
        UNISEX,
        "Poignées pour {max_load} kg.",
        "Push-up handles for up to {max_load} kg.",
        1,
    ),
    "kettlebells": Kind(
        (
            "Boulet",
            "Balancier",
            "Fonte",
        ),
        (15, 140),
        {"mass": choice(4, 6, 8, 10, 12, 16, 20, 24, 32)},
        UNISEX,
        "Kettlebell de {mass} kg.",
        "{mass} kg kettlebell.",
        1,
    ),
}
