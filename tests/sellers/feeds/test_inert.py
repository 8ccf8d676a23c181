import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellers.feeds import inert


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=A1", "'=A1"),
        ("+33 6", "'+33 6"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tA", "'\tA"),
        ("\rA", "'\rA"),
        ("'=A1", "''=A1"),
        ("-5", "-5"),
        ("+5,25", "+5,25"),
        ("-5 €", "'-5 €"),
        ("'0123", "'0123"),
        ("l’été", "l’été"),
        ("", ""),
    ],
)
def test_what_computes_gets_a_mark(cell: str, written: str) -> None:
    assert inert.marked(cell) == written
    assert inert.bare(written) == cell


@given(st.text(alphabet="'=+-@\t\ra1,. "))
def test_what_is_written_reads_the_same_and_computes_nothing(cell: str) -> None:
    written = inert.marked(cell)
    assert inert.bare(written) == cell
    assert not written.startswith(("=", "@", "\t", "\r"))
