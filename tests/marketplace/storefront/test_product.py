"""Product pages: every offer with its date, the chosen one first and why; what is not known."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from marketplace.offers import operations, sales
from marketplace.offers.models import OfferTerms
from marketplace.offers.sales import Dated
from marketplace.storefront.product.offering import FOLDED
from marketplace.storefront.product.scales import Spread, scale
from marketplace.traders.models import Point
from tests import factories, shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# What was told last; sheet; sizes; offers, tariffs with traders, choices; attributes; which colours
# and versions there are; these and what goes with it, their prices; pictures. The budget is 12: the
# sports of the head are asked for besides, once a minute.
QUERIES = 11


def address(sheet, **asked) -> str:
    return reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])


def page_of(client, sheet, **asked):
    response = client.get(address(sheet), asked)
    assert response.status_code == 200
    return response.context["page"], response.content.decode()


@pytest.fixture
def cadence():
    """Sold by three boutiques in 42; by nobody in 43."""
    sheet = shelf.shoe(
        points=[
            shop.point("Foulées d’Annecy", town="Annecy", score="4.8", sales_count=612),
            shop.point("Le Couloir 4", town="Lille", shipping=0),
            shop.point("Altavia", town="Lyon", siren="732829320", vat_number="FR44732829320"),
        ],
        prices=[13990, 13800, 13990],
        sizes=["42", "43"],
    )
    for record in shelf.variant_of(sheet, "43").product.stockrecords.all():
        shop.restate(record.pk, stock=0, at=MONDAY)
    return sheet


# --- offers --------------------------------------------------------------------------------------
def test_every_offer_with_price_delivery_and_date_the_chosen_first(client, cadence, clock):
    clock.set(MONDAY)

    page, html = page_of(client, cadence, taille="42")

    shown = [page.offers.best, *page.offers.others]
    assert [o.offer.trader_name for o in shown] == ["Le Couloir 4", "Foulées d’Annecy", "Altavia"]
    assert [str(o.promised) for o in shown] == ["2026-11-26"] * 3
    assert "Vendu et expédié par" in html
    assert "138,00\xa0€" in html
    assert "livraison offerte" in html
    assert "livraison 4,90\xa0€" in html
    assert html.count("Chez vous jeudi 26 nov.") == 3


def test_each_offer_can_be_put_into_the_basket(client, cadence):
    page, html = page_of(client, cadence, taille="42")

    posted = re.findall(r'name="stockrecord"\s+value="(\d+)"', html)
    assert posted == [str(o.offer.stockrecord_id) for o in (page.offers.best, *page.offers.others)]
    assert html.count(f'action="{reverse("basket:add")}"') == 3
    assert 'max="5"' in html


def test_why_this_offer_is_said_with_its_points(client, cadence):
    page, html = page_of(client, cadence, taille="42")

    assert [(c.label, c.points, c.most) for c in page.offers.why.criteria] == [
        ("Prix à votre porte", 60.0, 60),
        ("Date d’arrivée", 25.0, 25),
        ("Note de la boutique", 12.0, 15),
    ]
    assert page.offers.why.total == 97.0
    assert "devant 2 autres offres de la même taille" in html
    assert "138,00\xa0€ livraison comprise : aucune n’est moins chère" in html
    assert "pas encore assez de ventes : comptée 4 sur 5" in html


def test_an_offer_that_wins_without_being_the_cheapest_says_what_more_it_costs(client):
    sheet = shelf.shoe(
        points=[shop.point(score="5.0"), shop.point(score="1.0")], prices=[10000, 9990]
    )

    page, _html = page_of(client, sheet)

    assert page.offers.best.offer.price.minor == 10000
    assert page.offers.why.criteria[0].words == (
        "104,90\xa0€ livraison comprise : 0,10\xa0€ de plus que la moins chère"
    )


def test_card_size_and_offer_say_the_same_price_and_why_a_cheaper_one_is_not_first(client):
    sheet = shelf.shoe(
        points=[
            shop.point("Foulées d’Annecy", score="4.8", shipping=0),
            shop.point("Ligne de Fond", score=None, shipping=0),
        ],
        prices=[10500, 10090],
    )
    shelf.open_shop()

    [card] = client.get("/catalogue/").context["listing"].cards
    page, html = page_of(client, sheet, taille="42")

    assert (card.price, card.dearer) == (10500, False)
    assert card.promised == page.offers.best.promised
    stock = page.sizing.sizes[0].stock
    assert stock.price.minor == card.price
    assert page.offers.best.offer.price == stock.price
    cheaper = page.offers.cheaper
    assert cheaper.shown.offer.price.minor == 10090
    assert cheaper.but == "boutique pas encore notée"
    assert "100,90\xa0€ chez Ligne de Fond</a>, mais boutique pas encore notée." in html
    assert f'id="{cheaper.url.partition("#")[2]}"' in html
    assert "dès" not in html[html.index('class="sizes"') : html.index('class="buy"')]


def test_a_boutique_that_is_asked_for_is_shown_at_its_own_price(client):
    points = [
        shop.point("Foulées d’Annecy", score="4.8", shipping=0),
        shop.point("Ligne de Fond", score=None, shipping=0),
    ]
    shelf.shoe(points=points, prices=[10500, 10090])
    shelf.open_shop()

    def price(**asked):
        [card] = client.get("/catalogue/", asked).context["listing"].cards
        return card.price

    assert price(taille="42") == 10500
    assert price(boutique=points[1].trader.slug) == 10090
    assert price(prix_max="101") == 10090
    assert price(prix_max="106") == 10090


def test_what_stands_against_a_cheaper_offer_is_its_day_its_delivery_its_score(client, clock):
    clock.set(MONDAY)
    sheet = shelf.shoe(
        points=[
            shop.point("Juste", score="4.8", shipping=0),
            shop.point("Lente", score="4.1", shipping=990, tariff__transit_days=9),
        ],
        prices=[10500, 10090],
    )

    page, _html = page_of(client, sheet, taille="42")

    assert page.offers.best.offer.trader_name == "Juste"
    assert page.offers.cheaper.but == (
        "110,80\xa0€ livraison comprise, chez vous lundi 7 déc., boutique notée 4,1 sur 5"
    )


def test_the_cheapest_offer_has_no_cheaper_one_and_its_card_one_price(client):
    sheet = shelf.shoe(points=[shop.point(), shop.point()], prices=[9900, 9900])
    shelf.open_shop()

    page, html = page_of(client, sheet)

    assert page.offers.cheaper is None
    assert "Moins chère" not in html
    assert not client.get("/catalogue/").context["listing"].cards[0].dearer


# --- what is dated, not new, near ----------------------------------------------------------------
def test_a_dated_price_is_struck_through_with_what_it_means(client, cadence, clock):
    record = shelf.variant_of(cadence, "42").product.stockrecords.get(price="138.00")
    clock.set(MONDAY + timedelta(days=60))
    sales.put(rows=[Dated(record.pk, 11000, clock(), clock() + timedelta(days=5))], at=clock())

    page, html = page_of(client, cadence, taille="42")

    assert page.offers.best.offer.price.minor == 11000
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "−20 % Prix le plus bas des 30 jours précédents : 138,00" in words
    assert re.findall(r"<s>(.*?)</s>|line-through|\bstruck\b", html) == ["138,00\u00a0€"]
    assert "Prix valable jusqu’au mercredi 27 janv." in words
    assert words.count("30 jours précédents") == 1


def test_a_price_that_may_not_be_struck_through_is_not(client, cadence, clock):
    record = shelf.variant_of(cadence, "42").product.stockrecords.get(price="138.00")
    clock.set(MONDAY + timedelta(days=3))
    sales.put(rows=[Dated(record.pk, 11000, clock())], at=clock())

    page, html = page_of(client, cadence, taille="42")

    assert page.offers.best.offer.price.minor == 11000
    assert "30 jours" not in html
    assert "<s>" not in html


def test_what_is_not_new_says_so_and_stands_behind_what_is(client, cadence):
    record = shelf.variant_of(cadence, "42").product.stockrecords.get(price="138.00")
    OfferTerms.objects.filter(pk=record.pk).update(condition="open_box")
    operations.choose(product_ids=[record.product_id])

    page, html = page_of(client, cadence, taille="42")

    assert page.offers.best.offer.price.minor == 13990
    assert html.count("Neuf, emballage ouvert") == 1


@pytest.mark.parametrize(("cp", "first"), [("", "Le Couloir 4"), ("74000", "Foulées d’Annecy")])
def test_near_a_postcode_the_offers_are_counted_again(client, cp, first):
    near = shop.point("Foulées d’Annecy", town="Annecy", postcode="74000", shipping=0)
    Point.objects.filter(pk=near.pk).update(pickup=True)
    far = shop.point("Le Couloir 4", town="Lille", postcode="59000", shipping=0)
    sheet = shelf.shoe(points=[near, far], prices=[10000, 9800])

    page, html = page_of(client, sheet, taille="42", **({"cp": cp} if cp else {}))

    assert page.offers.best.offer.trader_name == first
    assert [c.label for c in page.offers.why.criteria][3:] == (
        ["Retrait près de vous"] if cp else []
    )
    assert (page.offers.why.most, "à Annecy, à moins d’un kilomètre" in html) == (
        (110, True) if cp else (100, False)
    )


def test_what_is_no_postcode_is_said_and_counts_nothing(client, cadence):
    page, html = page_of(client, cadence, taille="42", cp="chez moi")

    assert "« chez moi » n’est pas un code postal" in html
    assert page.offers.why.most == 100
    assert "cp=" not in page.offers.orders[0][1]


def test_the_legal_person_stands_beside_each_offer(client, cadence):
    _page, html = page_of(client, cadence, taille="42")

    assert html.count("Professionnel : vos droits de consommateur") == 3
    assert "732829320" in html
    assert "FR44732829320" in html
    assert "12 rue Royale, 74000 Lyon (FR)" in html


@pytest.fixture
def three():
    """The chosen one; the cheapest to the door, which is slow; a dear one that is there sooner."""
    return shelf.shoe(
        points=[
            shop.point("Juste", score="5.0", sales_count=9),
            shop.point("Lente", shipping=0, score="1.0", tariff__transit_days=9),
            shop.point("Rapide", shipping=990, score="1.0", tariff__transit_days=1),
        ],
        prices=[10000, 10300, 10400],
    )


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("", ["Lente", "Rapide"]),
        ("total", ["Lente", "Rapide"]),
        ("date", ["Rapide", "Lente"]),
        ("hasard", ["Lente", "Rapide"]),
    ],
)
def test_offers_stand_by_total_or_by_date_the_chosen_one_first(client, three, clock, order, names):
    clock.set(MONDAY)

    page, html = page_of(client, three, tri=order, taille="42")

    assert page.offers.best.offer.trader_name == "Juste"
    assert [o.offer.trader_name for o in page.offers.others] == names
    assert f"{address(three)}?taille=42&amp;tri=date#autres" in html


def test_what_one_pays_in_all_stands_beside_the_price(client, three):
    _page, html = page_of(client, three)

    assert "+ livraison 9,90\xa0€ = 113,90\xa0€" in html
    assert "livraison offerte" in html


def test_pick_up_is_told_where_the_shop_offers_it(client):
    there, elsewhere = shop.point(town="Annecy"), shop.point(town="Lille")
    there.pickup = True
    there.save()

    _page, html = page_of(client, shelf.shoe(points=[there, elsewhere], prices=[9000, 9000]))

    assert html.count("retrait proposé en boutique à Annecy") == 1
    assert "retrait proposé en boutique à Lille" not in html


def test_many_offers_are_folded_until_all_are_asked_for(client):
    sheet = shelf.shoe(points=[shop.point() for _ in range(12)], prices=[10000] * 12)

    page, html = page_of(client, sheet)
    assert (len(page.offers.others), page.offers.count) == (FOLDED, 11)
    assert "Voir les 11 offres" in html
    assert html.count(f'action="{reverse("basket:add")}"') == 1 + FOLDED

    page, html = page_of(client, sheet, offres="toutes")
    assert len(page.offers.others) == 11
    assert "Voir les" not in html


def test_alerts_are_a_click_away_with_the_size(client, cadence):
    alerts = reverse("storefront:alert-ask", args=[cadence.pk])

    _page, html = page_of(client, cadence, taille="42")
    assert f'href="{alerts}?taille=42"' in html
    _page, html = page_of(client, cadence, taille="43")
    assert f'href="{alerts}?taille=43"' in html
    assert "Me prévenir de son retour" in html


# --- sizes ---------------------------------------------------------------------------------------
def test_sold_out_sizes_stay_struck_through_and_say_so(client, cadence):
    page, html = page_of(client, cadence, taille="43")

    assert [(s.label, s.available, s.selected) for s in page.sizing.sizes] == [
        ("42", True, False), ("43", False, True),
    ]  # fmt: skip
    assert page.offers.best is None
    assert "Épuisé en 43" in html
    assert reverse("basket:add") not in html


def test_among_several_sizes_none_is_chosen_for_the_shopper(client, cadence, clock):
    clock.set(MONDAY)

    page, html = page_of(client, cadence)

    assert (page.size, [s.selected for s in page.sizing.sizes]) == ("", [False, False])
    assert (page.start.price.minor, page.start.dearer) == (13800, False)
    assert str(page.start.promised) == "2026-11-26"
    offer = page.found[shelf.variant_of(cadence, "42").pk][0].stockrecord_id
    assert re.findall(r'name="stockrecord"\s+value="(\d+)"\s+form="achat"', html) == [str(offer)]
    assert "checked" not in html
    assert "aria-current" not in html[html.index('class="choose"') : html.index('class="buy"')]
    assert page.alert_url == reverse("storefront:alert-ask", args=[cadence.pk])


@pytest.mark.parametrize("sizes", [["42"], ["Taille unique"]])
def test_the_only_size_needs_no_choice(client, sizes):
    page, html = page_of(client, shelf.shoe(sizes=sizes))

    assert page.start is None
    assert page.offers.best is not None
    assert 'form="achat"' not in html


def test_who_presses_the_button_without_a_size_is_asked_for_it(client, cadence):
    answer = client.post(reverse("basket:add"), {"reference": cadence.pk, "quantity": "2"})

    assert answer.status_code == 303
    assert answer["Location"] == f"{address(cadence)}?manque=taille#tailles"
    html = client.get(answer["Location"]).content.decode()
    assert re.search(r'id="manque" role="alert">Choisissez une taille', html)
    assert 'aria-describedby="manque"' in html
    assert "Panier" in client.get(reverse("basket:summary")).content.decode()
    assert not client.get(reverse("basket:summary")).context["quote"].lines


@pytest.mark.parametrize("reference", ["", "0", "999999", "x"])
def test_without_a_size_nor_a_reference_there_is_nothing_to_ask(client, reference):
    assert client.post(reverse("basket:add"), {"reference": reference}).status_code == 400


def test_the_size_is_not_asked_for_where_it_is_in_the_address(client, cadence):
    page, html = page_of(client, cadence, taille="42", manque="taille")

    assert not page.sizing.hurried
    assert 'id="manque"' not in html


def test_sold_out_everywhere_the_page_stays(client):
    page, html = page_of(client, shelf.shoe(stock=0))

    assert page.sizing.sold_out
    assert "Épuisé partout" in html
    assert "La fiche technique" in html


def test_the_one_size_of_a_shoe_is_shown_with_its_equivalents(client):
    _page, html = page_of(client, shelf.shoe(sizes=["42"], gender="men"))

    assert 'id="tailles"' in html
    assert re.search(r'class="size"[^>]*aria-current="true">\s*<span[^>]*>42</span>', html)
    assert "Équivalences de tailles" in html


def test_what_fits_all_needs_no_chooser(client):
    sheet = shelf.shoe("Grand Chemin", of="sacs-a-dos", sizes=["Taille unique"], values={})

    _page, html = page_of(client, sheet)

    assert 'id="tailles"' not in html


def stock_of(page) -> list[tuple[str, int, int, int | None]]:
    """Of each size: label, boutiques, how many are left where there are few, lowest price."""
    return [
        (s.label, s.stock.boutiques, s.stock.left, s.stock.price.minor if s.stock.price else None)
        for s in page.sizing.sizes
    ]


def test_each_size_says_how_few_are_left_and_at_which_price(client, cadence):
    few = shelf.variant_of(cadence, "42").product.stockrecords.order_by("pk")
    for record, units in zip(few, (1, 0, 2), strict=True):
        shop.restate(record.pk, stock=units, at=MONDAY)

    page, html = page_of(client, cadence, taille="42")

    assert stock_of(page) == [("42", 2, 3, 13990), ("43", 0, 0, None)]
    assert re.search(r'class="size-stock few">plus que 3</span>', html)
    assert ">épuisé</span>" in html
    assert html.count('<span class="few"> · plus que') == 2  # beside each offer, its own


def test_a_size_says_no_more_than_it_must(client, cadence):
    page, html = page_of(client, cadence, taille="42")

    assert stock_of(page)[0] == ("42", 3, 0, 13800)
    assert "boutiques</span>" not in html
    assert '<span class="size-stock">138,00' not in html  # the one size that is on sale


def test_prices_stand_on_sizes_that_do_not_cost_the_same(client):
    sheet = shelf.shoe(sizes=["42", "43"], prices=[13990])
    record = shelf.variant_of(sheet, "43").product.stockrecords.get()
    shop.restate(record.pk, minor=9990, at=MONDAY)

    page, html = page_of(client, sheet)

    assert page.sizing.prices_differ
    assert re.search(r'class="size-stock">99,90\xa0€</span>', html)


def test_a_size_that_there_is_not_is_said_and_another_one_shown(client, cadence):
    page, html = page_of(client, cadence, taille="<b>99")

    assert page.sizing.asked == "<b>99"
    assert "« &lt;b&gt;99 » n’est pas une taille de ce modèle. Choisissez-en une autre." in html
    assert not re.search(r'href="[^"]*%3Cb%3E99', html)


def test_a_size_as_long_as_a_novel_is_told_back_short(client, cadence):
    page, _html = page_of(client, cadence, taille="9" * 5000 + "\0")

    assert page.sizing.asked == "9" * 24


def test_sizes_are_said_in_the_shopper_s_system_and_it_is_remembered(client):
    sheet = shelf.shoe(sizes=["42", "42,5"], gender="men")

    page, html = page_of(client, sheet, tailles="uk", taille="42,5")

    assert [(s.label, s.own) for s in page.sizing.sizes] == [("7,5", "42"), ("8", "42,5")]
    assert (page.sizing.title, page.size) == ("Pointure UK", "8")
    assert "taille=42%2C5&amp;tailles=uk" in html
    assert [(s.name, s.current) for s in page.sizing.systems] == [
        ("EU", False), ("UK", True), ("US homme", False), ("cm", False),
    ]  # fmt: skip

    page, _html = page_of(client, sheet)
    assert page.sizing.title == "Pointure UK"

    page, _html = page_of(client, sheet, tailles="eu")
    assert [(s.label, s.own) for s in page.sizing.sizes] == [("42", ""), ("42,5", "")]


def test_a_system_that_is_none_changes_nothing(client, cadence):
    response = client.get(address(cadence), {"tailles": "martien"})

    assert response.context["page"].sizing.title == "Pointure EU"
    assert not response.cookies.get("tailles_shoe")


def test_what_is_known_of_the_fit_and_what_is_not(client):
    known = shelf.shoe(sizes=["42"], gender="men", values=shelf.values(width="wide"))
    page, html = page_of(client, known)
    assert page.sizing.advice.known == [("Largeur", "Large", "marque")]
    assert page.sizing.advice.foot == 26.5
    assert "pour un pied de 26,5 cm" in html
    assert "Pas encore d’avis d’acheteurs sur ce modèle" in html
    assert "nous n’avons pas de table de Altavia" in html

    adidas = shelf.shoe("Autre", brand="adidas", sizes=["42"], gender="men")
    page, html = page_of(client, adidas)
    assert page.sizing.advice.unknown == ["Largeur"]
    assert "d’après la table de adidas" in html


# --- what is known -------------------------------------------------------------------------------
def test_the_table_says_value_source_and_what_is_not_known(client, cadence):
    page, html = page_of(client, cadence)

    rows = {row.label: (row.value, row.unit, row.source) for row in page.rows}
    assert rows["Drop"] == (8, "mm", "marque")
    assert rows["Amorti"] == ("Souple", "", "marque")
    assert rows["Mousse"] == (None, "", "")
    assert "non communiqué par la marque" in html


def test_the_table_in_english(client, cadence):
    html = client.get(shop.english(address(cadence))).content.decode()

    assert "Cushioning" in html
    assert "Balanced" in html


@pytest.mark.parametrize(("language", "said"), [("fr", "drop 8,5 mm"), ("en", "drop 8.5 mm")])
def test_the_drawing_is_measured_in_the_readers_language(client, language, said):
    sheet = shelf.shoe(values=shelf.values(drop=8.5))

    html = english_or_french(client, sheet, language)

    assert f">{said}<" in html


def test_the_scale_places_the_figure_among_its_family(client):
    drops = [0, 4, 6, 8, 10, 14]
    sheets = [shelf.shoe(f"N {drop}", values=shelf.values(drop=drop)) for drop in drops]
    shelf.open_shop()

    page, html = page_of(client, sheets[3])

    row = next(row for row in page.rows if row.label == "Drop")
    assert (row.scale.spread.lowest, row.scale.spread.highest, row.scale.spread.count) == (0, 14, 6)
    assert row.scale.dot == 90.7  # 8 of 14, within 5 to 155
    assert page.compared == 6
    assert "parmi 6 références du rayon" in html

    _page, html = page_of(client, shelf.shoe("Muette", values={}))
    assert "références du rayon" not in html  # no figure, no point on a scale


def test_a_scale_needs_something_to_compare_with():
    assert scale(8, None) is None
    assert scale(8, Spread(8, 8, 8, 8, 12)) is None
    assert scale(8, Spread(4, 5, 9, 10, 3)) is None
    assert scale(99, Spread(0, 25, 75, 100, 9)) is not None


def test_without_search_the_page_stands_without_scales(client, cadence):
    page, _html = page_of(client, cadence)  # nothing was ever indexed

    assert all(row.scale is None for row in page.rows)


def test_the_maker_is_named_or_said_to_be_unknown(client, cadence):
    _page, html = page_of(client, cadence)
    assert "Altavia ne nous a pas encore communiqué le nom et l’adresse du fabricant" in html

    brand = cadence.brand
    brand.maker_name, brand.maker_address = "Altavia SAS", "4 rue des Forges, 63000 Clermont"
    brand.save()
    _page, html = page_of(client, cadence)

    assert "Altavia SAS<br>" in html
    assert "4 rue des Forges, 63000 Clermont" in html


def test_the_other_colours_of_the_model(client, cadence):
    other = shelf.shoe(colour_name="Grenat", colour_family="red", colours=["#9c2a2a"])
    hidden = shelf.shoe(colour_name="Nuit")
    shelf.hide(hidden)

    page, html = page_of(client, cadence)

    colourways = page.around.colourways
    assert [(way.name, way.current) for way in colourways] == [
        ("Bleu lac", True), ("Grenat", False),
    ]  # fmt: skip
    assert colourways[1].look.ground == "ground-red"
    assert address(other) in html


def test_a_drawing_is_said_to_be_one(client, cadence):
    page, html = page_of(client, cadence)

    assert page.gallery.drawing.startswith("<svg")
    assert "Dessin d’après la fiche" in html


def test_a_picture_that_cannot_be_fetched_is_said_to_be_replaced(client, cadence):
    factories.PictureFactory(product=cadence.product, address__dead=True)

    _page, html = page_of(client, cadence)

    assert "Photo de la boutique injoignable : dessin d’après la fiche" in html


def test_a_seller_s_picture_is_shown_whole(client, cadence):
    factories.PictureFactory(product=cadence.product, address__fetched=True,
                             address__file__stem="pictures/a")  # fmt: skip

    page, html = page_of(client, cadence)

    assert page.gallery.drawing == ""
    assert re.search(r'src="/media/pictures/a.webp" srcset="[^"]+"', html)
    assert re.search(r'width="1200"\s+height="800"', html)
    assert (
        'srcset="/media/pictures/a-160.webp 160w, /media/pictures/a-320.webp 320w, '
        "/media/pictures/a-720.webp 720w, /media/pictures/a-1120.webp 1120w, "
        '/media/pictures/a.webp 1200w" sizes="' in html
    )


def test_the_first_picture_comes_at_once_the_others_when_they_are_looked_at(client, cadence):
    for stem in ("a", "b"):
        factories.PictureFactory(product=cadence.product, address__fetched=True,
                                 address__file__stem=stem)  # fmt: skip

    _page, html = page_of(client, cadence)

    first, second = re.findall(r"<img[^>]+photo [12][^>]+>", html)
    assert 'fetchpriority="high"' in first
    assert "lazy" not in first
    assert 'loading="lazy"' in second


def test_what_looks_the_same_is_shown_once(client, cadence):
    file = factories.PictureFileFactory()
    for _time in range(2):
        factories.PictureFactory(product=cadence.product, address__state="fetched",
                                 address__file=file)  # fmt: skip

    page, _html = page_of(client, cadence)

    assert len(page.gallery.shown) == 1


def test_a_picture_without_smaller_ones_is_shown_as_it_is(client, cadence):
    """Small, or kept before there were several widths."""
    factories.PictureFactory(product=cadence.product, address__fetched=True,
                             address__file__stem="pictures/2026/11/7",
                             address__file__widths=[])  # fmt: skip

    _page, html = page_of(client, cadence)

    assert 'src="/media/pictures/2026/11/7.webp"' in html
    assert "/media/pictures/2026/11/7.webp 1" not in html


def test_words_of_a_seller_are_written_as_words(client):
    sheet = shelf.shoe("<b>Gras</b>", description="<script>alert(1)</script>")

    _page, html = page_of(client, sheet)

    assert "<script>alert" not in html
    assert "&lt;b&gt;Gras&lt;/b&gt;" in html


def test_a_measured_value_has_its_date_and_a_norm_stands_beside_its_label(client):
    drop = {"value": 8, "source": "measured", "at": "2026-11-02"}
    weight = {"value": 265, "source": "brand", "at": "2026-11-02"}
    sheet = shelf.shoe(values={"drop": drop, "weight": weight})
    sheet.family.attributes.filter(key="drop").update(norm="EN ISO 1234")

    page, html = page_of(client, sheet)

    rows = {row.label: row for row in page.rows}
    assert (rows["Drop"].source, str(rows["Drop"].measured)) == (
        "mesuré par nos testeurs", "2026-11-02",
    )  # fmt: skip
    assert rows["Poids"].measured is None
    assert html.count("2 novembre 2026") == 1
    assert '<span class="norm">EN ISO 1234</span>' in html


def test_sizes_in_other_systems_are_on_demand(client):
    page, html = page_of(client, shelf.shoe(sizes=["US 9", "44"], gender="men"))

    assert [size.label for size in page.sizing.sizes] == ["42,5", "44"]
    assert page.sizing.headings == ("EU", "UK", "US", "cm")
    assert page.sizing.rows == [("42,5", "8", "9", "27"), ("44", "9", "10", "28")]
    assert "Équivalences de tailles" in html
    assert '<th scope="row">42,5</th><td>8</td>' in re.sub(r"\s*\n\s*", "", html)


def test_other_versions_and_what_goes_with_it(client, cadence):
    older, women = shelf.shoe("Cadence 2"), shelf.shoe("Cadence 3 Femme", gender="women")
    sock = shelf.shoe("Mi-bas", of="chaussettes-running", sizes=["39-42"], values={})
    shelf.open_shop()

    page, html = page_of(client, cadence)

    assert [(each.name, each.note) for each in page.around.versions] == [
        ("Cadence 3 Femme", "Femme"), ("Cadence 2", "Modèle précédent"),
    ]  # fmt: skip
    assert [(each.name, each.note) for each in page.around.accessories] == [("Mi-bas", "Altavia")]
    assert all(address(sheet) in html for sheet in (older, women, sock))


def test_versions_say_in_what_they_differ(client, cadence):
    shelf.shoe(
        "Cadence 2", prices=[11990], values=shelf.values(drop=10, weight=300, cushioning="firm")
    )

    page, html = page_of(client, cadence)

    (older,) = page.around.versions
    assert older.otherwise == [
        "drop plus haut (10 mm)", "plus lourde (300 g)", "plus ferme", "18,10\xa0€ de moins",
    ]  # fmt: skip
    assert older.price.minor == 11990
    assert "drop plus haut (10 mm), plus lourde (300 g), plus ferme" in html


def test_colours_show_their_prices_where_these_differ(client, cadence):
    shelf.shoe(colour_name="Grenat", prices=[12000])
    shelf.shoe(colour_name="Nuit", stock=0)

    page, html = page_of(client, cadence)

    assert [(w.name, w.price and w.price.minor) for w in page.around.colourways] == [
        ("Bleu lac", 13800), ("Grenat", 12000), ("Nuit", None),
    ]  # fmt: skip
    assert '<span class="small soft">120,00\xa0€</span>' in html
    assert '<span class="small soft">épuisé</span>' in html


def test_what_goes_with_it_is_one_of_each_family_of_the_brand_where_it_makes_one(client, cadence):
    shelf.shoe("Cheville", of="chaussettes-running", sizes=["39-42"], values={})
    shelf.shoe("D’ailleurs", of="chaussettes-running", brand="Norrsken", values={})
    shelf.shoe("Chrono", of="montres-gps", brand="Norrsken", sizes=["Taille unique"], values={})
    shelf.shoe("Femme", of="casquettes-running", gender="women", sizes=["M"], values={})
    shelf.open_shop()

    page, _html = page_of(client, cadence)

    assert [(each.name, each.note, each.price.minor) for each in page.around.accessories] == [
        ("Cheville", "Altavia", 13990), ("Chrono", "Norrsken", 13990),
    ]  # fmt: skip


def test_what_goes_with_it_can_be_bought_at_this_moment(client, cadence):
    socks = [
        shelf.shoe(f"Mi-bas {n}", of="chaussettes-running", sizes=["39-42"], values={})
        for n in range(2)
    ]
    shelf.open_shop()
    page, _html = page_of(client, cadence)
    (shown,) = page.around.accessories
    first = next(sock for sock in socks if sock.model_name == shown.name)
    shop.restate(shelf.variant_of(first, "39-42").product.stockrecords.get().pk, stock=0, at=MONDAY)

    page, _html = page_of(client, cadence)  # what search said is kept, what is on sale is not

    assert [each.name for each in page.around.accessories] == [
        sock.model_name for sock in socks if sock != first
    ]


def test_a_figure_is_explained_in_a_line(client, cadence):
    page, html = page_of(client, cadence)

    drop = next(row for row in page.rows if row.label == "Drop")
    assert drop.help.startswith("De combien le talon est plus haut")
    assert f'<span class="help">{drop.help}</span>' in html


# --- which page ----------------------------------------------------------------------------------
def test_another_slug_is_sent_on_with_the_size(client, cadence):
    response = client.get(reverse("catalogue:detail", args=["faux", cadence.pk]) + "?taille=42")

    assert response.status_code == 301
    assert response["Location"] == f"{address(cadence)}?taille=42"


def test_what_is_not_published_is_gone(client, cadence):
    shelf.hide(cadence)

    assert client.get(address(cadence)).status_code == 410


def test_what_is_not_public_is_gone(client, cadence):
    cadence.product.is_public = False
    cadence.product.save()

    assert client.get(address(cadence)).status_code == 410


def test_a_variant_has_no_page_of_its_own(client, cadence):
    pk = shelf.variant_of(cadence).pk

    assert client.get(reverse("catalogue:detail", args=["cadence", pk])).status_code == 404


def test_offers_that_cannot_be_bought_do_not_show(client, cadence):
    trader = cadence.product.children.first().stockrecords.first().partner.point.trader
    trader.status = trader.Status.SUSPENDED
    trader.save()

    _page, html = page_of(client, cadence, taille="42")

    assert trader.name not in html


# --- what it costs -------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [1, 30])
def test_a_product_page_costs_the_same_at_any_size(client, django_assert_num_queries, size):
    sizes = [str(30 + n) for n in range(size)]
    points = [shop.point() for _ in range(size)]
    sheet = shelf.shoe(points=points, prices=[10000] * size, sizes=sizes)
    shelf.shoe("Mi-bas", of="chaussettes-running", sizes=["39-42"], values={})
    for n in range(min(size, 6) - 1):
        shelf.shoe(colour_name=f"Teinte {n}")
        shelf.shoe(f"Cadence {n + 4}")
        shelf.shoe(f"Plume {n}", brand="Norrsken", values=shelf.values(drop=8, weight=200 + n))
    shelf.open_shop()
    client.get(address(sheet))  # the scales are kept

    with django_assert_num_queries(QUERIES):
        client.get(address(sheet))  # a size is still to be chosen
    with django_assert_num_queries(QUERIES):
        response = client.get(
            address(sheet), {"offres": "toutes", "taille": sizes[min(12, size - 1)]}
        )

    page = response.context["page"]
    assert (len(page.sizing.sizes), 1 + len(page.offers.others)) == (size, size)
    assert len(page.alternatives) == (0 if size == 1 else 1)


def test_a_description_keeps_its_paragraphs_and_nothing_that_runs(client):
    sheet = shelf.shoe(
        "Chaz",
        description='<p onclick="x()">Chaud</p><ul><li>Capuche</li></ul><img src=x onerror=y>',
    )

    _page, html = page_of(client, sheet)

    assert '<div class="prose"><p>Chaud</p><ul><li>Capuche</li></ul></div>' in html
    assert "onerror" not in html


TWO = {"description": "<p>Chaussure souple</p>", "description_en": "<p>Supple <u>shoe</u></p>"}


@pytest.mark.parametrize(
    ("language", "said", "kept_back"),
    [("fr", "<p>Chaussure souple</p>", "Supple"), ("en", "<p>Supple shoe</p>", "souple")],
)
def test_a_product_is_described_in_the_reader_s_language(client, language, said, kept_back):
    html = english_or_french(client, shelf.shoe(**TWO), language)

    assert f'<div class="prose">{said}</div>' in html
    assert re.search(rf'<meta name="description"\s+content="[^"]+ {said[3:-4]}">', html)
    assert kept_back not in html


def test_a_text_that_is_only_french_says_so_to_an_english_reader(client):
    html = english_or_french(client, shelf.shoe(description="Chaussure souple"), "en")

    assert '<div class="prose" lang="fr">Chaussure souple</div>' in html


def test_a_product_without_a_text_has_no_room_for_it(client):
    sheet = shelf.shoe()

    assert 'class="prose"' not in english_or_french(client, sheet, "fr")
    assert 'class="prose"' not in english_or_french(client, sheet, "en")


def english_or_french(client, sheet, language) -> str:
    path = address(sheet)
    return client.get(shop.english(path) if language == "en" else path).content.decode()
