"""Connected accounts: the sellers' own, onboarded on Stripe's pages."""

from typing import TYPE_CHECKING, Any

from stripe.params._account_create_params import AccountCreateParams
from stripe.params._account_list_params import AccountListParams
from stripe.params._account_retrieve_params import AccountRetrieveParams

from tests.stripe_twin import banks, events, identifiers, metadata
from tests.stripe_twin.errors import ApiError, unsupported
from tests.stripe_twin.rendering import expanded
from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "account"

CONTROLLER = {
    "fees": {"payer": "application"},
    "losses": {"payments": "application"},
    "requirement_collection": "stripe",
    "stripe_dashboard": {"type": "express"},
}
"""The one responsibility the twin plays: the platform pays, Stripe collects what the law asks."""

LATE = "requirements.past_due"
CAPABILITIES = ("card_payments", "transfers")
COUNTRIES = {"BE", "DE", "ES", "FR", "IT", "LU", "NL", "PT"}

ASKED = {
    "business": ("business_type", "company.name", "company.tax_id", "business_profile.url"),
    "representative": ("representative.first_name", "representative.last_name"),
    "iban": ("external_account",),
    "terms": ("tos_acceptance.date", "tos_acceptance.ip"),
}
"""What a new account lacks, by the field of the onboarding page that supplies it."""

NOTHING_DUE: dict[str, Any] = {
    "alternatives": [],
    "current_deadline": None,
    "currently_due": [],
    "disabled_reason": None,
    "errors": [],
    "eventually_due": [],
    "past_due": [],
    "pending_verification": [],
}


def create(twin: "Twin", call: Call) -> Object:
    """Open an account that can do nothing until its holder has said who it is.

    :raises ApiError: another share of responsibility, or capabilities Stripe would not grant.
    """
    _refuse_other_terms(call.params)
    account = shape(
        identifier=identifiers.new("acct", length=16),
        created=twin.clock.now(),
        data=call.params
        | {"metadata": metadata.checked(call.params.get("metadata"), param="metadata")},
    )
    twin.store.save(account)
    return expanded(twin, account, paths=call.expand)


def shape(*, identifier: str, created: int, data: dict[str, Any]) -> Object:
    """An account of which nothing is known yet; ``data`` holds country, email and the like."""
    asked = [name for names in ASKED.values() for name in names]
    return {
        "id": identifier,
        "object": KIND,
        "business_profile": data.get("business_profile", {}),
        "business_type": data.get("business_type"),
        "capabilities": dict.fromkeys(CAPABILITIES, "inactive"),
        "charges_enabled": False,
        "controller": CONTROLLER | {"is_controller": True, "type": "application"},
        "country": data.get("country", "FR"),
        "created": created,
        "default_currency": "eur",
        "details_submitted": False,
        "email": data.get("email"),
        "external_accounts": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/accounts/{identifier}/external_accounts",
        },
        "future_requirements": dict(NOTHING_DUE),
        "metadata": data.get("metadata", {}),
        "payouts_enabled": False,
        "requirements": NOTHING_DUE
        | {
            "currently_due": asked,
            "disabled_reason": LATE,
            "eventually_due": asked,
            "past_due": asked,
        },
        "settings": _settings(),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": "none",
    }


def _settings() -> dict[str, Any]:
    return {
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_payments": {"statement_descriptor_prefix": None},
        "dashboard": {"display_name": None, "timezone": "Europe/Paris"},
        "payments": {"statement_descriptor": None},
        "payouts": {
            "debit_negative_balances": True,
            "schedule": {"delay_days": 7, "interval": "manual"},
            "statement_descriptor": None,
        },
    }


def _refuse_other_terms(params: dict[str, Any]) -> None:
    if params.get("controller") != CONTROLLER:
        raise unsupported(param="controller")
    if params.get("settings") != {"payouts": {"schedule": {"interval": "manual"}}}:
        # Without it Stripe pays out every day by itself, which the twin does not.
        raise unsupported(param="settings other than payouts[schedule][interval]=manual")
    if params.get("country", "FR") not in COUNTRIES:
        raise unsupported(param=f"country={params['country']}")
    _refuse_capabilities(params.get("capabilities", {}))


