"""What a product and an offer need to be published: the one place that says it.

The maker's name, postal and electronic address, and who answers for a maker outside the Union,
stand once per brand and hold for all that is of it (regulation (EU) 2023/988 on product safety,
art. 16 and 19); the rest is the reference's own. A rule is a reason and the function that tells
whether it holds; another one is another line in ``RULES``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.core.errors import CordeeError


@dataclass(frozen=True)
class ProductFacts:
    """What is known of a reference, or of what would become one."""

    title: str
    family: str  # slug
    manufacturer_ref: str
    gtins: frozenset[str] = frozenset()
    maker_name: str = ""
    maker_address: str = ""
    maker_email: str = ""
    maker_abroad: bool = False
    responsible_name: str = ""
    responsible_address: str = ""
    responsible_email: str = ""


MAKER_FIELDS: Final = (
    "maker_name", "maker_address", "maker_email", "maker_abroad",
    "responsible_name", "responsible_address", "responsible_email",
)  # fmt: skip


def of_maker(brand: Any) -> dict[str, Any]:
    """What is known of who makes what is of a brand, as fields of ``ProductFacts``; None: nothing
    is."""
    return {name: getattr(brand, name) for name in MAKER_FIELDS} if brand else {}


def proposed(content: Mapping[str, Any], brand: Any) -> ProductFacts:
    """The facts of what a seller proposes (``Proposal.content``); ``brand`` None: not known yet."""
    return ProductFacts(
        title=content.get("model_name") or "",
        family=content.get("family") or "",
        manufacturer_ref=content.get("manufacturer_ref") or "",
        gtins=frozenset(each.get("gtin") or "" for each in content.get("variants", ())),
        **of_maker(brand),
    )


@dataclass(frozen=True)
class OfferFacts:
    """What is known of an offer; ``minor``: cents, tax included."""

    minor: int | None
    trader_may_sell: bool


@dataclass(frozen=True)
class Reason:
    """Why something is not published. ``code`` never changes once published."""

    code: str
    sentence: str | Promise
    remedy: str | Promise

    @property
    def is_of_maker(self) -> bool:
        """Whether it is said once for all that is of a brand."""
        return self.code.startswith("maker_")


class NotPublishable(CordeeError):
    """The gate is shut; ``reasons`` says why."""

    code = "not_publishable"
    status = 422

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(str(each.sentence) for each in self.reasons))


Rule = Callable[[ProductFacts, OfferFacts | None], bool]

TITLE: Final = Reason("title", _("Le produit n’a pas de nom."), _("Donnez-lui un titre."))
FAMILY: Final = Reason(
    "family",
    _("Le produit n’a pas de famille."),
    _("Indiquez sa catégorie ; sinon Cordée la choisit en décidant."),
)
MAKER_NAME: Final = Reason(
    "maker_name",
    _("Le nom du fabricant n’est pas connu."),
    _("Une fois pour toute la marque : sa raison sociale."),
)
MAKER_ADDRESS: Final = Reason(
    "maker_address",
    _("L’adresse postale du fabricant n’est pas connue."),
    _("Une fois pour toute la marque : rue, code postal, ville et pays."),
)
MAKER_PLACE: Final = Reason(
    "maker_place",
    _("L’adresse postale du fabricant est incomplète."),
    _("Écrivez rue, code postal, ville et pays, par exemple : 1 rue du Port, 74000 Annecy, "
      "France."),
)  # fmt: skip
MAKER_EMAIL: Final = Reason(
    "maker_email",
    _("L’adresse électronique du fabricant n’est pas connue."),
    _("Une fois pour toute la marque : l’adresse où joindre le fabricant."),
)
MAKER_RESPONSIBLE: Final = Reason(
    "maker_responsible",
    _("Le fabricant est hors de l’Union européenne : qui en répond dans l’Union n’est pas connu."),
    _("Une fois pour toute la marque : nom, adresse postale et adresse électronique de la personne "
      "responsable dans l’Union."),
)  # fmt: skip
IDENTIFIER: Final = Reason(
    "identifier",
    _("Le produit n’a ni code-barres, ni référence du fabricant."),
    _("Ajoutez à votre export le code-barres (GTIN) de chaque taille ou la référence du "
      "fabricant."),
)  # fmt: skip
PRICE: Final = Reason(
    "price", _("L’offre n’a pas de prix."), _("Indiquez un prix en euros, taxe comprise.")
)
TRADER: Final = Reason(
    "trader",
    _("La boutique ne peut pas vendre en ce moment."),
    _("Écrivez à Cordée : la boutique est suspendue."),
)


# Figures of most countries, or the letters and figures of the British, the Irish and the Dutch.
POSTCODE: Final = re.compile(
    r"\b(?:\d{3,6}|\d{3} \d{2}|\d{4} ?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
    r"|[A-Z]\d[\dW] ?[A-Z\d]{4})\b"
)


def is_postal(address: str) -> bool:
    """Whether a letter could be sent there, as far as that can be told without a list of places.

    A postcode, and two parts with words (street and town), parted by the postcode, a comma or a
    line's end.
    """
    postcodes = list(POSTCODE.finditer(address))
    if not postcodes:
        return False
    last = postcodes[-1]  # before it, figures of a house or of a post-office box
    parts = re.split(r"[,;\n]", f"{address[: last.start()]},{address[last.end() :]}")
    return sum(bool(re.search(r"[^\W\d_]{2}", part)) for part in parts) >= 2


def _misplaced(address: str) -> bool:
    return bool(address.strip()) and not is_postal(address)


def _without_responsible(product: ProductFacts) -> bool:
    """Art. 16: what is made outside the Union is sold with the name of someone within."""
    who = (product.responsible_name, product.responsible_email)
    known = all(each.strip() for each in who) and is_postal(product.responsible_address)
    return product.maker_abroad and not known


RULES: tuple[tuple[Reason, Rule], ...] = (
    (TITLE, lambda product, _offer: not product.title.strip()),
    (FAMILY, lambda product, _offer: not product.family),
    (MAKER_NAME, lambda product, _offer: not product.maker_name.strip()),
    (MAKER_ADDRESS, lambda product, _offer: not product.maker_address.strip()),
    (MAKER_PLACE, lambda product, _offer: _misplaced(product.maker_address)),
    (MAKER_EMAIL, lambda product, _offer: not product.maker_email.strip()),
    (MAKER_RESPONSIBLE, lambda product, _offer: _without_responsible(product)),
    (IDENTIFIER, lambda product, _offer: not (product.manufacturer_ref or any(product.gtins))),
    (PRICE, lambda _product, offer: offer is not None and not offer.minor),
    (TRADER, lambda _product, offer: offer is not None and not offer.trader_may_sell),
)


def faults(product: ProductFacts, offer: OfferFacts | None = None) -> list[Reason]:
    """Why a product, and an offer of it where one is given, cannot be published; [] when it can."""
    return [reason for reason, broken in RULES if broken(product, offer)]


def maker_faults(brand: Any) -> list[Reason]:
    """What is not known of who makes what is of a brand; ``brand`` None: nothing is."""
    return [reason for reason in faults(proposed({}, brand)) if reason.is_of_maker]


def lacks_maker(reasons: Iterable[Reason]) -> bool:
    """Whether one of them is what is not known of the brand's maker."""
    return any(reason.is_of_maker for reason in reasons)
