"""Words that ask for the house's help rather than for a product: what answers them comes first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.core.words import tokens
from marketplace.storefront.templatetags.cordee import at_town
from search.question import current, towns

MOST_BOUTIQUES = 4  # of a town; where there are more, the page of all boutiques comes last


@dataclass(frozen=True)
class Help:
    """``words``: in singular, folded, as ``words.tokens`` gives them; ``slug``: of a legal page, ""
    for the page that finds an order."""

    words: frozenset[str]
    label: str | Promise
    slug: str = ""

    @property
    def url(self) -> str:
        if not self.slug:
            return reverse("storefront:find-order")
        return reverse("storefront:legal", args=[self.slug])


HELPS = (
    Help(
        frozenset({
            "retour", "retourner", "renvoyer", "retractation", "retracter", "remboursement",
            "rembourser", "echange", "echanger", "return", "refund", "exchange",
        }),
        _("Renvoyer un article, être remboursé"),
        "retractation",
    ),
    Help(
        frozenset({"livraison", "livrer", "expedition", "delivery", "shipping"}),
        _("Livraison : frais, délais, retrait en boutique"),
        "cgv",
    ),
    Help(
        frozenset({"commande", "suivi", "suivre", "coli", "order", "tracking", "parcel"}),
        _("Suivre ma commande"),
    ),
    Help(
        frozenset({"garantie", "cgv", "warranty", "guarantee"}),
        _("Garanties et conditions de vente"),
        "cgv",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Way:
    """A boutique of a town that is named, or all boutiques."""

    label: str | Promise
    url: str


def helps(written: str) -> list[Help | Way]:
    """What of the house is asked for in words of a search: its pages, in the order of ``HELPS``,
    then the boutiques of each town; asks the database nothing that the vocabulary does not."""
    asked = set(tokens(written))
    if not asked:
        return []
    return [*(each for each in HELPS if each.words & asked), *_boutiques(written)]


def _boutiques(written: str) -> Sequence[Way]:
    found = [
        Way(f"{shop.name}, {at_town(shop.town)}", reverse("storefront:trader", args=[shop.slug]))
        for _part, shops in towns.named(written, current.of_now())
        for shop in shops
    ]
    if len(found) <= MOST_BOUTIQUES:
        return found
    return [*found[:MOST_BOUTIQUES], Way(_("Toutes les boutiques"), reverse("storefront:traders"))]
