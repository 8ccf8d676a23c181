"""Further figures of the families that stood before: what the taxonomy asks of them now."""

from marketplace.world.products import Figure, chance, choice, number

FIT: dict[str, Figure] = {"fit": choice("slim", "regular", "loose", weights=(3, 5, 1))}
CLOTH: dict[str, Figure] = {
    "material": choice("polyester", "recycled", "polyamide", "blend", weights=(4, 4, 2, 2))
}

MORE: dict[str, dict[str, Figure]] = {
    "chaussures-running-route": {"width": choice("narrow", "standard", "wide", weights=(1, 6, 2))},
    "chaussures-trail": {
        "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
        "terrain": choice(
            ["groomed"],
            ["groomed", "technical"],
            ["technical", "mud"],
            ["technical", "mountain"],
            weights=(4, 3, 2, 2),
        ),
    },
    "tee-shirts-running": {**FIT, "grammage": number(80, 170, 5, -0.3)},
    "debardeurs-running": {**FIT, "grammage": number(70, 140, 5, -0.3), "reflective": chance(0.3)},
    "shorts-running": {**CLOTH, "reflective": chance(0.4)},
    "collants-running": {
        **CLOTH,
        "pockets": number(0, 5),
        "reflective": chance(0.6),
        "compression": choice("none", "light", "strong", weights=(4, 3, 1)),
    },
    "coupe-vent-running": {
        **CLOTH,
        "water_repellent": chance(0.7),
        "pockets": number(0, 4),
        "reflective": chance(0.7),
    },
    "brassieres": {
        **CLOTH,
        "adjustable": chance(0.4),
        "closure": choice("pullover", "hooks", "zip", weights=(5, 3, 1)),
        "back": choice("racer", "cross", "classic"),
        "weight": number(80, 170, 5),
    },
    "chaussettes-running": {
        "material": choice(
            "polyamide", "polyester", "merino", "cotton", "blend", weights=(4, 3, 2, 1, 3)
        ),
        "compression": chance(0.2),
        "toes": chance(0.08),
    },
    "montres-gps": {
        "water_resistance": choice(50, 100),
        "heart_rate": chance(0.95),
        "multiband": chance(0.5),
        "storage": choice(0.5, 4, 8, 32),
    },
    "gilets-hydratation": {
        "pockets": number(5, 16),
        "pole_carry": chance(0.8),
        "whistle": chance(0.9),
        "flask_volume": choice(250, 500),
    },
    "lampes-frontales": {
        "beam": number(50, 240, 10, 0.5),
        "rechargeable": chance(0.85),
        "red_light": chance(0.6),
        "protection": choice("ipx4", "ipx6", "ipx7", "ipx8", weights=(6, 2, 2, 1)),
    },
    "casquettes-running": {
        "brim": chance(0.85),
        "uv": chance(0.6),
        "adjustable": chance(0.8),
        "reflective": chance(0.5),
    },
    "chaussures-randonnee": {
        "upper": choice("leather", "suede", "synthetic", "mesh", weights=(3, 3, 3, 3)),
        "rand": chance(0.7),
        "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
        "stiffness": choice("soft", "medium", "stiff", weights=(3, 5, 1)),
    },
    "vestes-impermeables": {"hood": chance(0.97), "pockets": number(2, 5), "vents": chance(0.5)},
    "doudounes": {
        "filling": choice("down", "synthetic", weights=(3, 1)),
        "fill_weight": number(60, 220, 5),
        "pockets": number(2, 5),
        "packable": chance(0.6),
    },
    "polaires": {
        "hood": chance(0.3),
        "zip": choice("full", "half", "none", weights=(5, 3, 1)),
        **CLOTH,
        "pockets": number(0, 4),
    },
    "pantalons-randonnee": {
        "stretch": chance(0.8),
        "water_repellent": chance(0.6),
        "uv": chance(0.4),
        **CLOTH,
    },
    "sacs-a-dos": {"hip_belt": chance(0.8), "hydration": chance(0.7), "front_opening": chance(0.3)},
    "tentes": {
        "height_cm": number(95, 130, 5),
        "freestanding": chance(0.7),
        "doors": number(1, 2),
        "packed_length": number(38, 55),
    },
    "sacs-de-couchage": {
        "extreme": number(-30, -20),
        "fill": number(550, 850, 50, 0.6),
        "shape": choice("mummy", "semi", "rectangular", weights=(6, 1, 2)),
        "user_height": number(180, 200, 5),
    },
    "matelas": {
        "length_cm": number(180, 195),
        "width_cm": number(50, 65),
        "construction": choice("inflatable", "self_inflating", "foam", weights=(5, 3, 2)),
    },
    "batons": {
        "sections": choice(3, 3, 4, 5),
        "max_length": number(120, 140, 5),
        "grip": choice("foam", "cork", weights=(4, 2)),
    },
    "gourdes": {
        "material": choice("steel", "tritan", "plastic", "tpu", weights=(4, 3, 2, 2)),
        "dishwasher": chance(0.6),
        "neck": number(28, 55),
    },
    "tee-shirts-outdoor": {**FIT, "grammage": number(110, 230, 5), "uv": chance(0.4)},
    "raquettes": {
        "swingweight": number(280, 335, 1, 0.4),
        "length_cm": choice(68.5),
        "composition": choice("graphite", "graphite", "composite"),
    },
    "cordages": {
        "profile": choice("round", "shaped", "rough", weights=(5, 3, 1)),
        "tension": number(21, 26),
    },
    "balles-tennis": {
        "approved": chance(0.6),
        "surfaces": choice(["clay"], ["hard"], ["clay", "hard"], ["clay", "hard", "indoor"]),
    },
    "chaussures-tennis": {
        "drop": number(5, 11),
        "cushioning": choice("firm", "balanced", "max", "reactive", weights=(3, 4, 1, 2)),
        "width": choice("narrow", "standard", "wide", weights=(1, 6, 2)),
        "outsole_warranty": chance(0.3),
    },
    "sacs-tennis": {
        "thermal": chance(0.6),
        "shoe_compartment": chance(0.5),
        "compartments": number(1, 4),
    },
    "surgrips": {
        "feel": choice("tacky", "absorbent", "cushioned", weights=(4, 3, 2)),
        "perforated": chance(0.3),
        "length_cm": number(105, 120, 5),
    },
    "polos-tennis": {
        **FIT,
        "sleeve": choice("short", "long", "none", weights=(8, 1, 1)),
        "uv": chance(0.4),
    },
    "jupes-robes-tennis": {**CLOTH, "pleated": chance(0.5), "ball_pocket": chance(0.6)},
    "sweats": {**FIT, "grammage": number(240, 380, 10), "pockets": number(1, 3)},
    "hauts-fitness": {**FIT, "weight": number(100, 200), "seamless": chance(0.2)},
    "debardeurs-fitness": {
        **FIT,
        "back": choice("racer", "classic", "open"),
        "weight": number(75, 150),
        "built_in_bra": chance(0.15),
    },
    "pantalons-fitness": {
        "waist": choice("mid", "high", "low", weights=(4, 4, 1)),
        "pockets": number(0, 3),
        "weight": number(160, 420, 5),
    },
    "shorts-fitness": {"liner": chance(0.4), "pockets": number(0, 3), "weight": number(90, 200)},
    "sacs-sport": {
        "weight": number(400, 1400, 10),
        "shoe_compartment": chance(0.5),
        "backpack_straps": chance(0.4),
    },
    "tapis": {
        "length_cm": number(173, 190),
        "width_cm": number(58, 66),
        "material": choice("nbr", "pvc", "tpe", "rubber", "cork", weights=(3, 2, 3, 2, 1)),
    },
    "halteres": {
        "kind": choice("hex", "round", "vinyl", "loadable", weights=(5, 2, 3, 1)),
        "material": choice("cast_iron", "rubber", "vinyl", "neoprene", weights=(2, 4, 2, 2)),
        "handle_diameter": number(26, 34),
        "pair": chance(0.5),
    },
    "ballons-gym": {
        "max_load": number(150, 500, 50, 0.5),
        "anti_burst": chance(0.8),
        "mass": number(0.8, 1.6, 0.1),
        "pump": chance(0.7),
    },
    "accessoires-fitness": {
        "weight": number(100, 1500, 10),
        "max_load": number(80, 200, 10),
        "length_cm": number(20, 150),
        "foldable": chance(0.3),
    },
    "montres-sport": {
        "battery": number(2, 14),
        "screen": number(26, 36, 0.5),
        "water_resistance": choice(30, 50, 100),
        "heart_rate": chance(0.8),
    },
    "vestes-fitness": {**FIT, "pockets": number(2, 4), "weight": number(240, 520, 10)},
    "elastiques": {
        "tension": number(5, 45, 5),
        "kind": choice("loop", "mini", "tube", "flat", weights=(3, 3, 2, 2)),
        "length_cm": number(30, 150, 5),
        "width_mm": number(6, 80),
    },
    "cordes-a-sauter": {
        "bearings": chance(0.6),
        "adjustable": chance(0.85),
        "weight": number(80, 320, 5),
    },
    "rouleaux-massage": {
        "diameter": number(10, 15),
        "density": choice("soft", "medium", "firm"),
        "weight": number(300, 1100, 10),
        "textured": chance(0.5),
    },
    "briques-yoga": {
        "thickness_cm": number(6, 10),
        "weight": number(120, 800, 10),
        "length_cm": number(22, 24),
        "width_cm": number(12, 16),
        "count": choice(1, 2),
    },
    "poignees-pompes": {
        "max_load": number(100, 250, 10, 0.4),
        "rotating": chance(0.3),
        "height_cm": number(9, 18),
        "foldable": chance(0.2),
        "weight": number(400, 1400, 50),
    },
    "kettlebells": {
        "material": choice("cast_iron", "steel", "vinyl", "rubber", weights=(4, 2, 2, 2)),
        "handle_diameter": number(28, 38),
        "competition": chance(0.2),
        "flat_base": chance(0.9),
    },
}
