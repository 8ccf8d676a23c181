"""The demo's vouchers: one that everybody may type, one whose codes wait to be handed out."""

from datetime import datetime, timedelta

from marketplace.buying.vouchers import operations
from marketplace.buying.vouchers.models import Voucher
from marketplace.buying.vouchers.operations import Terms
from marketplace.core.models import User
from marketplace.technical.models import Sport
from marketplace.world.build import OPERATOR

WELCOME = "BIENVENUE10"
PARTNERS = 40  # codes for a club's members


def made(*, at: datetime) -> list[Voucher]:
    """Both, as of sixty days ago, by the demo's operator."""
    since = at - timedelta(days=60)
    user = User.objects.filter(email=OPERATOR).first()
    welcome = Terms(
        name="Bienvenue chez Cordée",
        kind=Voucher.Kind.AMOUNT,
        amount_minor=1000,
        minimum_minor=6000,
        starts_at=since,
        ends_at=at + timedelta(days=120),
        budget_minor=500_000,
    )
    club = Terms(
        name="Club d’Annecy",
        kind=Voucher.Kind.PERCENT,
        percent=15,
        cap_minor=3000,
        starts_at=since,
        ends_at=at + timedelta(days=60),
        budget_minor=120_000,
        sport_ids=list(Sport.objects.filter(slug="running").values_list("pk", flat=True)),
    )
    return [
        operations.make(
            terms=welcome, code=WELCOME, series=0, user=user, at=since,
            reason="Première commande",
        ),
        operations.make(
            terms=club, code="", series=PARTNERS, user=user, at=since,
            reason="Partenariat avec le club",
        ),
    ]  # fmt: skip
