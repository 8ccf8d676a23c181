"""What the columns of an unknown table seem to contain."""

import io

import pytest

from sellers.feeds import errors
from sellers.feeds.dialects import guessed
from sellers.feeds.guessing import guess
from sellers.feeds.reading import Header, open_feed


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
