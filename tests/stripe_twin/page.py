"""``/pay/…``: the hosted payment page, in French, without any script."""

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from tests.stripe_twin import cards, checkout, money
from tests.stripe_twin.store import Object
from tests.stripe_twin.wire import Answer, Request, redirect

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

ADDRESS = re.compile(r"/pay/(?P<session>[\w-]+)(?P<step>/3ds|/abandon)?")
STYLE = Path(__file__).with_name("page.css")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'",
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

REFUSALS = {
    "card_declined": "Votre carte a été refusée.",
    "expired_card": "Votre carte a expiré.",
    "incorrect_cvc": "Le code de sécurité de votre carte est incorrect.",
    "incorrect_number": "Le numéro de votre carte est incorrect.",
    "insufficient_funds": "Votre carte ne dispose pas de fonds suffisants.",
    "payment_intent_authentication_failure": "L’authentification 3-D Secure a été refusée.",
    "test_mode_live_card": "Votre carte a été refusée : ce n’est pas une carte de test.",
}


def answer(twin: "Twin", request: Request) -> Answer:
    """Serve a page or take what was sent from one."""
    if request.path == "/pay/page.css":
        return Answer(body=STYLE.read_bytes(), headers={"Content-Type": "text/css; charset=utf-8"})
    found = ADDRESS.fullmatch(request.path)
    with twin.acting():
        session = found and twin.store.get(found["session"], kind="checkout.session")
        if not found or not session:
            return message(404, "Page introuvable", "Cette page de paiement n’existe pas.")
        if request.method == "POST":
            return _take(twin, session, step=found["step"] or "", form=dict(request.form))
        return _show(twin, session, step=found["step"] or "", query=request.query)


def _take(twin: "Twin", session: Object, *, step: str, form: dict[str, str]) -> Answer:
    if step == "/abandon":
        return redirect(session["cancel_url"] or f"/pay/{session['id']}")
    if step == "/3ds":
        accept = form.get("decision") == "accept"
        outcome = checkout.answer_challenge(twin, session, accept=accept)
    else:
        outcome = checkout.pay(
            twin,
            session,
            number=form.get("card_number", ""),
            saved=form.get("saved_card"),
            keep=form.get("keep") == "yes",
        )
    return _after(session, outcome)


def _after(session: Object, outcome: str) -> Answer:
    here = f"/pay/{session['id']}"
    if outcome == checkout.PAID or session["status"] == "complete":
        return redirect(success_url(session))
    after = {checkout.CHALLENGED: f"{here}/3ds", checkout.DECLINED: f"{here}?refus=1"}
    return redirect(after.get(outcome, here))


def success_url(session: Object) -> str:
    """Where a paid session leads, its id filled in."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _show(twin: "Twin", session: Object, *, step: str, query: str) -> Answer:
    if session["status"] == "complete":
        text = "Ce paiement est déjà effectué. Vous pouvez revenir à la boutique."
        return message(200, "Paiement effectué", text, link=success_url(session))
    if session["status"] == "expired":
        text = "Cette page de paiement a expiré. Rien n’a été débité."
        return message(410, "Page expirée", text, link=session["cancel_url"])
    intent = twin.store.get(session["payment_intent"], kind="payment_intent")
    if step == "/3ds":
        waits = intent is not None and intent["status"] == "requires_action"
        return (
            page(200, "Authentification 3-D Secure", _challenge(session))
            if waits
            else (redirect(f"/pay/{session['id']}"))
        )
    refusal = _refusal(intent) if "refus=1" in query else ""
    kept = checkout.offered(twin, session)
    return page(200, "Paiement", _form(session, refusal=refusal, kept=kept))


def _refusal(intent: Object | None) -> str:
    error = (intent or {}).get("last_payment_error")
    if not error:
        return ""
    code = error.get("decline_code", error["code"])
    text = REFUSALS.get(code, REFUSALS.get(error["code"], REFUSALS["card_declined"]))
    return (
        f'<p class="refusal" role="alert">{text} Rien n’a été débité : vous pouvez réessayer '
        "avec une autre carte.</p>"
    )


def _form(session: Object, *, refusal: str, kept: list[Object]) -> str:
    total = escape(money.french(session["amount_total"], session["currency"]))
    action = f"/pay/{escape(session['id'])}"
    return f"""
