"""Feeds in sellers' words: their rules, how their addresses are, what is wrong with a picture."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.technical.models import PictureAddress
from sellers.feeds.faults import Rule, Severity
from sellers.feeds.models import FeedAddress

Fault = PictureAddress.Fault

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
    Rule.OTHER_PRODUCT: _("Référence donnée à un autre produit"),
    Rule.SALE_PRICE_HIGHER: _("Promotion plus chère que le prix"),
    Rule.UNKNOWN_CATEGORY: _("Catégorie inconnue"),
    Rule.UNKNOWN_COLOUR: _("Couleur inconnue"),
    Rule.UNKNOWN_SIZE: _("Taille inconnue"),
    Rule.REPEATED_SIZE: _("Taille en double"),
    Rule.UNKNOWN_GENDER: _("Genre inconnu"),
    Rule.IMPLAUSIBLE_VALUE: _("Valeur peu plausible"),
    Rule.VALUE_NOT_TAKEN: _("Caractéristique non reprise"),
    Rule.HTML_REMOVED: _("Description nettoyée"),
    Rule.PICTURE_WITHOUT_SITE: _("Image sans site"),
}
SEVERITIES: dict[str, Promise] = {
    Severity.ERROR: _("erreur"),
    Severity.WARNING: _("avertissement"),
}

# What is known of who makes what is of a brand, by the field that holds it.
MAKER_FIELDS: dict[str, Promise] = {
    "maker_name": _("Raison sociale"),
    "maker_address": _("Adresse postale"),
    "maker_email": _("Adresse électronique"),
    "maker_abroad": _("Hors de l’Union européenne"),
    "responsible_name": _("Responsable dans l’Union"),
    "responsible_address": _("Adresse postale du responsable"),
    "responsible_email": _("Adresse électronique du responsable"),
}


def rule(code: str) -> str:
    """The rule's name, or its code while it has none."""
    return str(RULES.get(code, code))


@dataclass(frozen=True)
class Trouble:
    """Why a picture could not be fetched, and what its seller can do."""

    reason: str
    remedy: str


SMALLER = _("Réduisez-la : 1 600 pixels de large suffisent.")
LET_US_IN = _("Rendez l’image publique, ou laissez passer notre robot, « CordeeBot ».")
TROUBLES: dict[str, tuple[Promise, Promise]] = {
    Fault.NO_SITE: (
        _("L’adresse est un chemin sans site."),
        _("Exportez des adresses complètes, qui commencent par https://."),
    ),
    Fault.TOO_LONG: (
        _("L’adresse est trop longue : nous n’en gardons que le début."),
        _("Donnez une adresse de moins de 2 000 caractères, sans ses paramètres."),
    ),
    Fault.BAD_ADDRESS: (
        _("Nous ne suivons pas cette adresse : elle est mal formée, ou contient un identifiant."),
        _("Donnez une adresse publique, sans nom ni mot de passe."),
    ),
    Fault.PRIVATE: (
        _("Le site est sur un réseau privé, que nous n’atteignons pas."),
        _("Donnez l’adresse publique de l’image, celle que voient vos clients."),
    ),
    Fault.UNKNOWN_HOST: (
        _("Aucun site ne porte ce nom."),
        _("Vérifiez le nom du site dans l’adresse."),
    ),
    Fault.CERTIFICATE: (
        _("Le certificat de sécurité du site n’est pas valable."),
        _("Demandez à votre hébergeur de le renouveler, puis réessayez."),
    ),
    Fault.REDIRECTS: (
        _("L’adresse renvoie d’une autre à une autre, sans fin."),
        _("Donnez l’adresse à laquelle l’image se trouve vraiment."),
    ),
    Fault.NOT_THERE: (
        _("Il n’y a pas d’image à cette adresse."),
        _("Remettez-la en ligne et réessayez, ou nommez une autre adresse dans votre flux."),
    ),
    Fault.LOGIN: (_("Le site nous refuse l’accès, ou demande un compte."), LET_US_IN),
    Fault.TIMED_OUT: (
        _("Le site n’a pas répondu à temps."),
        _("Vérifiez que l’image s’ouvre vite dans un navigateur, puis réessayez."),
    ),
    Fault.BUSY: (_("Le site nous demande de ralentir."), LET_US_IN),
    Fault.SITE_BROKEN: (
        _("Le site était en panne."),
        _("Vérifiez que l’image s’ouvre dans un navigateur, puis réessayez."),
    ),
    Fault.TOO_LARGE: (_("Le fichier pèse plus de 15 Mo."), SMALLER),
    Fault.TOO_MANY_PIXELS: (_("L’image a plus de 60 millions de pixels."), SMALLER),
    Fault.NOT_A_PICTURE: (
        _("Ce n’est pas une image JPEG, PNG ou WebP lisible, quel que soit son nom."),
        _("Enregistrez-la dans un de ces formats."),
    ),
}
A_PAGE = (
    _("L’adresse mène à une page web, pas à une image."),
    _("Ouvrez l’image seule dans un navigateur et copiez son adresse."),
)


def trouble(address: PictureAddress) -> Trouble:
    """What is wrong with an address, with the status that its site answered."""
    is_page = address.fault == Fault.NOT_A_PICTURE and address.detail == "text/html"
    reason, remedy = A_PAGE if is_page else TROUBLES[address.fault]
    if address.detail.isdigit():
        answered = gettext("Réponse %(status)s.") % {"status": address.detail}
        return Trouble(f"{reason} {answered}", str(remedy))
    return Trouble(str(reason), str(remedy))


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
