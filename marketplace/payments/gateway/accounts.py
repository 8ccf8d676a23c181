"""Sellers' accounts at Stripe: who they are is asked for on Stripe's own pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.payments.gateway.door import asked, client, named

# Stripe bears nothing and collects; the house pays its fees and answers for losses.
CONTROLLER = {
    "losses": {"payments": "application"},
    "fees": {"payer": "application"},
    "stripe_dashboard": {"type": "express"},
    "requirement_collection": "stripe",
}
ASKED_FOR = ("currently_due", "past_due", "pending_verification", "eventually_due")


@dataclass(frozen=True)
class AccountState:
    """What Stripe says of a seller's account; ``requirements`` as ``StripeAccount`` keeps them."""

    id: str
    details_submitted: bool
    card_payments_active: bool
    transfers_active: bool
    payouts_enabled: bool
    requirements: dict[str, Any]


def create_account(
    *, country: str, email: str, shop_name: str, url: str, name: str, key: str
) -> AccountState:
    """An account for a seller, which cannot yet do anything: Stripe asks the seller the rest.

    Payouts are made by the house alone, with their statement: Stripe sends none by itself.
    """
    params: Any = {
        "country": country,
        "email": email,
        "controller": CONTROLLER,
        # Transfers alone were refused elsewhere: both are asked for.
        "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
        # Stripe takes no address of a machine's own.
        "business_profile": {"name": shop_name}
        | ({"url": url} if url.startswith("https://") else {}),
        "settings": {"payouts": {"schedule": {"interval": "manual"}}},
        "metadata": {"account": name},
    }
    options: Any = {"idempotency_key": f"{key}:{email}"}
    return _account(asked(lambda: client().v1.accounts.create(params, options)))


def retrieve_account(account_id: str) -> AccountState:
    return _account(asked(lambda: client().v1.accounts.retrieve(account_id)))


def find_account(*, name: str, since: datetime) -> AccountState | None:
    """The account made for our row, when the answer that told its id was lost."""
    params: Any = {"created": {"gte": int(since.timestamp()) - 60}, "limit": 100}
    made = asked(lambda: list(client().v1.accounts.list(params).auto_paging_iter()))
    return next((_account(row) for row in made if named(row, "account") == name), None)


def onboarding_link(*, account_id: str, refresh_url: str, return_url: str) -> str:
    """The address of Stripe's page that asks for what is missing: good once, for minutes."""
    params: Any = {
        "account": account_id,
        "type": "account_onboarding",
        "refresh_url": refresh_url,
        "return_url": return_url,
        "collection_options": {"fields": "eventually_due"},
    }
    return str(asked(lambda: client().v1.account_links.create(params)).url)


def _account(row: Any) -> AccountState:
    told = row.to_dict()
    capabilities = told.get("capabilities") or {}
    asked_for = told.get("requirements") or {}
    return AccountState(
        id=row.id,
        details_submitted=bool(told.get("details_submitted")),
        card_payments_active=capabilities.get("card_payments") == "active",
        transfers_active=capabilities.get("transfers") == "active",
        payouts_enabled=bool(told.get("payouts_enabled")),
        requirements={
            **{name: list(asked_for.get(name) or ()) for name in ASKED_FOR},
            "errors": [
                {"requirement": each.get("requirement", ""), "reason": each.get("reason", "")}
                for each in asked_for.get("errors") or ()
            ],
            "disabled_reason": asked_for.get("disabled_reason") or "",
            "current_deadline": asked_for.get("current_deadline"),
        },
    )
