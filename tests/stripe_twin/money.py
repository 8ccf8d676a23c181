"""Amounts: integers in the minor unit, and how they are written."""

CURRENCIES = {"eur": "€", "usd": "$", "gbp": "£", "chf": "CHF "}
"""Served currencies, all with two decimals, and their sign."""

MINIMUM_CHARGE = 50
MAXIMUM_CHARGE = 99_999_999
FEE_PER_THOUSAND = 15
FIXED_FEE = 25


def fee(amount: int) -> int:
    """Stripe's fee on a European card: 1.5 % rounded half up, plus 25 minor units."""
    return (amount * FEE_PER_THOUSAND + 500) // 1000 + FIXED_FEE


def english(amount: int, currency: str) -> str:
    """As the API writes it in messages: ``€92.00``."""
    return f"{CURRENCIES[currency]}{amount // 100:,}.{amount % 100:02d}"


def french(amount: int, currency: str) -> str:
    """As the payment page writes it: ``1 092,00 €`` with no-break spaces."""
    whole = f"{amount // 100:,}".replace(",", "\u202f")
    return f"{whole},{amount % 100:02d}\u00a0{CURRENCIES[currency].strip()}"
