"""Words that ask for the house's help rather than for a product: what answers them comes first."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.core.words import tokens


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
        frozenset({"commande", "suivi", "suivre", "colis", "order", "tracking", "parcel"}),
        _("Suivre ma commande"),
    ),
    Help(
        frozenset({"garantie", "cgv", "warranty", "guarantee"}),
        _("Garanties et conditions de vente"),
        "cgv",
    ),
)  # fmt: skip


def helps(written: str) -> list[Help]:
    """What of the house is asked for in words of a search, in the order of ``HELPS``."""
    asked = set(tokens(written))
    return [each for each in HELPS if each.words & asked]
