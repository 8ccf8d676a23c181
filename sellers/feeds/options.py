"""Options of a product: which one is its size, which its colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from marketplace.core.words import tokens

Role = Literal["size", "colour", ""]
SIZES: Final = {
    "size", "taille", "pointure", "shoe size", "size eu", "eu size", "taille eu", "clothing size",
    "grosse", "grösse", "talla", "taglia", "maat",
}  # fmt: skip
COLOURS: Final = {"color", "colour", "couleur", "coloris", "farbe", "colore", "kleur"}
_ROLES: Final[dict[tuple[str, ...], Role]] = {
    **{tokens(name): "size" for name in SIZES},
    **{tokens(name): "colour" for name in COLOURS},
}


def role(name: str) -> Role:
    """What an option is by its name, "" when it is neither size nor colour."""
    return _ROLES.get(tokens(name.replace("_", " ")), "")


@dataclass(frozen=True)
class Told:
    """What a variant's options say; what is neither size nor colour makes part of the size."""

    size: str = ""
    colour: str = ""


def told(options: Mapping[str, str]) -> Told:
    """``{"Size": "M", "Length": "long", "Color": "Red"}`` → ``"M / long"`` and ``"Red"``."""
    colour = next((value for name, value in options.items() if role(name) == "colour"), "")
    sizes = [value for name, value in options.items() if role(name) == "size"]
    others = [value for name, value in options.items() if not role(name)]
    return Told(" / ".join((*sizes, *others)), colour)
