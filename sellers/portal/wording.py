"""The rules of feeds as sellers read them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sellers.feeds.faults import Rule, Severity

RULES: dict[str, Promise] = {
    Rule.NO_KEY: _("Référence absente"),
    Rule.REPEATED_KEY: _("Référence en double"),
    Rule.UNKNOWN_KEY: _("Référence inconnue"),
    Rule.UNKNOWN_PRODUCT: _("Produit inconnu"),
    Rule.UNKNOWN_PARENT: _("Produit parent absent"),
    Rule.UNKNOWN_VALUE: _("Valeur inconnue"),
    Rule.NOT_A_PERCENTAGE: _("Pourcentage illisible"),
    Rule.EXTRA_CELLS: _("Cellules en trop"),
    Rule.BROKEN_ENCODING: _("Caractères illisibles"),
    Rule.NUL_BYTE: _("Octet nul"),
    Rule.MISSING: _("Valeur absente"),
    Rule.TOO_LONG: _("Valeur trop longue"),
    Rule.NOT_A_PRICE: _("Prix illisible"),
    Rule.AMBIGUOUS_PRICE: _("Prix ambigu"),
    Rule.TWO_PRICES: _("Deux prix"),
    Rule.NEGATIVE_PRICE: _("Prix négatif"),
    Rule.ZERO_PRICE: _("Prix nul"),
    Rule.PRICE_TOO_HIGH: _("Prix trop élevé"),
    Rule.PRICE_TOO_PRECISE: _("Prix à plus de deux décimales"),
    Rule.SCIENTIFIC: _("Nombre déformé par un tableur"),
    Rule.OTHER_CURRENCY: _("Autre devise"),
    Rule.NOT_A_STOCK: _("Stock illisible"),
    Rule.NEGATIVE_STOCK: _("Stock négatif"),
    Rule.STOCK_TOO_HIGH: _("Stock trop élevé"),
    Rule.NOT_A_GTIN: _("Code-barres illisible"),
    Rule.GTIN_CHECK_DIGIT: _("Clé du code-barres fausse"),
    Rule.GTIN_IN_STORE: _("Code-barres interne au magasin"),
    Rule.GTIN_NOT_GOODS: _("Code-barres d’autre chose qu’un produit"),
    Rule.GTIN_ROUNDED: _("Code-barres arrondi par un tableur"),
    Rule.SEVERAL_GTINS: _("Plusieurs codes-barres"),
    Rule.REPEATED_GTIN: _("Code-barres en double"),
    Rule.NOT_A_DATE: _("Date illisible"),
    Rule.NOT_GOODS: _("Ce n’est pas une marchandise"),
    Rule.NOT_NEW: _("Produit d’occasion"),
    Rule.PRODUCT_TYPE: _("Type de produit non repris"),
    Rule.NOT_PUBLISHED: _("Produit hors ligne"),
    Rule.PROPOSAL_REFUSED: _("Proposition refusée"),
    Rule.SALE_PRICE_HIGHER: _("Promotion plus chère que le prix"),
    Rule.UNKNOWN_CATEGORY: _("Catégorie inconnue"),
    Rule.UNKNOWN_COLOUR: _("Couleur inconnue"),
    Rule.UNKNOWN_SIZE: _("Taille inconnue"),
    Rule.UNKNOWN_GENDER: _("Genre inconnu"),
    Rule.IMPLAUSIBLE_VALUE: _("Valeur peu plausible"),
    Rule.HTML_REMOVED: _("Description nettoyée"),
    Rule.PICTURE_WITHOUT_SITE: _("Image sans site"),
}
SEVERITIES: dict[str, Promise] = {
    Severity.ERROR: _("erreur"),
    Severity.WARNING: _("avertissement"),
}


def rule(code: str) -> str:
    """The rule's name, or its code while it has none."""
    return str(RULES.get(code, code))
