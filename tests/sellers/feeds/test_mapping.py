"""What the columns of an unknown table contain: said, checked and applied."""

import io
import json
from datetime import date
from typing import Any

import pytest

from sellers.feeds import errors
from sellers.feeds.dialects import detect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.faults import Rule
from sellers.feeds.mapping import FIELDS, LABELS, Mapping
from sellers.feeds.reading import open_feed
from sellers.feeds.rows import Parsed

ENOUGH: dict[str, Any] = {"key": ["Réf"], "title": ["Nom"], "price": ["Prix"], "stock": ["Qté"]}


def parsed(content: str, said: dict[str, Any]) -> list[Parsed]:
    feed = open_feed(io.BytesIO(content.encode()))
    dialect = detect(feed.header, Mapping.of_json(said))
    reading = Reading(dialect.mapped(feed.header), "EUR", date(2026, 11, 25))
    return list(dialect.read(feed.lines(), reading))


def test_a_mapping_comes_back_from_its_json() -> None:
    said = {"columns": ENOUGH, "values": {"size": {"L": "Large"}}, "decimal": ",",
            "attributes": {"Poids": "weight"}, "tax_included": False}  # fmt: skip
    assert json.loads(json.dumps(Mapping.of_json(said).as_json())) == said


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ([], "columns"),
        ({"columns": {"key": ["Réf"]}}, "title"),
        ({"columns": ENOUGH | {"couleur": ["X"]}}, "couleur"),
        ({"columns": ENOUGH | {"key": [1]}}, "key"),
        ({"columns": ENOUGH, "values": {"title": {"a": "b"}}}, "title"),
        ({"columns": ENOUGH, "values": {"size": "b"}}, "values"),
        ({"columns": ENOUGH, "attributes": []}, "attributes"),
        ({"columns": ENOUGH, "decimal": ";"}, "decimal"),
        ({"columns": ENOUGH, "tax_included": 1}, "tax_included"),
        ({"columns": ENOUGH, "colonnes": {}}, "columns"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(said: Any, where: str) -> None:
    with pytest.raises(errors.BadMapping) as caught:
        Mapping.of_json(said)
    assert caught.value.details["field"] == where


def test_a_header_that_changed_is_asked_again() -> None:
    with pytest.raises(errors.MissingColumns, match="Qté"):
        parsed("Réf;Nom;Prix;Stock\nA;Tee;10;1\n", {"columns": ENOUGH})


def test_values_are_read_as_the_mapping_says() -> None:
    columns = ENOUGH | {"size": ["T"], "colour": "Col", "available": ["Dispo"], "price": ["Prix"]}
    said = {"columns": columns, "values": {"size": {"l": "Large"}, "available": {"non": "0"}},
            "decimal": ",", "attributes": {"Poids": "weight"}}  # fmt: skip
    first, second = parsed(
        "Réf;Nom;Prix;Qté;T;Col;Dispo;Poids\nA;Tee;1.299,50;3;L;Bleu;oui;2 kg\nB;Tee;5;;M;;non;\n",
        said,
    )
    assert first.variant is not None
    assert (first.variant.minor, first.variant.stock) == (129950, 3)
    assert first.variant.options == {"size": "Large", "color": "Bleu"}
    assert first.product is not None
    assert first.product.attributes == {"weight": ["2 kg"]}
    assert second.variant is not None
    assert second.variant.stock == 0


def test_where_only_availability_is_told_a_blank_cell_is_named_by_its_column() -> None:
    columns = {name: named for name, named in ENOUGH.items() if name != "stock"}
    rows = parsed(
        "Réf;Nom;Prix;Dispo\nA;Tee;10;oui\nB;Tee;10;non\nC;Tee;10;\n",
        {"columns": columns | {"available": ["Dispo"]}},
    )
    assert [row.variant and row.variant.stock for row in rows] == [1, 0, None]
    (fault,) = rows[2].faults
    assert (fault.rule, fault.column) == (Rule.MISSING, "Dispo")


def test_prices_without_tax_get_it() -> None:
    columns = {name: named for name, named in ENOUGH.items() if name != "price"}
    for said in ({"columns": columns | {"net_price": "Prix"}},
                 {"columns": ENOUGH, "tax_included": False}):  # fmt: skip
        (row,) = parsed("Réf;Nom;Prix;Qté\nA;Tee;10;1\n", said)
        assert row.variant is not None
        assert row.variant.minor == 1200


def test_every_field_has_a_label() -> None:
    assert set(LABELS) == set(FIELDS)
