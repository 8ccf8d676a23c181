"""What cross-country skis, boots, poles and roller skis are like."""

from marketplace.world.products import CLOTHES, UNISEX, Kind, Values, chance, choice, number

SKATING = {"unisex": ["176 cm", "181 cm", "186 cm", "191 cm"]}
CLASSIC = {"unisex": ["180 cm", "187 cm", "194 cm", "201 cm", "206 cm"]}
POLES = {"unisex": ["140 cm", "145 cm", "150 cm", "155 cm", "160 cm", "165 cm", "170 cm"]}
BOOTS = {
    "men": ["40", "41", "42", "43", "44", "45", "46"],
    "women": ["36", "37", "38", "39", "40", "41"],
}
CORE = choice("wood", "foam", "honeycomb", "air", weights=(3, 3, 3, 2))
BASE = choice("sintered", "sintered_graphite", "extruded", weights=(4, 4, 2))
FLEX = choice("soft", "medium", "stiff", weights=(2, 5, 3))


def _skier(values: Values) -> None:
    """Stiffer skis carry heavier skiers."""
    low = {"soft": 45, "medium": 60, "stiff": 75}[values["flex"]]
    values["skier_min"], values["skier_max"] = low, low + 25
    if values["use"] == "race":
        values.update(core="honeycomb", base="sintered_graphite",
                      weight=min(values["weight"], 1080))  # fmt: skip


def _classic(values: Values) -> None:
    _skier(values)
    wild = values["use"] == "backcountry"
    values["metal_edges"] = wild
    if wild:
        values.update(grip="scales", waist=60, weight=1950, binding_system="none")
    elif values["use"] == "race":
        values["grip"] = "wax"


def _boot(values: Values) -> None:
    technique = values["technique"]
    values["cuff"] = {"skating": "rigid", "classic": "none", "combi": "soft"}.get(technique, "soft")
    values["flex"] = {"skating": "stiff", "combi": "medium"}.get(technique, "soft")
    if technique == "backcountry":
        values.update(sole_norm="nnn_bc", weight=820, closure="laces")
    elif technique == "skating" and values["weight"] < 480:
        values["cuff"] = "carbon"


def _pole(values: Values) -> None:
    values["carbon_share"] = {"carbon": 100, "carbon_glass": values["carbon_share"]}.get(
        values["shaft"], 0
    )
    values["linear_weight"] = {"carbon": 62, "carbon_glass": 76, "glass": 92}.get(
        values["shaft"], 108
    )


def _roller(values: Values) -> None:
    if values["technique"] == "classic":
        values.update(wheelbase=700, wheel_diameter=70, wheel_width=45)


KINDS: dict[str, Kind] = {
    "skis-skating": Kind(
        ("Pas Large", "Patineur", "Plateau", "Un Temps"), (199, 690),
        {"weight": number(980, 1400, 10, -0.6), "flex": FLEX,
         "use": choice("leisure", "fitness", "race", weights=(4, 5, 3)),
         "waist": choice(43, 44, 44),
         "camber_height": number(2, 3.6, 0.1), "core": CORE, "base": BASE,
         "binding_system": choice("ifp", "nis", weights=(5, 3)), "bindings_included": chance(0.4)},
        SKATING, "Ski de skating, {weight} g la paire.",
        "Skating ski, {weight} g per pair.", 3, _skier),
    "skis-classiques": Kind(
        ("Alternatif", "Deux Rails", "Sous-bois", "Écaille", "Trace Douce"), (149, 650),
        {"grip": choice("skin", "scales", "wax", weights=(5, 4, 2)),
         "weight": number(1020, 1500, 10, -0.5),
         "use": choice("leisure", "fitness", "race", "backcountry", weights=(5, 4, 2, 2)),
         "waist": choice(44, 45, 46, 48), "camber_height": number(2.2, 4, 0.1), "flex": FLEX,
         "core": CORE, "base": BASE, "binding_system": choice("ifp", "nis", weights=(5, 3))},
        CLASSIC, "Ski classique, {weight} g la paire.",
        "Classic cross-country ski, {weight} g per pair.", 3, _classic),
    "chaussures-ski-nordique": Kind(
        ("Cheville Libre", "Poussée", "Glisse Longue"), (89, 449),
        {"technique": choice("skating", "classic", "combi", "backcountry", weights=(5, 4, 2, 2)),
         "sole_norm": choice("prolink", "nnn", "turnamic", weights=(3, 3, 3)),
         "weight": number(420, 640, 10, -0.5),
         "closure": choice("laces", "quicklace", "dial", weights=(3, 4, 3)),
         "cover": chance(0.6), "temperature": number(-20, -5)},
        BOOTS, "Chaussure de ski nordique, {weight} g par pied.",
        "Cross-country ski boot, {weight} g per boot.", 3, _boot),
    "batons-ski-nordique": Kind(
        ("Double Poussée", "Élan", "Appel"), (35, 390),
        {"shaft": choice("aluminium", "glass", "carbon_glass", "carbon", weights=(2, 3, 4, 3)),
         "carbon_share": number(20, 90, 10), "basket": choice(35, 40, 45, 50),
         "strap": choice("standard", "shark", "click", weights=(2, 5, 3)),
         "grip": choice("cork", "plastic", "foam", weights=(5, 3, 1)), "balance": number(22, 55)},
        POLES, "Bâtons de {linear_weight} g au mètre.",
        "Poles of {linear_weight} g per metre.", 2, _pole),
    "roller-skis": Kind(
        ("Bitume Blanc", "Été", "Hors Saison"), (199, 520),
        {"technique": choice("skating", "classic", weights=(5, 3)),
         "wheel_speed": choice("1", "2", "3", weights=(1, 6, 2)),
         "weight": number(1450, 2100, 10, -0.4), "wheelbase": number(530, 620, 10),
         "wheel_diameter": choice(80, 100, 100, 105), "wheel_width": choice(24, 30),
         "frame": choice("aluminium", "composite", "wood", "carbon", weights=(5, 3, 1, 1)),
         "brake": chance(0.15), "skier_max": choice(100, 110, 120)},
        UNISEX, "Roller-skis de {weight} g la paire, empattement de {wheelbase} mm.",
        "Roller skis of {weight} g per pair, {wheelbase} mm wheelbase.", 1, _roller),
    "collants-ski-nordique": Kind(
        ("Clairière", "Matin Froid", "Fond de Vallée"), (59, 179),
        {"temperature": number(-15, 5), "windproof": chance(0.6), "weight": number(230, 420, 5),
         "fabric": choice("polyester", "softshell", "merino", weights=(4, 4, 1)),
         "leg_zip": chance(0.7), "reflective": chance(0.6)},
        CLOTHES, "Collant pour skier dès {temperature} °C.",
        "Tights for skiing at {temperature} °C and above.", 1),
}  # fmt: skip