def _refuse_capabilities(wanted: dict[str, Any]) -> None:
    requested = {name for name, how in wanted.items() if how.get("requested")}
    if unknown := sorted(requested - set(CAPABILITIES)):
        raise unsupported(param=f"capabilities[{unknown[0]}]")
    if requested == {"transfers"}:
        raise ApiError(
            "Your platform needs approval for accounts to have requested the `transfers` "
            "capability without the `card_payments` capability. If you would like to request "
            "transfers without card_payments, please contact us via "
            "https://support.stripe.com/contact."
        )
    if requested != set(CAPABILITIES):
        raise unsupported(param="capabilities other than card_payments and transfers")


# --- what becomes known, or is asked again ---------------------------------------------------
def supply(twin: "Twin", account: Object, *, fields: list[str], iban: str = banks.RECEIVES) -> None:
    """The holder gives what is asked (names of requirements); the rest stays due."""
    if "external_account" in fields:
        account["external_accounts"]["data"] = [_bank(account, iban)]
    due = account["requirements"]
    names = ("currently_due", "eventually_due", "past_due", "pending_verification")
    left = {name: [one for one in due[name] if one not in fields] for name in names}
    reason = due["disabled_reason"]
    kept = None if reason == LATE else reason
    require(twin, account, submitted=True, disabled_reason=kept, **left)


def ask_for_bank(twin: "Twin", account: Object) -> None:
    """A payout came back from its bank account: another one is needed for the next."""
    account["external_accounts"]["data"] = []
    due = account["requirements"]
    names = ("currently_due", "eventually_due", "past_due")
    asked = {name: sorted({*due[name], "external_account"}) for name in names}
    require(twin, account, **asked)


def settle(account: Object) -> None:
    """All that is asked was given: the account may receive and be paid out."""
    account["details_submitted"] = True
    account["external_accounts"]["data"] = [_bank(account, banks.RECEIVES)]
    account["requirements"] = dict(NOTHING_DUE)
    _enable(account)


def require(
    twin: "Twin",
    account: Object,
    *,
    submitted: bool | None = None,
    disabled_reason: str | None = None,
    **due: Any,
) -> None:
    """Set what is asked of an account; what is past due, or a reason, disables it.

    ``due`` holds lists (``currently_due``, ``eventually_due``, ``past_due``,
    ``pending_verification``) and ``current_deadline``; those not named are empty.
    """
    if unknown := due.keys() - NOTHING_DUE.keys():
        raise ApiError(f"Requirements have no {', '.join(sorted(unknown))}.", param="requirements")
    before = {name: account[name] for name in _STATE}
    requirements = {name: due.get(name, nothing) for name, nothing in NOTHING_DUE.items()}
    late = bool(requirements["past_due"])
    requirements["disabled_reason"] = disabled_reason or (LATE if late else None)
    if submitted is not None:
        account["details_submitted"] = submitted
    account["requirements"] = requirements
    _enable(account)
    changed = {name: value for name, value in before.items() if value != account[name]}
    twin.store.save(account)
    if changed:
        events.record(twin, "account.updated", account, previous=changed)


_STATE = (
    "capabilities",
    "charges_enabled",
    "details_submitted",
    "payouts_enabled",
    "requirements",
)


def _enable(account: Object) -> None:
    """Without a bank account only payouts stop; anything else that is late stops all."""
    due = account["requirements"]
    late = set(due["past_due"])
    rejected = due["disabled_reason"] not in (None, LATE)
    open_for_business = account["details_submitted"] and not rejected
    able = open_for_business and not late - {"external_account"}
    status = "active" if able else "inactive"
    account["capabilities"] = dict.fromkeys(CAPABILITIES, status)
    account["charges_enabled"] = able
    account["payouts_enabled"] = able and not late and bool(account["external_accounts"]["data"])


def _bank(account: Object, iban: str) -> Object:
    return {
        "id": identifiers.new("ba"),
        "object": "bank_account",
        "account": account["id"],
        "country": iban[:2],
        "currency": "eur",
        "default_for_currency": True,
        "last4": iban[-4:],
        "metadata": {},
        "status": "new",
        "_fails": banks.FAILURES.get(iban),
    }


ROUTES = [
    Route(
        method="POST",
        path="/v1/accounts",
        params=AccountCreateParams,
        handler=create,
        acts_on=(
            "business_profile",
            "business_type",
            "capabilities",
            "controller",
            "country",
            "email",
            "metadata",
            "settings",
        ),
    ),
    Route(
        method="GET",
        path="/v1/accounts",
        params=AccountListParams,
        handler=listing(KIND),
        acts_on=LIST_PARAMETERS,
    ),
    Route(
        method="GET",
        path="/v1/accounts/{account}",
        params=AccountRetrieveParams,
        handler=retrieving(KIND, named="account"),
    ),
]
