"""The shopper's own size: kept by their act alone, said where it counts, forgotten at once."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.storefront import own_sizes
from marketplace.storefront.listing.shelves import family_path
from marketplace.technical import sizes
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

KEEP, FORGET = reverse("storefront:size-keep"), reverse("storefront:size-forget")
COOKIE = "ma_taille_shoe"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def path():
    return shoes()


def shoes():
    """The address of three shoes of the same words, of which the last exists in 44 alone."""
    sheet = shelf.shoe("Cadence Une", sizes=["42", "42,5"])
    shelf.shoe("Cadence Deux", sizes=["42 ⅔"])
    shelf.shoe("Cadence Trois", sizes=["44"])
    shelf.open_shop()
    return family_path(sheet.family)


def keep(client, *own, guide="shoe", **more):
    return client.post(KEEP, {"guide": guide, "taille": own, **more})


def titles(response):
    return [card.title.rsplit(" ", 1)[-1] for card in response.context["listing"].cards]


def said(response):
    """The sentence about the own size, with what its button says."""
    [form] = re.findall(r'<form class="own-size.*?</form>', response.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", form).split())


def silent(response):
    return "own-size" not in response.content.decode()


def fields(response):
    """What the form about the own size sends, and where to: as a browser without script does."""
    [(tag, inner)] = re.findall(
        r'(<form class="own-size[^>]*>)(.*?)</form>', response.content.decode(), re.DOTALL
    )
    [to] = re.findall(r'action="([^"]*)"', tag)
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]*)"\s+value="([^"]*)"', inner):
        sent.setdefault(name, []).append(value.replace("&amp;", "&"))
    return to, sent


# --- in a list -----------------------------------------------------------------------------------
def test_looking_keeps_nothing(client, path):
    for asked in ({}, {"taille": "44"}, {"q": "cadence taille 44"}):
        assert COOKIE not in client.get(path, asked).cookies

    assert silent(client.get(path))
    assert COOKIE not in client.cookies


def test_a_size_that_is_chosen_may_be_kept_and_comes_first_from_then_on(client, path):
    assert titles(client.get(path)) == ["Une", "Deux", "Trois"]

    chosen = client.get(path, {"taille": "44"})
    assert said(chosen) == (
        "Retenir ma taille 44 pour voir d’abord ce qui existe dans cette taille"
    )
    to, sent = fields(chosen)
    answer = client.post(to, sent)

    assert (answer.status_code, answer["Location"]) == (303, f"{path}?taille=44")
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        "44", True, "Lax", "/",
    )  # fmt: skip
    assert cookie["max-age"] == own_sizes.COOKIE_SECONDS
    assert "sessionid" not in client.cookies
    assert said(client.get(path, {"taille": "44"})) == (
        "Votre taille 44 est retenue · Oublier ma taille 44"
    )

    after = client.get(path)
    assert titles(after) == ["Trois", "Une", "Deux"]
    assert said(after) == "Ce qui existe dans votre taille 44 d’abord · Oublier ma taille 44"
    assert after.context["listing"].total == 3


def test_it_is_forgotten_with_one_press(client, path):
    keep(client, "44")
    to, sent = fields(client.get(path))

    answer = client.post(to, sent)

    assert (answer.status_code, answer["Location"]) == (303, path)
    assert client.cookies[COOKIE].value == ""
    again = client.get(path)
    assert titles(again) == ["Une", "Deux", "Trois"]
    assert silent(again)


def test_a_size_of_another_system_is_all_that_it_means_to_boutiques(client, path):
    to, sent = fields(client.get(path, {"taille": "27", "tailles": "cm"}))
    assert sent["taille"] == ["42,5", "42 ⅔"]
    client.post(to, sent)

    client.cookies.pop("tailles_shoe")
    kept = client.get(path)
    assert titles(kept)[2] == "Trois"
    assert said(kept).startswith("Ce qui existe dans votre taille 42,5, 42 ⅔ d’abord")
    in_cm = client.get(path, {"tailles": "cm"})
    assert said(in_cm).startswith("Ce qui existe dans votre taille cm 27 d’abord")


def test_among_words_it_counts_and_the_page_says_how(client, path):
    keep(client, "44")
    # In a family, and where the words name one, on the page of everything.
    for where, asked in (
        (path, "cadence"),
        (reverse("catalogue:index"), "chaussure running route cadence"),
    ):
        response = client.get(where, {"q": asked})

        assert titles(response)[0] == "Trois"
        assert said(response) == ("Votre taille 44 compte davantage · Oublier ma taille 44")


def test_a_size_in_words_may_be_kept(client, path):
    response = client.get(path, {"q": "cadence taille 44"})

    assert said(response).startswith("Retenir ma taille 44")


def test_another_order_and_another_size_that_is_asked_for_are_left_alone(client, path):
    keep(client, "44")

    assert silent(client.get(path, {"tri": "nouveautes"}))
    assert titles(client.get(path, {"tri": "nouveautes"})) == titles(
        Client().get(path, {"tri": "nouveautes"})
    )
    other = client.get(path, {"taille": "42"})
    assert titles(other) == ["Une"]
    assert said(other).startswith("Retenir ma taille 42 ")


def test_it_says_nothing_where_other_things_are_sold(client, path):
    """A size of shoes is none of a jacket's, and on a page of several kinds nobody's."""
    jacket = shelf.shoe("Cape", of="vestes-impermeables", sizes=["44", "M"], values={})
    shelf.open_shop()
    keep(client, "44")

    for there in (family_path(jacket.family), "/sport/running/", reverse("catalogue:index")):
        response = client.get(there)
        assert silent(response)
        assert titles(response) == titles(Client().get(there))


def test_more_sizes_than_are_one_s_own_are_not_offered(client, path):
    many = [f"{number}" for number in range(36, 36 + own_sizes.MOST + 1)]

    assert silent(client.get(path, {"taille": many}))
    assert keep(client, *many).status_code == 400


def test_counts_are_the_same_and_no_query_is_added(client, path, django_assert_num_queries):
    own = Client()
    keep(own, "44")
    for browser in (client, own):
        browser.get(path)

    with django_assert_num_queries(4):  # as many as without: see test_listing
        mine = own.get(path)

    [one, other] = [
        [(o.value, o.count) for group in each.context["listing"].groups for o in group.options]
        for each in (mine, client.get(path))
    ]
    assert one == other


def test_a_page_in_one_s_order_is_nobody_else_s(client, clock, relay):
    clock.set(MONDAY)
    path = shoes()
    relay()
    clock.advance(minutes=2)
    client.get(path)
    plain = client.get(path)
    keep(client, "44")

    mine = client.get(path, headers={"if-none-match": plain["ETag"]})

    assert mine.status_code == 200
    assert titles(mine)[0] == "Trois"
    assert mine["ETag"] != plain["ETag"]
    assert mine["Cache-Control"] == "private, no-cache"
    assert "Cookie" in mine["Vary"]
    assert client.get(path, headers={"if-none-match": mine["ETag"]}).status_code == 304


# --- on a product --------------------------------------------------------------------------------
def test_a_product_keeps_the_size_that_is_chosen_and_opens_on_it(client):
    sheet = shelf.shoe(sizes=["41", "42", "43"])
    address = reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
    assert silent(client.get(address))  # nobody chose one

    chosen = client.get(address, {"taille": "43"})
    assert said(chosen).startswith("Retenir ma taille 43 ")
    to, sent = fields(chosen)
    assert client.post(to, sent)["Location"] == f"{address}?taille=43"

    after = client.get(address)
    assert after.context["page"].size == "43"
    assert said(after) == "Votre taille 43 est retenue · Oublier ma taille 43"
    assert client.get(address, {"taille": "41"}).context["page"].size == "41"
    assert said(client.get(address, {"taille": "41"})).startswith("Retenir ma taille 41 ")

    client.post(FORGET, {"guide": "shoe"})
    assert client.get(address).context["page"].size == ""


def test_a_product_that_nobody_sells_in_one_s_size_opens_as_for_anybody(client):
    sheet = shelf.shoe(sizes=["41", "42", "43"])
    shelf.variant_of(sheet, "43").product.stockrecords.update(num_in_stock=0)
    address = reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
    keep(client, "43")

    after = client.get(address)

    assert after.context["page"].size == ""
    assert silent(after)


def test_it_is_said_in_the_reader_s_system_and_language(client):
    sheet = shelf.shoe(sizes=["42"])
    address = reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
    keep(client, "42")

    assert said(client.get(f"/en{address}", {"tailles": "uk"})) == (
        "Your size UK 7,5 is remembered · Forget my size UK 7,5"
    )


# --- hostile -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "cookie",
    [
        "<script>", "42|<b>", "99999", "UK 8", "%00", "%ff%fe", "|", "44|", "pied", "Taille unique",
        "42%2C5" * 400, "|".join(f"{n}" for n in range(30, 50)), "4%204", "%34%34 ", "é",
    ],
)  # fmt: skip
def test_a_cookie_that_holds_no_sizes_of_its_guide_is_nothing(client, path, cookie):
    plain = client.get(path)
    client.cookies[COOKIE] = cookie

    response = client.get(path)

    assert response.status_code == 200
    assert titles(response) == titles(plain)
    assert silent(response)


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"guide": "shoe"}, {"guide": "shoe", "taille": ""}, {"guide": "shoe", "taille": "pied"},
        {"guide": "hat", "taille": "42"}, {"taille": "42"}, {"guide": "none", "taille": "M"},
        {"guide": "length", "taille": "170 cm"}, {"guide": "shoe", "taille": "42\0"},
        {"guide": "shoe", "taille": ["42", "<script>"]}, {"guide": "shoe", "taille": "4" * 5000},
        {"guide": "clothing", "taille": "Taille unique"},
    ],
)  # fmt: skip
def test_a_form_that_holds_none_is_refused_and_keeps_nothing(client, sent):
    response = client.post(KEEP, sent)

    assert response.status_code == 400
    assert "Cette taille ne peut pas être retenue" in response.content.decode()
    assert not [name for name in client.cookies if name.startswith("ma_taille")]


def test_one_that_forgets_must_name_a_guide(client):
    keep(client, "42")

    assert client.post(FORGET, {"guide": "../shoe"}).status_code == 400
    assert client.cookies[COOKIE].value == "42"


@pytest.mark.parametrize("to", [KEEP, FORGET])
def test_neither_is_done_by_a_link_or_from_elsewhere(to):
    strict = Client(enforce_csrf_checks=True)
    sent = {"guide": "shoe", "taille": "42"}

    assert strict.get(to, sent).status_code == 405
    assert strict.post(to, sent).status_code == 403
    assert COOKIE not in strict.cookies


@pytest.mark.parametrize("to", [KEEP, FORGET])
@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_one_comes_back_to_a_page_of_the_shop(client, to, there):
    answer = client.post(to, {"guide": "shoe", "taille": "42", "next": there})

    assert (answer.status_code, answer["Location"]) == (303, reverse("catalogue:index"))


# --- what is kept --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("guide", "own"),
    [
        ("shoe", ("42", "42,5", "42 ⅔")), ("clothing", ("S/M", "M", "36 court")),
        ("ski_boot", ("26,5",)), ("helmet", ("54–58",)), ("glove", ("8,5",)), ("bra", ("90B",)),
        ("bike", ("54 cm",)), ("sock", ("39–42",)),
    ],
)  # fmt: skip
def test_what_is_written_is_read_again_and_every_browser_can_hold_it(guide, own):
    cookie = own_sizes.written(own)

    assert own_sizes.read(cookie, guide) == own
    assert re.fullmatch(r"[\w%|.~-]+", cookie, re.ASCII)


@pytest.mark.parametrize("guide", sizes.Guide)
def test_nobody_s_own_is_what_fits_everybody(guide):
    assert not sizes.is_worn("Taille unique", guide=guide)


def test_only_what_the_shop_would_write_itself_is_a_size():
    assert sizes.is_worn("42,5", guide="shoe")
    assert not any(
        sizes.is_worn(each, guide="shoe") for each in ("42.5", "UK 8", " 42", "EU 42", "")
    )
    assert not sizes.is_worn("170 cm", guide="length")


def test_quoted_letters_of_a_cookie_are_the_size(client, path):
    client.cookies[COOKIE] = quote("42 ⅔")

    assert titles(client.get(path))[0] == "Deux"
