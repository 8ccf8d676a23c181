"""How parcels are to go, as a page asks for it and a form says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.buying.queries import Choice, Parcel, Quote
from marketplace.delivery import postcodes, relays
from marketplace.delivery.models import Method
from marketplace.delivery.postcodes import Place
from marketplace.delivery.relays import Relay

METHODS = frozenset(Method.values)


@dataclass(frozen=True)
class Asked:
    """A parcel with what is asked about it. ``wanted``: the method that was said and could not be
    kept, "" where it could; ``relays``: to choose among, the chosen one included."""

    parcel: Parcel
    relays: Sequence[Relay]
    wanted: str = ""
    error: str = ""

    @property
    def checked(self) -> str:
        return self.wanted or self.parcel.method


def asked(
    quote: Quote,
    near: Sequence[Relay],
    *,
    wanted: Mapping[int, Choice] | None = None,
    errors: Mapping[int, str] | None = None,
) -> list[Asked]:
    """``errors``: point → what is wrong with what was ``wanted`` of its parcel."""
    errors, wanted = errors or {}, wanted or {}
    return [
        Asked(
            parcel=parcel,
            relays=_with(near, parcel.relay),
            wanted=wanted[parcel.partner_id].method if parcel.partner_id in errors else "",
            error=errors.get(parcel.partner_id, ""),
        )
        for parcel in quote.parcels
    ]


def _with(near: Sequence[Relay], chosen: Relay | None) -> list[Relay]:
    if chosen is None or chosen.code in {each.code for each in near}:
        return list(near)
    return [chosen, *near]


def near(quote: Quote, postcode: str) -> list[Relay]:
    """The pick-up points near a postcode, as far as it is written; none where no parcel of the
    quote can go to one."""
    return relays.near(_place(postcode)) if offers_relays(quote) else []


def offers_relays(quote: Quote) -> bool:
    """Whether any parcel can go to a pick-up point."""
    return any(way.method == Method.RELAY for each in quote.parcels for way in each.ways)


def _place(postcode: str) -> Place | None:
    return postcodes.find("".join(postcode.split()))


def wishes(data: Mapping[str, str], quote: Quote, near: Sequence[Relay] = ()) -> dict[int, Choice]:
    """Point → what a form says of its parcel; those that it does not name are left out.

    A pick-up point that was not chosen is the nearest one, which the page then shows.
    """
    found: dict[int, Choice] = {}
    for parcel in quote.parcels:
        method = data.get(f"way-{parcel.partner_id}", "")
        if method not in METHODS:
            continue
        relay = ""
        if method == Method.RELAY:
            first = near[0].code if near else ""
            relay = data.get(f"relay-{parcel.partner_id}", "")[:20] or parcel.relay_code or first
        found[parcel.partner_id] = Choice(method, relay)
    return found
