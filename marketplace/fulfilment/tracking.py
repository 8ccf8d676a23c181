"""The carriers, and where each shows a parcel's way to the public."""

from urllib.parse import quote

# Name → its page about a number.
CARRIERS = {
    "Colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "Chronopost": "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}",
    "Mondial Relay": "https://www.mondialrelay.fr/suivi-de-colis/?numeroExpedition={}",
    "DPD": "https://trace.dpd.fr/fr/trace/{}",
    "GLS": "https://gls-group.com/FR/fr/suivi-colis/?match={}",
    "UPS": "https://www.ups.com/track?tracknum={}",
    "DHL": "https://www.dhl.com/fr-fr/home/tracking.html?tracking-id={}",
}
# However the name was written; Colissimo is La Poste's.
PAGES = {
    **{name.lower(): pattern for name, pattern in CARRIERS.items()},
    "la poste": CARRIERS["Colissimo"],
}


def page(*, carrier: str, number: str) -> str:
    """The carrier's page about a parcel, "" for a carrier without a known one."""
    pattern = PAGES.get(" ".join(carrier.lower().split()), "")
    return pattern.format(quote(number.strip(), safe="")) if pattern else ""
