"""What the columns of an unknown table contain: said, checked, guessed and applied."""

import io
import json
from datetime import date
from typing import Any

import pytest

from sellers.feeds import errors
from sellers.feeds.dialects import detect, guessed
from sellers.feeds.dialects.base import Reading
from sellers.feeds.mapping import FIELDS, LABELS, Mapping, guess
from sellers.feeds.reading import Header, open_feed
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


def test_prices_without_tax_get_it() -> None:
    columns = {name: named for name, named in ENOUGH.items() if name != "price"}
    for said in ({"columns": columns | {"net_price": "Prix"}},
                 {"columns": ENOUGH, "tax_included": False}):  # fmt: skip
        (row,) = parsed("Réf;Nom;Prix;Qté\nA;Tee;10;1\n", said)
        assert row.variant is not None
        assert row.variant.minor == 1200


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("Référence;Désignation;PV TTC;Qté;Code barre\nA;Tee;10;1;6291041500213\n",
         {"key": "Référence", "title": "Désignation", "price": "PV TTC", "stock": "Qté",
          "gtin": "Code barre"}),
        ("Artikelnummer;Bezeichnung;Preis;Lagerbestand;Größe;Farbe\nA;Hemd;10,00;1;M;Rot\n",
         {"key": "Artikelnummer", "title": "Bezeichnung", "price": "Preis",
          "stock": "Lagerbestand", "size": "Größe", "colour": "Farbe"}),
        ("item_no,product_name,unit_price,on_hand,vendor\nA,Tee,10,1,Altavia\n",
         {"key": "item_no", "title": "product_name", "price": "unit_price", "stock": "on_hand",
          "brand": "vendor"}),
        ("SKU,Nom,Prix HT,Stock,Marque\nA,Tee,10,1,Altavia\n",
         {"key": "SKU", "title": "Nom", "net_price": "Prix HT", "stock": "Stock",
          "brand": "Marque"}),
        ("Réf.,Libellé (fr),Prix de vente TTC (€),Stock dispo\nA,Tee,10,1\n",
         {"key": "Réf.", "title": "Libellé (fr)", "stock": "Stock dispo",
          "price": "Prix de vente TTC (€)"}),
        ("Réf,Nom,Prix d'achat,Prix,Stock mini,Stock\nA,Tee,10,20,1,2\n",
         {"price": "Prix", "stock": "Stock"}),
    ],
)  # fmt: skip
def test_what_columns_seem_to_contain(content: str, found: dict[str, str]) -> None:
    feed = open_feed(io.BytesIO(content.encode()))
    guess_ = guess(feed.header, [cells for _number, cells in feed.records()])
    told = {ours: names[0] for ours, names in guess_.mapping.columns.items()}
    assert found.items() <= told.items()
    assert all(0.5 <= guess_.confidence[ours] <= 1 for ours in found)


def test_values_contradict_a_name() -> None:
    header = Header.of(["ref", "name", "price", "stock"])
    samples = [["A", "Tee", "voir site", "oui"]] * 5
    assert not {"price", "stock"} & set(guess(header, samples).mapping.columns)


def test_a_known_shop_is_not_guessed_and_too_little_is_said() -> None:
    shopify = b"Handle,Variant Price,Title,Variant Inventory Qty\n"
    assert guessed(open_feed(io.BytesIO(shopify))) is None
    with pytest.raises(
        errors.UnknownDialect, match=r"nom du produit \(Model\).*Il y manque : .*prix, stock"
    ):
        guessed(open_feed(io.BytesIO(b"Model,Reach,Stack\nX,1,2\n")))


def test_every_field_has_a_label() -> None:
    assert set(LABELS) == set(FIELDS)
