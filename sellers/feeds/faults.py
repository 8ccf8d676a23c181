"""What can be wrong with one line: a rule with a stable code, a sentence, and what to do.

An error refuses its line. A warning does not: what the line says is taken in, but not all of it as
it was meant. Codes never change once published; sentences may.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from marketplace.core.sentences import Sentence

VALUE_LENGTH = 80


class Severity(StrEnum):
    """What follows from a fault."""

    ERROR = "error"  # its line is refused
    WARNING = "warning"  # its line is taken in, and the seller is told


class Rule(StrEnum):
    """The code of what a line offends against."""

    NO_KEY = "no_key"
    REPEATED_KEY = "repeated_key"
    UNKNOWN_KEY = "unknown_key"
    EXTRA_CELLS = "extra_cells"
    BROKEN_ENCODING = "broken_encoding"
    NUL_BYTE = "nul_byte"
    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_A_PRICE = "not_a_price"
    AMBIGUOUS_PRICE = "ambiguous_price"
    TWO_PRICES = "two_prices"
    NEGATIVE_PRICE = "negative_price"
    ZERO_PRICE = "zero_price"
    PRICE_TOO_HIGH = "price_too_high"
    PRICE_TOO_PRECISE = "price_too_precise"
    SCIENTIFIC = "scientific"
    OTHER_CURRENCY = "other_currency"
    NOT_A_STOCK = "not_a_stock"
    NEGATIVE_STOCK = "negative_stock"
    STOCK_TOO_HIGH = "stock_too_high"
    NOT_A_GTIN = "not_a_gtin"
    GTIN_CHECK_DIGIT = "gtin_check_digit"
    GTIN_IN_STORE = "gtin_in_store"
    GTIN_NOT_GOODS = "gtin_not_goods"
    GTIN_ROUNDED = "gtin_rounded"
    SEVERAL_GTINS = "several_gtins"
    REPEATED_GTIN = "repeated_gtin"
    NOT_A_DATE = "not_a_date"
    NOT_A_PERCENTAGE = "not_a_percentage"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_PRODUCT = "unknown_product"
    UNKNOWN_PARENT = "unknown_parent"
    NOT_GOODS = "not_goods"
    NOT_NEW = "not_new"
    NOT_PUBLISHED = "not_published"
    PRODUCT_TYPE = "product_type"
    PROPOSAL_REFUSED = "proposal_refused"
    # Of lines that are taken in.
    OTHER_PRODUCT = "other_product"
    SALE_PRICE_HIGHER = "sale_price_higher"
    UNKNOWN_CATEGORY = "unknown_category"
    UNKNOWN_COLOUR = "unknown_colour"
    UNKNOWN_SIZE = "unknown_size"
    REPEATED_SIZE = "repeated_size"
    UNKNOWN_GENDER = "unknown_gender"
    IMPLAUSIBLE_VALUE = "implausible_value"
    VALUE_NOT_TAKEN = "value_not_taken"
    HTML_REMOVED = "html_removed"
    PICTURE_WITHOUT_SITE = "picture_without_site"


# What nothing that one writes into the cell mends: the product is not for sale, or not here yet.
BEYOND_THE_CELL: Final = frozenset({
    Rule.NOT_GOODS, Rule.NOT_NEW, Rule.NOT_PUBLISHED, Rule.PRODUCT_TYPE, Rule.PROPOSAL_REFUSED,
    Rule.UNKNOWN_KEY, Rule.UNKNOWN_PRODUCT, Rule.UNKNOWN_PARENT,
})  # fmt: skip


class Fault(ValueError):
    """One value offends against one rule. ``fix`` is a value to put instead, if one is likely."""

    def __init__(self, rule: Rule, message: Sentence, *, fix: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.fix = fix


# What is true of a column for every product of a family: said of the first one alone.
ONCE_A_COLUMN: Final = frozenset({Rule.VALUE_NOT_TAKEN})


@dataclass(frozen=True, slots=True)
class RowError:
    """A fault and where it stands. ``message`` says what is wrong and what to do about it."""

    line: int
    column: str  # the seller's own name of the column, "" when the whole line is meant
    value: str  # what was received, at most 80 characters
    rule: Rule
    message: Sentence
    fix: str = ""  # a value to put instead, "" when only the seller can know
    severity: Severity = Severity.ERROR

    @classmethod
    def of(
        cls,
        line: int,
        column: str,
        value: str,
        fault: Fault,
        severity: Severity = Severity.ERROR,
    ) -> "RowError":
        shown = value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
        return cls(
            line, column, shown[:VALUE_LENGTH], fault.rule, fault.message,
            fault.fix[:VALUE_LENGTH], severity,
        )  # fmt: skip
