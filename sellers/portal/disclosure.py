"""What a seller sees of the shopper: what shipping needs, for as long as it needs it.

See docs/decisions/0007-what-a-seller-sees-of-the-shopper.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from marketplace.fulfilment.models import Consignment

Status = Consignment.Status
# A parcel that comes back undelivered, or that is said to be at a neighbour's, is settled by then.
AFTER_DELIVERY = timedelta(days=30)
# Nobody has said that it arrived.
AFTER_DISPATCH = timedelta(days=60)


@dataclass(frozen=True)
class Recipient:
    """Who a parcel is for; ``lines`` and ``phone`` are empty outside the time of shipping."""

    postcode: str
    town: str
    lines: tuple[str, ...] = ()
    phone: str = ""


def recipient(consignment: Consignment, *, at: datetime) -> Recipient:
    """Town and postcode always; name, street and telephone while they serve to ship.

    Of somebody who fetches the parcel, at the counter or at a pick-up point, the street serves
    nobody: that place stands instead.
    """
    address: Any = consignment.order.shipping_address
    if not is_open(consignment, at=at):
        return Recipient(postcode=address.postcode, town=address.line4)
    name = f"{address.first_name} {address.last_name}".strip()
    phone = str(address.phone_number or "")
    if consignment.place_name:
        place = () if consignment.is_fetched else (consignment.place_name, consignment.place_line1)
        return Recipient(
            postcode=consignment.place_postcode,
            town=consignment.place_town,
            lines=tuple(line for line in (name, *place) if line),
            phone=phone,
        )
    street = (name, address.line1, address.line2, address.line3)
    return Recipient(
        postcode=address.postcode,
        town=address.line4,
        lines=tuple(line for line in street if line),
        phone=phone,
    )


def is_open(consignment: Consignment, *, at: datetime) -> bool:
    """Whether the whole address may be read: accepted, and not long over."""
    if consignment.status == Status.TO_SHIP:
        return True
    if consignment.status == Status.SHIPPED and consignment.shipped_at:
        return at < consignment.shipped_at + AFTER_DISPATCH
    if consignment.status == Status.DELIVERED and consignment.delivered_at:
        return at < consignment.delivered_at + AFTER_DELIVERY
    return False
