"""What each family's products are like: names, sizes, prices and figures that fit together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

Values = dict[str, Any]
Figure = Callable[[Random, float], Any]  # (dice, tier between 0 plain and 1 top) -> value

MEN = ["40", "41", "42", "42,5", "43", "44", "45", "46"]
WOMEN = ["36", "37", "38", "38,5", "39", "40", "41"]
ALPHA = ["S", "M", "L", "XL", "2XL"]
SOCKS = ["36-38", "39-41", "42-44", "45-47"]
GRIPS = ["L1", "L2", "L3", "L4"]
ONE: list[str] = [""]


def number(low: float, high: float, step: float = 1, tilt: float = 0) -> Figure:
    """A figure between ``low`` and ``high``; ``tilt`` says how far a top product leans to high."""

    def roll(dice: Random, tier: float) -> float:
        place = min(max(dice.betavariate(2.2, 2.2) + tilt * (tier - 0.5), 0), 1)
        steps = round((low + (high - low) * place) / step)
        value = round(steps * step, 3)
        return int(value) if float(value).is_integer() else value

    return roll


def choice(*keys: Any, weights: Sequence[int] | None = None) -> Figure:
    return lambda dice, _tier: dice.choices(keys, weights)[0]


def chance(share: float) -> Figure:
    return lambda dice, tier: dice.random() < share + 0.2 * (tier - 0.5)


@dataclass(frozen=True)
class Kind:
    """How to make the products of one family. Prices in euros, tax included."""

    words: tuple[str, ...]
    price: tuple[int, int]
    figures: Mapping[str, Figure]
    sizes: Mapping[str, Sequence[str]]  # gender -> sizes
    text: str  # one sentence; {figures} by key
    text_en: str  # the same in English, with the same {figures}
    weight: int = 2  # its share of the catalogue
    finish: Callable[[Values], None] | None = None


SHOES = {"men": MEN, "women": WOMEN}
CLOTHES = {"men": ALPHA, "women": ALPHA}
UNISEX: Mapping[str, Sequence[str]] = {"unisex": ONE}


def stack(values: Values) -> None:
    values["heel_stack"] = values["forefoot_stack"] + values["drop"]


def _carbon(values: Values) -> None:
    stack(values)
    if values["plate"] == "carbon":
        values.update(use="race", cushioning="reactive", foam="peba")
        values["weight"] = max(values["weight"] - 45, 175)


def _limit(values: Values) -> None:
    values["limit"] = values["comfort"] - 6


def _tent(values: Values) -> None:
    values["weight"] = round(values["weight"] * (0.55 + 0.35 * values["persons"]), -1)


FABRIC = choice("polyester", "recycled", "merino", "cotton", weights=(5, 4, 2, 1))

KINDS: dict[str, Kind] = {
    "chaussures-running-route": Kind(
        ("Cadence", "Foulée", "Quotidien", "Tempo", "Allure", "Bitume", "Longue Sortie", "Piste",
         "Élan", "Rythme"),
        (85, 250),
        {"drop": number(0, 12), "weight": number(195, 320, 1, -0.5),
         "cushioning": choice("firm", "balanced", "max", "reactive", weights=(2, 4, 3, 2)),
         "use": choice("daily", "long", "tempo", "race", "recovery", weights=(5, 3, 2, 1, 1)),
         "stride": choice("universal", "pronation", "supination", weights=(8, 2, 1)),
         "forefoot_stack": number(18, 34, 1, 0.3),
         "foam": choice("eva", "tpu", "peba", "eva_tpu", weights=(4, 2, 2, 3)),
         "plate": choice("none", "nylon", "carbon", weights=(8, 1, 2)),
         "lifespan": number(400, 900, 50, -0.2)},
        SHOES, "Chaussure de route pour trois à cinq sorties par semaine, drop de {drop} mm.",
        "Road running shoe for three to five runs a week, {drop} mm drop.", 7,
        _carbon),
    "chaussures-trail": Kind(
        ("Crête", "Pierrier", "Arête", "Sente", "Combe", "Col", "Balcon", "Cairn", "Névé"),
        (95, 220),
        {"lug_depth": number(2.5, 6, 0.5), "drop": number(0, 10),
         "weight": number(230, 380, 1, -0.5),
         "terrain": choice("groomed", "technical", "mud", "mountain", weights=(4, 4, 2, 2)),
         "membrane": chance(0.25), "forefoot_stack": number(16, 30), "rock_plate": chance(0.5)},
        SHOES, "Chaussure de trail à crampons de {lug_depth} mm, drop de {drop} mm.",
        "Trail running shoe with {lug_depth} mm lugs and a {drop} mm drop.", 6, stack),
    "tee-shirts-running": Kind(
        ("Souffle", "Brise", "Courant", "Éclair", "Plume", "Filant"), (19, 75),
        {"weight": number(75, 170, 1, -0.4), "sleeve": choice("short", "long", weights=(3, 1)),
         "material": FABRIC, "reflective": chance(0.4)},
        CLOTHES, "Tee-shirt qui sèche vite, {weight} g en taille M.",
        "Quick-drying T-shirt, {weight} g in size M.", 4),
    "debardeurs-running": Kind(
        ("Souffle", "Brise", "Canicule", "Plume"), (19, 60),
        {"weight": number(60, 120, 1, -0.4), "material": FABRIC}, CLOTHES,
        "Débardeur léger pour les sorties chaudes, {weight} g en taille M.",
        "Light singlet for hot-weather runs, {weight} g in size M.", 2),
    "shorts-running": Kind(
        ("Échappée", "Fractionné", "Tempo", "Relance", "Ligne"), (25, 85),
        {"inseam": number(5, 23), "weight": number(80, 210, 1, -0.4), "pockets": number(0, 5),
         "liner": chance(0.6)},
        CLOTHES, "Short à entrejambe de {inseam} cm.", "Shorts with a {inseam} cm inseam.", 3),
    "collants-running": Kind(
        ("Givre", "Matinal", "Tenue", "Ligne"), (35, 110),
        {"length": choice("full", "seven-eighths", "three-quarter", weights=(4, 2, 1)),
         "temperature": number(-12, 15), "weight": number(150, 310)},
        CLOTHES, "Collant pour courir dès {temperature} °C.",
        "Running tights for {temperature} °C and above.", 3),
    "coupe-vent-running": Kind(
        ("Rafale", "Bise", "Tramontane", "Embrun"), (49, 180),
        {"weight": number(70, 230, 1, -0.6), "packed": number(0.3, 1.2, 0.1, -0.3),
         "hood": chance(0.6)},
        CLOTHES, "Coupe-vent de {weight} g qui tient dans une poche.",
        "Windproof jacket of {weight} g that packs into a pocket.", 2),
    "brassieres": Kind(
        ("Appui", "Constante", "Sereine", "Ferme"), (25, 75),
        {"support": choice("low", "medium", "high"),
         "padding": choice("none", "removable", "fixed", weights=(2, 4, 1))},
        {"women": ["XS", "S", "M", "L", "XL"]}, "Brassière à maintien mesuré.",
        "Sports bra with measured support.", 2),
    "chaussettes-running": Kind(
        ("Semelle", "Cheville", "Double", "Mérinos"), (9, 30),
        {"height": choice("low", "ankle", "crew", "knee"),
         "thickness": choice("thin", "medium", "thick")},
        {"unisex": SOCKS}, "Chaussettes sans couture aux orteils.", "Socks with seamless toes.", 2),
    "montres-gps": Kind(
        ("Azimut", "Repère", "Cap", "Méridien"), (149, 690),
        {"battery": number(12, 90, 1, 0.6), "weight": number(36, 78, 1, 0.1),
         "screen": number(28, 38, 0.5), "maps": chance(0.45)},
        UNISEX, "Montre GPS, {battery} h d’enregistrement.",
        "GPS watch that records for {battery} h.", 2),
    "gilets-hydratation": Kind(
        ("Portage", "Ravito", "Long Cours", "Ultra"), (59, 190),
        {"volume": number(2, 15), "weight": number(120, 380), "flasks": number(1, 2)},
        {"unisex": ["S", "M", "L"]}, "Gilet de {volume} L qui ne ballotte pas.",
        "{volume} L running vest that does not bounce.", 2),
    "lampes-frontales": Kind(
        ("Veilleur", "Étoile", "Nuit Blanche", "Phare"), (29, 210),
        {"lumens": number(200, 1500, 50, 0.6), "battery": number(3, 60, 1, 0.2),
         "weight": number(55, 210, 1, 0.2)},
        UNISEX, "Frontale de {lumens} lm.", "{lumens} lm head torch.", 2),
    "casquettes-running": Kind(
        ("Visière", "Soleil", "Vent Debout"), (15, 45),
        {"weight": number(35, 95), "material": choice("polyester", "merino", "cotton")},
        UNISEX, "Casquette légère à séchage rapide.", "Light, quick-drying cap.", 1),
    "chaussures-randonnee": Kind(
        ("Alpage", "Bivouac", "Refuge", "Estive", "Granite", "Traversée"), (89, 290),
        {"cut": choice("low", "mid", "high", weights=(3, 4, 2)),
         "weight": number(340, 760, 5, -0.2), "lug_depth": number(3.5, 6, 0.5),
         "membrane": chance(0.6)},
        SHOES, "Chaussure de randonnée à crampons de {lug_depth} mm.",
        "Hiking shoe with {lug_depth} mm lugs.", 5),
    "vestes-impermeables": Kind(
        ("Averse", "Déluge", "Bruine", "Front Froid", "Ondée"), (89, 520),
        {"waterproof": number(10000, 28000, 1000, 0.7),
         "breathability": number(8000, 40000, 1000, 0.7), "weight": number(170, 520, 5, -0.3),
         "layers": choice("2", "2.5", "3"), "pfas_free": chance(0.6)},
        CLOTHES, "Veste imperméable, colonne d’eau de {waterproof} mm.",
        "Waterproof jacket, {waterproof} mm water column.", 5),
    "doudounes": Kind(
        ("Édredon", "Cirrus", "Névé", "Duvet"), (99, 420),
        {"fill": number(550, 900, 50, 0.7), "weight": number(230, 620, 5, -0.3),
         "hood": chance(0.6)},
        CLOTHES, "Doudoune au gonflant de {fill} cuin.",
        "Down jacket, fill power of {fill} cuin.", 3),
    "polaires": Kind(
        ("Refuge", "Feutre", "Estive", "Brebis"), (39, 160),
        {"grammage": number(100, 320, 10), "weight": number(200, 520, 5)},
        CLOTHES, "Polaire de {grammage} g/m².", "{grammage} g/m² fleece.", 2),
    "pantalons-randonnee": Kind(
        ("Layon", "Marche", "Pente", "Transhumance"), (49, 190),
        {"weight": number(230, 540, 5), "pockets": number(3, 7), "zip_off": chance(0.25)},
        CLOTHES, "Pantalon de marche, {pockets} poches.",
        "Hiking trousers with {pockets} pockets.", 3),
    "sacs-a-dos": Kind(
        ("Portage", "Bivouac", "Échappée", "Traversée", "Sherpa"), (49, 280),
        {"volume": number(10, 65, 5), "weight": number(380, 2100, 10),
         "back_length": number(42, 54), "rain_cover": chance(0.5)},
        UNISEX, "Sac de {volume} L, dos de {back_length} cm.",
        "{volume} L backpack, {back_length} cm back length.", 4),
    "tentes": Kind(
        ("Abri", "Igloo", "Belle Étoile", "Camp"), (99, 720),
        {"persons": number(1, 4), "weight": number(900, 2100, 10, -0.5),
         "seasons": choice("2", "3", "4", weights=(1, 5, 2)),
         "hydrostatic": number(1500, 5000, 500, 0.4)},
        UNISEX, "Tente, nombre de places : {persons}.", "Tent, sleeps {persons}.", 3, _tent),
    "sacs-de-couchage": Kind(
        ("Cocon", "Nuitée", "Marmotte"), (59, 520),
        {"comfort": number(-12, 12, 1, -0.5), "weight": number(480, 1700, 10, -0.2),
         "filling": choice("down", "synthetic")},
        UNISEX, "Sac de couchage, confort à {comfort} °C.",
        "Sleeping bag, comfort temperature {comfort} °C.", 2, _limit),
    "matelas": Kind(
        ("Sommeil", "Couche", "Plume"), (39, 220),
        {"r_value": number(1, 6.5, 0.1, 0.4), "weight": number(330, 980, 10, -0.4),
         "thickness": number(2, 10, 0.5)},
        UNISEX, "Matelas de bivouac, valeur R de {r_value}.",
        "Sleeping mat with an R-value of {r_value}.", 2),
    "batons": Kind(
        ("Appui", "Pente", "Relais"), (39, 190),
        {"weight": number(290, 520, 5, -0.6), "folded": number(34, 62),
         "shaft": choice("aluminium", "carbon")},
        UNISEX, "Paire de bâtons pliants, {weight} g.", "Pair of folding poles, {weight} g.", 2),
    "gourdes": Kind(
        ("Source", "Gorgée", "Torrent"), (9, 45),
        {"volume": number(250, 1500, 50), "weight": number(35, 420, 5), "insulated": chance(0.4)},
        UNISEX, "Gourde de {volume} ml.", "{volume} ml bottle.", 2),
    "tee-shirts-outdoor": Kind(
        ("Alpage", "Layon", "Versant"), (25, 95),
        {"weight": number(110, 240), "material": FABRIC, "sleeve": choice("short", "long")},
        CLOTHES, "Haut technique de {weight} g en taille M.",
        "Technical top, {weight} g in size M.", 3),
    "raquettes": Kind(
        ("Ligne", "Effet", "Contrôle", "Volée", "Fond de Court", "Ace"), (79, 290),
        {"head_size": number(600, 710, 5, -0.2), "weight": number(255, 320, 5, 0.5),
         "balance": number(305, 345, 5, -0.4),
         "pattern": choice("16x19", "18x20", "16x20", weights=(6, 3, 1)),
         "stiffness": number(58, 72), "beam": number(20, 27, 0.5), "strung": chance(0.3)},
        {"unisex": GRIPS}, "Raquette au tamis de {head_size} cm², {weight} g non cordée.",
        "Tennis racket with a {head_size} cm² head, {weight} g unstrung.", 6),
    "cordages": Kind(
        ("Claquant", "Toucher", "Prise", "Rebond"), (9, 190),
        {"gauge": number(1.15, 1.35, 0.05),
         "string_type": choice("polyester", "multifilament", "gut", "hybrid", weights=(5, 3, 1, 1)),
         "length_m": choice(12, 12, 200)},
        UNISEX, "Cordage en jauge {gauge} mm.", "{gauge} mm gauge tennis string.", 3),
    "balles-tennis": Kind(
        ("Tournoi", "Entraînement", "Terre", "Club"), (6, 40),
        {"count": choice(3, 4, 4),
         "stage": choice("standard", "training", "green", "orange", "red", weights=(5, 3, 1, 1, 1)),
         "pressurised": chance(0.8)},
        UNISEX, "Tube de {count} balles.", "Tube of {count} tennis balls.", 2),
    "chaussures-tennis": Kind(
        ("Glissade", "Appui", "Latéral", "Terre", "Central"), (69, 190),
        {"court": choice("clay", "hard", "omni", "grass", weights=(4, 3, 4, 1)),
         "weight": number(300, 410, 5, -0.3), "heel_stack": number(24, 32)},
        SHOES, "Chaussure de tennis à stabilité latérale renforcée.",
        "Tennis shoe with reinforced lateral stability.", 4),
    "sacs-tennis": Kind(
        ("Club", "Tournée", "Vestiaire"), (39, 140),
        {"rackets": choice(3, 6, 9, 12), "volume": number(30, 90, 5)},
        UNISEX, "Sac pour {rackets} raquettes.", "Bag for {rackets} rackets.", 2),
    "surgrips": Kind(
        ("Prise", "Sec", "Confort"), (5, 30),
        {"thickness": number(0.4, 1.8, 0.1), "count": choice(1, 3, 12)},
        UNISEX, "Surgrip de {thickness} mm.", "{thickness} mm overgrip.", 1),
    "polos-tennis": Kind(
        ("Central", "Filet", "Service"), (29, 85),
        {"weight": number(120, 220), "material": choice("polyester", "recycled", "cotton")},
        CLOTHES, "Polo de tennis, {weight} g en taille M.",
        "Tennis polo shirt, {weight} g in size M.", 2),
    "jupes-robes-tennis": Kind(
        ("Revers", "Plissé", "Service"), (35, 110),
        {"length_cm": number(30, 48), "shorts": chance(0.7)},
        {"women": ["XS", "S", "M", "L", "XL"]}, "Jupe de tennis de {length_cm} cm.",
        "Tennis skirt, {length_cm} cm long.", 2),
}  # fmt: skip
