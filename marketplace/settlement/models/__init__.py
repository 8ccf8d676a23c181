from marketplace.settlement.models.contracts import Contract
from marketplace.settlement.models.due import Due, PayoutTerms
from marketplace.settlement.models.reconciliation import Discrepancy, Reconciliation
from marketplace.settlement.models.statements import Statement, StatementLine

__all__ = [
    "Contract",
    "Discrepancy",
    "Due",
    "PayoutTerms",
    "Reconciliation",
    "Statement",
    "StatementLine",
]