<h1>Payer {total}</h1>
{refusal}
<section aria-labelledby="order">
  <h2 id="order">Votre commande</h2>
  <table>
    <thead><tr><th scope="col">Article</th><th scope="col">Quantité</th>
      <th scope="col">Montant</th></tr></thead>
    <tbody>{"".join(_row(line) for line in session["_line_items"])}</tbody>
    <tfoot><tr><th scope="row" colspan="2">Total</th><td>{total}</td></tr></tfoot>
  </table>
</section>
{_kept(kept, action)}
<section aria-labelledby="card">
  <h2 id="card">Votre carte</h2>
  <form method="post" action="{action}">
    <label for="card_number">Numéro de carte</label>
    <input id="card_number" name="card_number" inputmode="numeric" autocomplete="off"
      maxlength="23" required aria-describedby="card_help">
    <p id="card_help">4242 4242 4242 4242 réussit, 4000 0000 0000 0002 est refusée,
      4000 0025 0000 3155 demande 3-D Secure.</p>
    {KEEP if checkout.can_keep(session) else ""}
    <button class="main">Payer {total}</button>
  </form>
</section>
<section aria-labelledby="ready">
  <h2 id="ready">Cartes de test</h2>
  <form method="post" action="{action}" class="choices">
    <button name="card_number" value="{cards.SUCCEEDS}">Payer avec la carte qui réussit</button>
    <button name="card_number" value="{cards.DECLINED}">Payer avec une carte refusée</button>
    <button name="card_number" value="{cards.CHALLENGES}">Payer avec 3-D Secure</button>
  </form>
</section>
{_abandon(session)}"""


KEEP = """<p><label><input type="checkbox" name="keep" value="yes">
      Garder cette carte pour mes prochains achats</label></p>"""


def _kept(methods: list[Object], action: str) -> str:
    """The cards the payer kept, a button each."""
    if not methods:
        return ""
    buttons = "".join(
        f'<button name="saved_card" value="{escape(method["id"])}">'
        f"Payer avec {escape(method['card']['brand'].capitalize())} "
        f"•••• {escape(method['card']['last4'])}</button>"
        for method in methods
    )
    return f"""
<section aria-labelledby="kept">
  <h2 id="kept">Vos cartes enregistrées</h2>
  <form method="post" action="{action}" class="choices">{buttons}</form>
</section>"""


def _row(line: Object) -> str:
    amount = escape(money.french(line["amount_total"], line["currency"]))
    return (
        f'<tr><th scope="row">{escape(line["description"])}</th>'
        f"<td>{line['quantity']}</td><td>{amount}</td></tr>"
    )


def _abandon(session: Object) -> str:
    if not session["cancel_url"]:
        return ""
    return f"""
<form method="post" action="/pay/{escape(session["id"])}/abandon">
  <button class="quiet">Abandonner et revenir à la boutique</button>
</form>"""


def _challenge(session: Object) -> str:
    total = escape(money.french(session["amount_total"], session["currency"]))
    return f"""
<h1>Authentification 3-D Secure</h1>
<p>Votre banque demande de confirmer un paiement de {total}.</p>
<form method="post" action="/pay/{escape(session["id"])}/3ds" class="choices">
  <button class="main" name="decision" value="accept">Valider</button>
  <button name="decision" value="refuse">Refuser</button>
</form>"""


def message(status: int, title: str, text: str, *, link: str | None = None) -> Answer:
    """A page that only says something."""
    back = f'<p><a href="{escape(link)}">Revenir à la boutique</a></p>' if link else ""
    return page(status, title, f"<h1>{title}</h1><p>{text}</p>{back}")


def page(status: int, title: str, content: str) -> Answer:
    """A whole page around this content."""
    html = f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} – Stripe (jumeau de test)</title>
<link rel="stylesheet" href="/pay/page.css">
</head>
<body>
<header><p><strong>Stripe (jumeau de test)</strong> Page de test : aucun argent n’est débité, n’y
saisissez ni vraie carte ni vrai compte.</p></header>
<main>{content}
</main>
</body>
</html>
"""
    return Answer(status=status, body=html.encode(), headers=dict(HEADERS))
