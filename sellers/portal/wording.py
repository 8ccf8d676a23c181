"""The rules of feeds as sellers read them, and how their addresses are."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sellers.feeds.faults import Rule
from sellers.feeds.models import FeedAddress

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
}


def rule(code: str) -> str:
    """The rule's name, or its code while it has none."""
    return str(RULES.get(code, code))


# What to do about an address, by the code of what went wrong.
REMEDIES: dict[str, Promise] = {
    "address_refused": _(
        "Donnez l’adresse publique, en https://, à laquelle votre boutique en ligne publie son "
        "export."
    ),
    "not_there": _(
        "Ouvrez l’adresse dans une fenêtre de navigation privée : le fichier doit s’y télécharger "
        "sans mot de passe. Sinon, corrigez-la."
    ),
    "try_later": _("Vérifiez que votre boutique en ligne répond ; Cordée réessaie d’elle-même."),
    "too_slow": _(
        "Faites écrire l’export à l’avance par votre boutique en ligne, ou compressez-le (gzip, "
        "ZIP)."
    ),
    "feed_too_large": _("Répartissez l’export entre plusieurs adresses."),
    "archive_too_large": _("Donnez l’adresse de l’export lui-même, sans ses images."),
}


def remedy(code: str) -> str:
    """What to do after this error of an address, "" where it was none."""
    return str(REMEDIES.get(code, ""))


def state(address: FeedAddress) -> tuple[str, str]:
    """How an address is: a stable word and what people read."""
    if address.paused_at:
        return "paused", str(_("suspendue"))
    if address.failures:
        return "failing", str(_("en échec"))
    if address.looked_at is None:
        return "new", str(_("à relever"))
    return "well", str(_("à jour"))


def rhythm(address: FeedAddress) -> str:
    """How often an address is fetched, and at what hour of Paris."""
    if address.every == FeedAddress.Every.DAY:
        return str(DAILY) % {"hour": address.hour}
    return str(address.get_every_display())


DAILY = _("chaque jour à %(hour)d h")
