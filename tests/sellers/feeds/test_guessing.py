"""What the columns of an unknown table seem to contain."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellers.feeds import errors, families
from sellers.feeds.dialects import detect, guessed
from sellers.feeds.dialects.base import Reading
from sellers.feeds.guessing import WHYS, Guess, guess
from sellers.feeds.mapping import FIELDS, SEVERAL
from sellers.feeds.reading import Header, normalised, open_feed
from sellers.feeds.rows import ProductFacts
from tests.sellers.feeds import labelled

CELLS = ("", "12", "19,90 €", "3612047110009", "M", "42", "Bleu", "Femme", "oui", "Size", "a.jpg")


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
        ("Réf;Nom;Prix;Stock\nA;Tee;119,-;1\nB;Tee;1'299.-;2\nC;Tee;19.— €;2\n",
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


def said(content: str) -> Guess:
    feed = open_feed(io.BytesIO(content.encode()))
    return guess(feed.header, [cells for _number, cells in feed.records()])


def test_each_column_is_told_with_why() -> None:
    found = said(
        "Réf;Libellé du produit;Prx TTC;Prix TTC;Qté;X1;Drop (mm);poids_g;Note\n"
        "CAD-42;Cadence 3;;139,90;3;3612047110009;4;290;a\n"
        "CAD-43;Cadence 3;;139,90;1;3612047111372;4;295;b\n"
        "GLO-M;Lueur;;34,90;0;3612047112744;;140;c\n"
    )
    told = [(each.field or each.attribute, each.why) for each in found.columns]
    assert told == [
        ("key", "name"), ("title", "name"), ("", ""), ("price", "name"), ("stock", "name"),
        ("gtin", "values"), ("Drop (mm)", "name"), ("poids (g)", "name"), ("", ""),
    ]  # fmt: skip
    assert [each.name for each in found.columns][:2] == ["Réf", "Libellé du produit"]
    assert found.mapping.attributes == {"Drop (mm)": "Drop (mm)", "poids_g": "poids (g)"}
    assert all((each.confidence > 0) == bool(each.why) for each in found.columns)
    assert {each.why for each in found.columns if each.why} <= set(WHYS)


def test_what_a_name_tells_as_an_attribute_is_read_as_one() -> None:
    (attribute,) = said("sku;poids_g\nA;290\nB;300\n").mapping.attributes.values()
    facts = ProductFacts(
        title="Cadence 3", type="Chaussures de trail", attributes={attribute: ["290"]}
    )
    family = families.guess(facts)
    assert families.values(facts, family=family, source="seller")["weight"]["value"] == 290


@pytest.mark.parametrize(
    ("content", "found"),
    [
        # A number that several lines have is that of their model, and the barcode tells them apart.
        ("Référence;EAN;Taille;Désignation;Prix;Stock\nCAD3;3612047110009;42;Cadence 3;10;1\n"
         "CAD3;3612047111372;43;Cadence 3;10;1\nGLO;3612047112744;M;Lueur d’été;10;1\n",
         {"key": None, "gtin": ["EAN"], "group": ["Référence"]}),
        # The same words are a number of units or a yes.
        ("sku,in stock,stock\nA1,12,oui\nA2,0,non\n",
         {"stock": ["in stock"], "available": ["stock"]}),
        # What is for sale counts, not what the shelves hold; and never when to order again.
        ("sku;Stock mini;Stock physique;Stock disponible\nA1;2;9;7\nA2;2;3;3\n",
         {"stock": ["Stock disponible"]}),
        # With the tax, without it, on sale; not what it cost.
        ("sku;Prix d'achat HT;Prix HT;Prix TTC;Prix promo TTC;Prix conseillé\n"
         "A1;40;83,25;99,90;79,90;109\nA2;20;41,58;49,90;;55\n",
         {"net_price": ["Prix HT"], "price": ["Prix TTC"], "special_price": ["Prix promo TTC"]}),
        # A price that shoppers are to pay twice is what the shop pays.
        ("Style;EAN;Price;RRP\nA;3612047110009;21,60;54\nB;3612047111372;40;99,90\n",
         {"price": ["RRP"]}),
        ("sku;Price;RRP\nA1;45;54\nA2;90;99,90\n", {"price": ["Price"]}),
        # A name for people says more than one for a machine; an empty column says nothing.
        ("sku;upc;ean;Description\nA1;;3612047110009;Cadence 3\nA2;;3612047111372;Lueur d’été\n",
         {"gtin": ["ean"], "title": ["Description"]}),
        # One column names an option, the next tells it.
        ("sku,Nom,Prix,Option1 Name,Option1 Value,Option2 Name,Option2 Value\n"
         "A1,Cadence 3,9,Size,42,Color,Blue\nA2,Cadence 3,9,Size,43,Color,Red\n",
         {"size": ["Option1 Value"], "colour": ["Option2 Value"]}),
        # Databases begin all their columns alike; German writes several words as one.
        ("ARTNUM,ARTTITLE,ARTPRICE,ARTSTOCK,ARTEAN\nA1,Cadence 3,99.90,3,\nA2,Lueur,49.90,1,\n",
         {"title": ["ARTTITLE"], "price": ["ARTPRICE"], "stock": ["ARTSTOCK"]}),
        ("Artikelnummer;Normalpreis;Einkaufspreis;Mindestbestand\nA1;99,90;40;2\nA2;49,90;20;2\n",
         {"price": ["Normalpreis"]}),
        # Everything that several columns make up, in the file's order.
        ("sku;Sous-famille;Famille;Photo 1;Photo 2\nA1;Trail;Chaussures;a.jpg;b.jpg\n",
         {"category": ["Sous-famille", "Famille"], "pictures": ["Photo 1", "Photo 2"]}),
        # Only where no column is called so: codes in the first.
        ("CIP;Libellé;Prix\nZ-10;Cadence 3;9\nZ-11;Lueur;8\nZ-12;Vallon;7\n", {"key": ["CIP"]}),
        ("CIP;Réf;Prix\nZ-10;A1;9\nZ-11;A2;8\nZ-12;A3;7\n", {"key": ["Réf"]}),
        # A column of states is no condition, one of ids no category.
        ("sku;estado;category_id\nA1;activo;4\nA2;activo;5\n", {"key": ["sku"]}),
    ],
)  # fmt: skip
def test_values_tell_columns_apart(content: str, found: dict[str, list[str] | None]) -> None:
    told = said(content).mapping.columns
    assert {ours: told.get(ours) for ours in found} == found
    named = {name for names in told.values() for name in names}
    assert not named & {"Stock mini", "Mindestbestand", "Einkaufspreis", "estado", "category_id"}


def test_barcodes_do_for_a_key_where_there_is_none() -> None:
    content = (
        b"EAN;Nom;Prix;Stock\n3612047110009;Cadence;10;1\n3612047111372;Lueur;10;1\n"
        b"3612047112744;Vallon;10;1\n"
    )
    feed = open_feed(io.BytesIO(content))
    found = guessed(feed)
    assert found is not None
    assert found.is_enough
    dialect = detect(feed.header, found.mapping)
    reading = Reading(dialect.mapped(feed.header), "EUR", date(2026, 11, 25))
    first = next(iter(dialect.read(feed.lines(), reading)))
    assert (first.key, first.key_column) == ("3612047110009", "gtin")
    assert first.variant is not None
    assert first.variant.gtin == "03612047110009"


def test_a_column_without_a_name_is_never_part_of_a_mapping() -> None:
    header = Header.of(["sku", "", "Nom"])
    found = guess(header, [[f"A{n}", "3612047110009", "Cadence 3"] for n in range(4)])
    assert [each.field for each in found.columns] == ["key", "", "title"]
    found.mapping.check_header(header)


@given(
    names=st.lists(st.text(max_size=30), min_size=1, max_size=12, unique_by=normalised),
    data=st.data(),
)
def test_whatever_a_table_says_its_guess_can_be_used(names: list[str], data: st.DataObject) -> None:
    cells = st.one_of(st.text(max_size=40), st.sampled_from(CELLS))
    lines = data.draw(st.lists(st.lists(cells, max_size=14), max_size=6))
    header = Header.of(names)
    found = guess(header, lines)
    found.mapping.check_header(header)
    assert [each.name for each in found.columns] == [*header.names]
    assert set(found.confidence) == set(found.mapping.columns)
    fields = {each.name: each.field for each in found.columns if each.field}
    mapped = {name: ours for ours, names in found.mapping.columns.items() for name in names}
    assert fields == mapped
    assert all(0 <= each.confidence <= 1 for each in found.columns)
    named = [(ours, len(columns)) for ours, columns in found.mapping.columns.items()]
    assert all(count == 1 for ours, count in named if ours not in SEVERAL)


@pytest.mark.parametrize("part", labelled.PARTS)
def test_nearly_all_columns_that_matter_are_right(part: str) -> None:
    found = labelled.measure(labelled.tables(part))
    assert found.tables > 50
    assert found.share >= 0.95, found.wrong
    assert found.false_share <= 0.02, found.wrong


def test_what_is_told_surely_is_right() -> None:
    found = labelled.measure(labelled.tables())
    assert found.share >= 0.95, found.wrong
    assert found.told[0.9] > found.asked / 2
    assert found.true_share(0.9) >= 0.99
    assert all(found.true_share(band) >= 0.9 for band in labelled.BANDS)


def test_the_labels_name_fields_and_columns_once() -> None:
    for table in labelled.tables():
        fields = [ours for ours, _column in table.labels if ours not in SEVERAL]
        assert len(fields) == len(set(fields)), table.name
        assert {ours for ours, _column in table.allowed} <= set(FIELDS), table.name


def test_the_parts_have_no_table_in_common() -> None:
    names = [table.name for table in labelled.tables()]
    assert len(names) == len(set(names))
