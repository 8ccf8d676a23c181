"""The test bank accounts of Stripe's documentation that the twin knows."""

RECEIVES = "FR1420041010050500013M02606"
"""Payouts to it arrive."""

FAILURES = {
    "FR8420041010050500013M02607": "account_closed",
    "FR3020041010050500013M02609": "no_account",
}
"""Payouts to these are sent, and come back."""

MESSAGES = {
    "account_closed": "The bank account has been closed.",
    "no_account": (
        "The bank account details on file are probably incorrect. "
        "No bank account could be located with those details."
    ),
    "could_not_process": "The bank could not process this payout.",
    "account_frozen": "The bank account has been frozen.",
    "invalid_account_number": (
        "The routing number seems correct, but the account number is invalid."
    ),
}
"""The reasons a payout may fail for, and what Stripe says of them."""

UNUSABLE = {"account_closed", "no_account", "invalid_account_number"}
"""After these the account must name another bank account before it is paid out again."""
