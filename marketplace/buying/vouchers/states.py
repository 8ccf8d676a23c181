"""How a voucher and its uses may move."""

from marketplace.buying.vouchers.models import Voucher, VoucherUse
from marketplace.core.states import Moves

VOUCHER_MOVES: Moves[Voucher.Status] = {
    Voucher.Status.ACTIVE: frozenset({Voucher.Status.STOPPED}),
}

USE_MOVES: Moves[VoucherUse.Status] = {
    VoucherUse.Status.HELD: frozenset({VoucherUse.Status.USED, VoucherUse.Status.RELEASED}),
    # Paid, and then nothing of the order was sent.
    VoucherUse.Status.USED: frozenset({VoucherUse.Status.RELEASED}),
    VoucherUse.Status.RELEASED: frozenset({VoucherUse.Status.HELD}),
}
