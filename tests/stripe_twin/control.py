"""``/_twin/…``: switches, clock, deliveries and seeds, for tests and the demo."""

import json
from typing import TYPE_CHECKING, Any

from tests.stripe_twin import banks, books, deliveries, seeding
from tests.stripe_twin.errors import ApiError
from tests.stripe_twin.resources import accounts, balances, disputes, payouts, refunds
from tests.stripe_twin.store import Object
from tests.stripe_twin.wire import Answer, Request, as_json

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

RECENT = 50


def answer(twin: "Twin", request: Request) -> Answer:
    """Serve one control call; its body and answer are JSON."""
    action = ACTIONS.get(f"{request.method} {request.path}")
    if action is None:
        return as_json({"error": {"message": f"No {request.method} {request.path}"}}, status=404)
    if request.method == "POST" and request.headers.get("content-type") != "application/json":
        # A form on some website must not reach the controls of a twin on the same machine.
        return as_json({"error": {"message": "Send application/json."}}, status=415)
    try:
        return as_json(action(twin, json.loads(request.body or b"{}")))
    except ApiError as refusal:
        return as_json(refusal.body(), status=refusal.status)
    except (KeyError, TypeError, ValueError) as problem:
        return as_json(ApiError(f"{type(problem).__name__}: {problem}").body(), status=400)


def state(twin: "Twin", _body: Any) -> dict[str, Any]:
    """What the twin holds: counts, balances, books, clock, switches, the latest deliveries."""
    execute = twin.store.execute
    with twin.store.lock:
        twin.run_due()
        return {
            "now": twin.clock.now(),
            "clock_lead": twin.clock.lead,
            "objects": _counts(twin, "SELECT kind, count(*) FROM objects GROUP BY kind"),
            "sessions": _counts(
                twin,
                "SELECT json_extract(body, '$.status'), count(*) FROM objects"
                " WHERE kind = 'checkout.session' GROUP BY 1",
            ),
            "balance": _counts(
                twin,
                "SELECT json_extract(body, '$.currency'), sum(json_extract(body, '$.net'))"
                " FROM objects WHERE kind = 'balance_transaction'"
                " AND json_extract(body, '$._account') IS NULL GROUP BY 1",
            ),
            "accounts": books.by_account(twin),
            "books": books.read(twin),
            "switches": twin.switches.as_dict(),
            "deliveries": [
                dict(row)
                for row in execute(
                    "SELECT d.seq, d.event_id, json_extract(o.body, '$.type') AS type, d.state,"
                    " d.attempts, d.answer FROM deliveries d JOIN objects o ON o.id = d.event_id"
                    " ORDER BY d.seq DESC LIMIT ?",
                    RECENT,
                )
            ],
        }


def _counts(twin: "Twin", sql: str) -> dict[str, int]:
    return {row[0]: row[1] for row in twin.store.execute(sql)}


