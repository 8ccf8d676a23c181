"""Any table, read by a mapping that says what its columns contain."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Final

from django.utils.translation import gettext_noop

from marketplace.core.sentences import Sentence as _
from sellers.feeds import genders, values
from sellers.feeds.dialects.base import (
    NEW,
    NO,
    SEPARATOR,
    UNAVAILABLE,
    Dialect,
    Reading,
    barcode,
    holds,
    links,
    lower,
    not_new,
    not_published,
    split,
)
from sellers.feeds.faults import Fault, Rule
from sellers.feeds.mapping import CLASSED, FIELDS, SEVERAL, Mapping
from sellers.feeds.reading import Header, Line, normalised
from sellers.feeds.rows import Cells, Mapped, Parsed, ProductFacts, VariantFacts, key_of


@dataclass(frozen=True)
class AnyTable(Dialect):
    """The dialect that a mapping makes."""

    mapping: Mapping = field(default_factory=lambda: Mapping({}))

    def mapped(self, header: Header) -> Mapped:
        """:raises MissingColumns: one that the mapping names is not there."""
        self.mapping.check_header(header)
        return Mapped(
            header,
            _columns(self.mapping),
            {normalised(name): attribute for name, attribute in self.mapping.attributes.items()},
        )


def dialect(mapping: Mapping) -> Dialect:
    """The dialect that a mapping makes.

    :raises BadMapping: it does not say enough.
    """
    mapping.check()
    return AnyTable(
        key="generic",
        label=gettext_noop("Autre tableau"),
        signature=(),
        columns={},
        required=(),
        read=partial(read, mapping),
        unused={},
        untaxed="price" not in mapping.columns or not mapping.tax_included,
        by=json.dumps(mapping.as_json(), sort_keys=True),
        mapping=mapping,
    )


def _columns(mapping: Mapping) -> dict[str, str]:
    """Our names, numbered where several columns make up one field → normalised names."""
    return {
        f"{ours}{place or ''}": normalised(name)
        for ours in FIELDS
        for place, name in enumerate(mapping.columns.get(ours, ()))
    }


def read(mapping: Mapping, lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """Every line, in order."""
    told = Told(mapping)
    for line in lines:
        yield Parsed(line.number) if line.is_blank else row(reading.cells(line), reading, told)


class Told:
    """A mapping made ready for a million lines."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.values = {
            ours: {said.strip().casefold(): ours_said for said, ours_said in told.items()}
            for ours, told in mapping.values.items()
        }
        self.names = {
            ours: [f"{ours}{place or ''}" for place in range(len(named))]
            for ours, named in mapping.columns.items()
        }

    def name(self, cells: Cells, ours: str) -> str:
        """The first of a field's columns that says something."""
        return next((name for name in self.names.get(ours, ()) if cells[name]), ours)

    def text(self, cells: Cells, ours: str) -> str:
        """What a field says, translated where the mapping does."""
        names = self.names.get(ours)
        if not names:
            return ""
        if ours in SEVERAL and len(names) > 1:
            parts = [self.read(ours, cells[name]) for name in names if cells[name]]
            return (" > " if ours == "category" else "\n").join(parts)
        return self.read(ours, cells[self.name(cells, ours)])

    def read(self, ours: str, text: str) -> str:
        """A cell of a field, translated where the mapping does."""
        told = None if ours in CLASSED else self.values.get(ours)
        return told.get(text.casefold(), text) if told else text

    def family(self, cells: Cells) -> str:
        """The slug that the most telling of the category's columns stands for, "" for none."""
        said = self.values.get("category", {})
        parts = (cells[name].casefold() for name in reversed(self.names.get("category", ())))
        return next((said[part] for part in parts if part in said), "")

    def colour_family(self, cells: Cells) -> str:
        said = self.values.get("colour", {})
        return said.get(cells[self.name(cells, "colour")].casefold(), "")

    def cents(self, reading: Reading) -> Callable[[str], int]:
        """How a price is read: with its tax, or given it."""
        taxed = self.mapping.tax_included and "price" in self.mapping.columns
        return partial(self._cents, reading=reading, taxed=taxed)

    def _cents(self, text: str, *, reading: Reading, taxed: bool) -> int:
        number = self._number(text)
        if taxed:
            return values.cents(number, currency=reading.currency)
        net = values.net(number, currency=reading.currency)
        return values.gross_cents(net, percent=reading.tax)

    def _number(self, text: str) -> str:
        """A price with a point before its decimals, where the mapping says how it is written."""
        if self.mapping.decimal == ",":
            return text.replace(".", "").replace(",", ".") if "," in text else text
        return text.replace(",", "") if self.mapping.decimal == "." and "." in text else text


