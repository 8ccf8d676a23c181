"""Where the carriers show a parcel's way to the public."""

from urllib.parse import quote

# By the carrier's name in lower case, as sellers write it.
PAGES = {
    "colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "la poste": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "chronopost": "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}",
    "mondial relay": "https://www.mondialrelay.fr/suivi-de-colis/?numeroExpedition={}",
    "dpd": "https://trace.dpd.fr/fr/trace/{}",
    "gls": "https://gls-group.com/FR/fr/suivi-colis/?match={}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "dhl": "https://www.dhl.com/fr-fr/home/tracking.html?tracking-id={}",
}


def page(*, carrier: str, number: str) -> str:
    """The carrier's page about a parcel, "" for a carrier without a known one."""
    pattern = PAGES.get(" ".join(carrier.lower().split()), "")
    return pattern.format(quote(number.strip(), safe="")) if pattern else ""