def switch(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """Set switches, e.g. ``{"webhooks": "never", "fault": {"kind": "slow", "seconds": 2}}``."""
    with twin.store.lock:
        twin.switches.change(**body)
    twin.wake()
    return twin.switches.as_dict()


def set_clock(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """``{"advance": seconds}`` or ``{"at": seconds since the epoch}``; then do what is due."""
    with twin.store.lock:
        if "at" in body:
            twin.clock.set(float(body["at"]))
        else:
            twin.clock.advance(float(body["advance"]))
        twin.run_due()
    twin.wake()
    return {"now": twin.clock.now()}


def deliver(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """Send what is held, delayed or waiting for a retry, now and in turn.

    ``{"order": "reversed"}`` sends the last first; ``{"event": id}`` sends that one (again).
    """
    sent = [deliveries.send_now(twin, seq) for seq in _wanted(twin, body)]
    return {"sent": [attempt for attempt in sent if attempt]}


def take(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """Hand out the unsent events, signed, instead of sending them."""
    if not twin.switches["webhook_secret"]:
        raise ApiError("Set webhook_secret first.", param="webhook_secret")
    taken = [deliveries.take(twin, seq) for seq in _wanted(twin, body)]
    return {"events": [event for event in taken if event]}


def _wanted(twin: "Twin", body: dict[str, Any]) -> list[int]:
    twin.run_due()
    if event := body.get("event"):
        if not twin.store.get(event, kind="event"):
            raise ApiError(f"No such event: '{event}'", status=404)
        return [deliveries.again(twin, event)]
    return deliveries.unsent(twin, last_first=body.get("order") == "reversed")


def fail_refund(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """``{"refund": id, "reason": …}``: the shopper's bank sends it back now."""
    with twin.acting():
        refund = _named(twin, body, "refund")
        refunds.fail(twin, refund, reason=body.get("reason", "expired_or_canceled_card"))
        return refund


def _named(twin: "Twin", body: dict[str, Any], kind: str) -> Object:
    """The object that a call names under its kind."""
    found = twin.store.get(body[kind], kind=kind)
    if found is None:
        raise ApiError(f"No such {kind}: '{body[kind]}'", status=404)
    return found


def onboard(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """``{"account": id, "iban": …}``: its holder has given all that is asked."""
    with twin.acting():
        account = _named(twin, body, "account")
        due = account["requirements"]
        asked = sorted({*due["currently_due"], *due["eventually_due"], *due["past_due"]})
        iban = body.get("iban", banks.RECEIVES)
        accounts.supply(twin, account, fields=asked, iban=iban)
        return account


def require(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """``{"account": id, "past_due": […], "disabled_reason": …}``: what Stripe asks now."""
    with twin.acting():
        account = _named(twin, body, "account")
        accounts.require(twin, account, **{k: v for k, v in body.items() if k != "account"})
        return account


def fail_payout(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """``{"payout": id, "reason": …}``: the seller's bank sends it back now, even after "paid"."""
    with twin.acting():
        payout = _named(twin, body, "payout")
        payouts.fail(twin, payout, reason=body.get("reason", "could_not_process"))
        return payout


def dispute(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """``{"charge": id, "amount": …, "reason": …}``: its card's holder has gone to the bank."""
    with twin.acting():
        charge = _named(twin, body, "charge")
        reason = body.get("reason", "fraudulent")
        return disputes.open_one(twin, charge, reason=reason, amount=body.get("amount"))


def decide_dispute(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """``{"dispute": id, "outcome": "won"}`` (or ``lost``): the bank has decided."""
    with twin.acting():
        disputed = _named(twin, body, "dispute")
        disputes.decide(twin, disputed, outcome=body["outcome"])
        return disputed


def age(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """``{"charge": id, "seconds": n}``: it was taken, booked and available that much earlier."""
    with twin.acting():
        charge, by = _named(twin, body, "charge"), int(body["seconds"])
        charge["created"] -= by
        twin.store.save(charge)
        if booked := twin.store.get(charge["balance_transaction"]):
            booked["created"] -= by
            booked["available_on"] -= by
            twin.store.save(booked)
        return charge


def take_fee(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """``{"amount": minor units, "description": …}``: a fee apart, as Stripe's for accounts."""
    with twin.acting():
        said = body.get("description", "Connect")
        return balances.take_fee(twin, amount=int(body["amount"]), description=said)


def top_up(twin: "Twin", body: dict[str, Any]) -> dict[str, Any]:
    """``{"amount": minor units}``: the platform adds money of its own to its balance."""
    with twin.acting():
        return balances.top_up(twin, amount=int(body["amount"]))


def seed(twin: "Twin", body: Any) -> dict[str, Any]:
    """A list of rows; see :func:`tests.stripe_twin.seeding.sow`."""
    if not isinstance(body, list):
        raise ApiError("Send a list of rows.")
    with twin.acting():
        return seeding.sow(twin, body)


def seed_accounts(twin: "Twin", body: Any) -> dict[str, Any]:
    """A list of rows; see :func:`tests.stripe_twin.seeding.sow_accounts`."""
    if not isinstance(body, list):
        raise ApiError("Send a list of rows.")
    with twin.acting():
        return seeding.sow_accounts(twin, body)


def reset(twin: "Twin", _body: Any) -> dict[str, Any]:
    """Forget everything, as if just started on an empty state file."""
    twin.reset()
    return {}


ACTIONS = {
    "GET /_twin/state": state,
    "POST /_twin/switch": switch,
    "POST /_twin/clock": set_clock,
    "POST /_twin/deliver": deliver,
    "POST /_twin/take": take,
    "POST /_twin/fail_refund": fail_refund,
    "POST /_twin/fail_payout": fail_payout,
    "POST /_twin/dispute": dispute,
    "POST /_twin/decide_dispute": decide_dispute,
    "POST /_twin/age": age,
    "POST /_twin/stripe_fee": take_fee,
    "POST /_twin/top_up": top_up,
    "POST /_twin/onboard": onboard,
    "POST /_twin/requirements": require,
    "POST /_twin/seed": seed,
    "POST /_twin/seed_accounts": seed_accounts,
    "POST /_twin/reset": reset,
}