def row(cells: Cells, reading: Reading, told: Told) -> Parsed:
    """One variant to sell, or all its faults."""
    key_column = told.name(cells, "key" if told.mapping.columns.get("key") else "gtin")
    if not cells[key_column]:
        cells.refuse(key_column, Fault(Rule.NO_KEY, _("La ligne n’a pas de référence.")))
    key = cells.take(key_column, key_of) or ""
    named = model(*(told.text(cells, ours) for ours in ("brand", "title", "gender")))
    group = told.text(cells, "group") or named or key
    cells.take(told.name(cells, "title"), str, required=True)
    if told.text(cells, "condition").casefold() not in NEW:
        cells.refuse(told.name(cells, "condition"), not_new())
    gone = told.text(cells, "published").casefold() in NO
    if gone:
        cells.refuse(told.name(cells, "published"), not_published())
    minor = _price(cells, reading, told)
    stock = _stock(cells, reading, told)
    gtin = barcode(cells, told.name(cells, "gtin"))
    options = {name: values.line_of_text(text) for name, ours in OPTIONS
               if (text := told.text(cells, ours))}  # fmt: skip
    pictures = links(told.text(cells, "pictures"))
    variant = VariantFacts(
        options=options,
        minor=minor,
        stock=stock,
        gtin=gtin,
        manufacturer_ref=values.unquoted(told.text(cells, "manufacturer_ref"))[:64],
        pictures=pictures if "color" in options else (),
        colour_family=told.colour_family(cells),
    )
    product = _product(cells, told)
    return Parsed(
        cells.number,
        key=key,
        key_column=key_column,
        group=group,
        product=product if "color" in options else replace(product, pictures=pictures),
        variant=variant if not cells.faults else None,
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
        gone=gone,
    )


@lru_cache(maxsize=32)  # sizes and colours of a model follow each other
def model(brand: str, title: str, gender: str) -> str:
    """What makes lines one product in a table that does not say it: its brand, name and gender."""
    plain = values.line_of_text(title)
    names = (brand, plain, genders.spelled(gender))
    return SEPARATOR.join(filter(None, names)).casefold() if plain else ""


OPTIONS: Final = (("size", "size"), ("color", "colour"))


def _price(cells: Cells, reading: Reading, told: Told) -> int:
    """Cents with tax: the special price while it holds and is lower."""
    read_one = told.cents(reading)
    ours = "price" if "price" in told.mapping.columns else "net_price"
    price = cells.take(told.name(cells, ours), read_one, required=True)
    special_name = told.name(cells, "special_price")
    special = cells.take(special_name, read_one)
    begins = cells.take(told.name(cells, "special_from"), values.day)
    ends = cells.take(told.name(cells, "special_to"), values.day)
    if special is None or not holds(reading.today, begins, ends):
        return price or 0
    return lower(cells, price, special, name=special_name)


def _stock(cells: Cells, reading: Reading, told: Told) -> int:
    available = told.text(cells, "available").casefold()
    if available in UNAVAILABLE:
        return 0
    name = told.name(cells, "stock")
    if not cells[name] and available:
        return reading.in_stock
    if "stock" not in told.mapping.columns:
        name = told.name(cells, "available")  # the blank cell that there is to fill in
    return cells.take(name, values.units, required=True) or 0


def _product(cells: Cells, told: Told) -> ProductFacts:
    path = "/".join(split(told.text(cells, "category"), ">"))
    attributes = {name: split(text, "|") for name, text in cells.attributes.items()}
    if material := told.text(cells, "material"):
        attributes.setdefault("material", split(material, ","))
    gender, age = genders.spelled(told.text(cells, "gender")), told.text(cells, "age")
    described = told.text(cells, "description")
    return ProductFacts(
        title=values.line_of_text(told.text(cells, "title")),
        description=values.clean_html(described),
        removed=values.removed(described),
        brand=values.line_of_text(told.text(cells, "brand")),
        categories=[path] if path else [],
        tags=split(told.text(cells, "tags"), ","),
        audience=[f"{gender} {age}", path],
        attributes=attributes,
        family=told.family(cells),
        gender=gender,
    )
