"""Judged sets: read from files, asked on a throw-away index, measured."""

import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search.judging import files
from search.judging.files import BadJudgedSet
from search.judging.measure import evaluate, ndcg
from tests import factories

PRODUCTS = [
    {"id": "a", "title": "Kensington gel pad, blue, for any mouse"},
    {"id": "b", "title": "HP Laser mouse", "ean": ["0884420588030"], "price": 1999},
    {"id": "c", "title": "Dell keyboard", "attributes": {"attr_t_product_type": "Keyboard"}},
]


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def lines(rows):
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def said(*words, **options):
    out = StringIO()
    call_command("search", "evaluate", *words, stdout=out, **options)
    return out.getvalue()


# --- the measure ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("found", "value"),
    [
        (["a", "b"], 1.0),
        (["b", "a"], 0.834),  # (3 + 7 / log2 3) / (7 + 3 / log2 3)
        (["x", "a", "b"], 0.6653),  # nobody judged x
        (["c"], 0.0),
        ([], 0.0),
        (["x"] * 10 + ["a"], 0.0),  # the eleventh is not looked at
    ],
)
def test_gain_counts_less_further_down(found, value):
    assert ndcg(found, {"a": 3, "b": 2, "c": 0}) == pytest.approx(value, abs=1e-4)


def test_a_question_without_a_useful_product_is_in_no_mean():
    measured = evaluate(
        {"mouse": {"a": 3}, "printer": {"a": 0}},
        ask={"mouse": ["a"], "printer": []}.__getitem__,
        bm25=lambda _query: ["b", "a"],
    )

    assert (measured.ndcg10, measured.ranked, len(measured.asked)) == (1.0, 1, 2)
    assert measured.bm25_ndcg10 == pytest.approx(0.6309, abs=1e-4)
    assert measured.zero_share == 0.5


# --- the command --------------------------------------------------------------------------------
@pytest.mark.parametrize("packed", [False, True])
def test_it_measures_files_plain_or_packed_beside_bm25(search_index, write, packed):
    pack = gzip.compress if packed else bytes
    products = write("products", pack(lines(PRODUCTS).encode()))
    ratings = write(
        "ratings",
        pack(
            b"query,docid,rating\nmouse,b,3\nmouse,a,0\nkeyboards,c,3\n0884420588030,b,3\nfan,a,0\n"
        ),
    )

    [line] = said("--json", products=products, ratings=ratings).splitlines()

    figures = json.loads(line)
    assert figures.keys() == {"ndcg10", "bm25_ndcg10", "queries", "ranked", "zero_share"}
    assert (figures["queries"], figures["ranked"], figures["zero_share"]) == (4, 3, 0.25)
    assert figures["ndcg10"] == 1.0
    assert 0 < figures["bm25_ndcg10"] < 1


@pytest.mark.django_db
def test_without_products_it_measures_what_is_published_here(search_index, write):
    sheet = factories.OfferFactory().product.parent.sheet
    sheet.manufacturer_ref = "ALT-000042"
    sheet.save()
    ratings = write("ratings.csv", f"query,docid,rating\n{sheet.model_name},ALT-000042,3\n")

    figures = json.loads(said("--json", ratings=ratings))

    assert (figures["ndcg10"], figures["queries"]) == (1.0, 1)


@pytest.mark.needs("elasticsearch")
def test_on_elasticsearch_its_index_is_gone_afterwards(settings, write):
    from elasticsearch import Elasticsearch

    from tests.services import ELASTICSEARCH_URL

    settings.SEARCH_URL = f"{ELASTICSEARCH_URL}/cordee-test-judged"
    products, ratings = (
        write("products.jsonl", lines(PRODUCTS)),
        write("ratings.csv", "query,docid,rating\nkeyboard,c,3\n"),
    )

    figures = json.loads(said("--json", products=products, ratings=ratings))

    assert figures["ndcg10"] == 1.0
    with Elasticsearch(ELASTICSEARCH_URL) as client:
        assert not client.indices.get(index="cordee-test-judged*").body


# --- what cannot be read ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "column query is missing"),
        ("query,docid\nmouse,a\n", "column rating is missing; the first line must be"),
        ("query,docid,rating\n", "there is no rating in it"),
        ("query,docid,rating\nmouse,a,4\n", "line 2: rating '4' is no grade"),
        ("query,docid,rating\nmouse,a,2.5\n", "line 2: rating '2.5' is no grade"),
        ("query,docid,rating\nmouse,a,-1\n", "line 2: rating '-1' is no grade"),
        ("query,docid,rating\nmouse,a,\n", "line 2: rating '' is no grade"),
        ("query,docid,rating\nmouse,a\n", "line 2: rating '' is no grade"),
        ("query,docid,rating\n,a,1\n", "line 2: query is empty"),
        ("query,docid,rating\nmouse, ,1\n", "line 2: docid is empty"),
        (f"query,docid,rating\n{'m' * 5001},a,1\n", "line 2: query is longer than 5000"),
        ("query,docid,rating\nmouse,a,1\nmouse,a,2\n", "line 3: 'a' is judged twice for 'mouse'"),
        (b"query,docid,rating\nmo\xe9,a,1\n", "cannot be read as text in UTF-8"),
        (gzip.compress(b"query,docid,rating\nmouse,a,1\n")[:-9], "cannot be read as text"),
    ],
)
def test_ratings_that_cannot_be_read_are_told_with_their_place(write, content, told):
    path = write("ratings.csv", content)

    with pytest.raises(BadJudgedSet, match=r"ratings\.csv") as error:
        files.ratings(path)

    assert told in str(error.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "there is no product in it"),
        ("{\n", "line 1: not JSON"),
        ("[1]\n", "line 1: each line must be one JSON object"),
        ('{"id": "a"}\n', "line 1: title is missing"),
        ('{"title": "a"}\n', "line 1: id is missing"),
        (lines([PRODUCTS[0], PRODUCTS[0]]), "line 2: id 'a' comes twice"),
        ('{"id": "a", "title": "b", "price": "x"}\n', "line 1: price 'x' must be a number"),
        ('{"id": "a", "title": "b", "price": NaN}\n', "line 1: price nan must be a number"),
        ('{"id": "a", "title": "b", "ean": "1"}\n', "attributes must be an object and ean a list"),
        (b'{"id": "\xe9"}\n', "cannot be read as text in UTF-8"),
    ],
)
def test_products_that_cannot_be_read_are_told_with_their_place(write, content, told):
    path = write("products.jsonl", content)

    with pytest.raises(BadJudgedSet, match=r"products\.jsonl") as error:
        list(files.products(path))

    assert told in str(error.value)


def test_the_command_says_what_is_wrong_on_one_line(search_index, write, tmp_path):
    products = write("products.jsonl", lines(PRODUCTS))
    ratings = write("ratings.csv", "query,docid,rating\nmouse,zzz,1\n")

    with pytest.raises(
        CommandError, match=r"^bad_judged_set: .*1 judged products are not in .*'zzz'"
    ):
        said(products=products, ratings=ratings)
    with pytest.raises(CommandError, match=r"^bad_judged_set: .*nowhere.csv: cannot be read"):
        said(products=products, ratings=tmp_path / "nowhere.csv")
    with pytest.raises(CommandError, match=r"^bad_judged_set: .*cannot be read"):
        said(products=tmp_path, ratings=ratings)
    with pytest.raises(CommandError, match=r"--ratings is missing"):
        said(products=products)
