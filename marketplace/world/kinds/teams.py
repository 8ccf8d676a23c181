"""What the kit of every team sport shares."""

from marketplace.world.products import choice

SPORT_CLOTH = choice("polyester", "recycled", "cotton", "blend", weights=(5, 4, 1, 2))
TEAMS = (  # invented clubs
    "AS Valmorin",
    "Étoile de Brécourt",
    "FC Landreval",
    "US Montclar",
    "RC Pierrelune",
    "Olympique Sarval",
)
