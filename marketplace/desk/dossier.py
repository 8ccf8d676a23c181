"""A seller's dossier, as it is written down in a TOML file before it sells."""

import datetime
import re
import tomllib
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from stdnum.eu import vat
from stdnum.fr import siren

from marketplace.traders import opening

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _siren(text: str) -> str:
    if not siren.is_valid(text):
        raise ValueError("nine digits whose check digit fits are needed")
    return str(siren.compact(text))


def _vat_number(text: str) -> str:
    if text and not vat.is_valid(text):
        raise ValueError("no country of the EU gives such a number")
    return str(vat.compact(text))


def _email(text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise ValueError("an e-mail address is needed")
    return text.lower()


def _day(text: str) -> str:
    return datetime.time.fromisoformat(text).strftime("%H:%M")


def _open(times: tuple[str, ...]) -> tuple[str, ...]:
    try:
        opening.in_order(times)
    except opening.BadHours as error:
        raise ValueError(str(error)) from error
    if not times or len(times) % 2:
        raise ValueError("an hour to open and one to close are needed, or a second pair of them")
    return times


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Email = Annotated[str, AfterValidator(_email)]
Postcode = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
Hour = Annotated[str, AfterValidator(_day)]
Hours = Annotated[tuple[Hour, ...], AfterValidator(_open)]
Weekday = Literal["0", "1", "2", "3", "4", "5", "6"]  # 0 is Monday


class Entry(BaseModel):
    """A misspelt name is a fault, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PointEntry(Entry):
    """A shop or a warehouse that parcels leave from; ``code`` never changes."""

    code: Slug
    kind: Literal["shop", "warehouse"] = "shop"
    line1: Line
    postcode: Postcode
    town: Line
    directions: Annotated[str, StringConstraints(max_length=400, strip_whitespace=True)] = ""
    hours: dict[Weekday, Hours] = Field(default_factory=dict)
    open_on_holidays: bool = False
    cut_off: datetime.time = datetime.time(14)
    pickup: bool = False
    pickup_hours: int | None = Field(default=None, ge=0, le=200)


class TariffEntry(Entry):
    """What a parcel costs the shopper, in cents, tax included."""

    method: Literal["home", "pickup", "relay"] = "home"
    minor: int = Field(ge=0)
    free_from_minor: int | None = Field(default=None, ge=0)
    transit_days: int = Field(default=2, ge=0, le=30)


class Dossier(Entry):
    """A legal person that sells, under the names of ``Trader``'s own fields."""

    slug: Slug
    name: Line
    kind: Literal["boutique", "brand"] = "boutique"
    story: str = ""
    legal_name: Line
    siren: Annotated[str, AfterValidator(_siren)]
    vat_number: Annotated[str, AfterValidator(_vat_number)] = ""
    line1: Line
    postcode: Postcode
    town: Line
    email: Email
    phone: Annotated[str, StringConstraints(max_length=24)] = ""
    trusted_to_publish: bool = False
    members: tuple[Email, ...] = ()
    points: tuple[PointEntry, ...] = Field(min_length=1)
    tariffs: tuple[TariffEntry, ...] = Field(min_length=1)


def read(text: str) -> Dossier:
    """:raises ValueError: it is no TOML, or breaks a rule; pydantic's says every rule."""
    return Dossier.model_validate(tomllib.loads(text))
