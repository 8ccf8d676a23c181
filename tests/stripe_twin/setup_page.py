"""``/setup/…``: the hosted onboarding page, where a seller says who it is. French, no script.

A link opens once: the first visit leads to a page of its own address, a second one, or one after
the link's time, to the shop's ``refresh_url``.
"""

import re
from html import escape
from typing import TYPE_CHECKING

from tests.stripe_twin import banks
from tests.stripe_twin.page import message, page
from tests.stripe_twin.resources import account_links, accounts
from tests.stripe_twin.store import Object
from tests.stripe_twin.wire import Answer, Request, redirect

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

ADDRESS = re.compile(r"/setup/(?P<link>alink_\w+)(?P<step>/form|/leave)?")

LABELS = {
    "business": ("Raison sociale", "organization"),
    "representative": ("Nom du représentant légal", "name"),
    "iban": ("IBAN", "off"),
}
"""The typed fields of the page and their ``autocomplete``; terms are a box to tick."""


def answer(twin: "Twin", request: Request) -> Answer:
    """Serve a page or take what was sent from one."""
    found = ADDRESS.fullmatch(request.path)
    with twin.acting():
        link = found and twin.store.get(found["link"], kind=account_links.KIND)
        if not found or not link:
            return message(404, "Page introuvable", "Cette page d’inscription n’existe pas.")
        if not found["step"]:
            return _open(twin, link)
        if not link["_visited"]:
            return redirect(f"/setup/{link['id']}")
        if request.method != "POST":
            return _form(twin, link)
        if found["step"] == "/form":
            _take(twin, link, dict(request.form))
        return redirect(link["_return_url"])


def _open(twin: "Twin", link: Object) -> Answer:
    if link["_visited"] or link["expires_at"] < twin.clock.now():
        return redirect(link["_refresh_url"])
    twin.store.save(link | {"_visited": True})
    return redirect(f"/setup/{link['id']}/form")


def _asked(twin: "Twin", link: Object) -> tuple[Object, dict[str, list[str]]]:
    """The account, and what is asked of it by field of the page."""
    account = twin.store.get(link["_of"], kind=accounts.KIND) or {}
    due = account["requirements"][link["_fields"]]
    groups = {
        field: [name for name in names if name in due] for field, names in accounts.ASKED.items()
    }
    known = {name for names in accounts.ASKED.values() for name in names}
    groups |= {name: [name] for name in due if name not in known}
    return account, {field: names for field, names in groups.items() if names}


def _take(twin: "Twin", link: Object, form: dict[str, str]) -> None:
    """What was left empty stays due."""
    account, asked = _asked(twin, link)
    everything = "everything" in form
    filled = (names for field, names in asked.items() if everything or form.get(field, "").strip())
    given = [name for names in filled for name in names]
    iban = form.get("iban", "").replace(" ", "") or banks.RECEIVES
    accounts.supply(twin, account, fields=given, iban=iban)


def _form(twin: "Twin", link: Object) -> Answer:
    account, asked = _asked(twin, link)
    name = escape(account["business_profile"].get("name") or account["email"] or account["id"])
    action = f"/setup/{link['id']}"
    fields = "".join(_field(field) for field in asked)
    return page(
        200,
        "Inscription d’un vendeur",
        f"""
<h1>Inscription de {name}</h1>
<p>Ce qui reste vide reste demandé.</p>
<form method="post" action="{action}/form">
  {fields or "<p>Plus rien n’est demandé.</p>"}
  <button class="main">Envoyer et revenir à la boutique</button>
</form>
<form method="post" action="{action}/form" class="choices">
  <button name="everything" value="oui">Tout remplir avec des données de test</button>
</form>
<form method="post" action="{action}/leave">
  <button class="quiet">Continuer plus tard</button>
</form>""",
    )


def _field(name: str) -> str:
    if name == "terms":
        return (
            '<p><label class="box"><input type="checkbox" name="terms" value="oui">'
            "J’accepte les conditions des comptes connectés</label></p>"
        )
    label, complete = LABELS.get(name, (name, "off"))
    help_text = (
        f'<p id="{name}_help" class="help">{banks.RECEIVES} reçoit les virements.</p>'
        if name == "iban"
        else ""
    )
    described = ' aria-describedby="iban_help"' if name == "iban" else ""
    return (
        f'<p><label for="{escape(name)}">{escape(label)}</label>'
        f'<input id="{escape(name)}" name="{escape(name)}" autocomplete="{complete}"{described}>'
        f"</p>{help_text}"
    )
