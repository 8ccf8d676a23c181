"""Keys, mails and states: what must happen once."""

import pytest

from marketplace.core import idempotency, mail, states
from marketplace.core.errors import IllegalMove
from marketplace.core.idempotency import KeyReused
from marketplace.core.models import StoredEmail
from marketplace.traders.models import Trader

Status = Trader.Status
MOVES = {Status.ACTIVE: frozenset({Status.SUSPENDED})}


@pytest.mark.django_db
def test_the_same_key_does_the_work_once(clock):
    ran = []

    def work():
        ran.append(1)
        return {"id": 7}

    first = idempotency.once(scope="s", key="k", content=[1], work=work, at=clock())
    again = idempotency.once(scope="s", key="k", content=[1], work=work, at=clock())

    assert (first, again) == (({"id": 7}, True), ({"id": 7}, False))
    assert ran == [1]


@pytest.mark.django_db
def test_the_same_key_with_other_content_is_refused(clock):
    idempotency.once(scope="s", key="k", content=[1], work=lambda: 1, at=clock())

    with pytest.raises(KeyReused, match="rechargez la page et recommencez"):
        idempotency.once(scope="s", key="k", content=[2], work=lambda: 2, at=clock())


@pytest.mark.django_db
def test_work_that_fails_leaves_its_key_free(clock):
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        idempotency.once(scope="s", key="k", content=[1], work=fail, at=clock())

    assert idempotency.once(scope="s", key="k", content=[1], work=lambda: 1, at=clock()) == (
        1,
        True,
    )


@pytest.fixture
def letter(tmp_path, settings):
    (tmp_path / "letter.txt").write_text("Votre colis\n\nBonjour {{ name }}.\nhttps://a.fr/x?y=1")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    return "letter.txt"


@pytest.mark.django_db
def test_a_mail_leaves_once_and_reads_as_text(clock, letter):
    for _ in range(2):
        mail.send_once(
            key="shipped:1", to="a@b.fr", template=letter, context={"name": "Ana"},
            language="fr", at=clock(),
        )  # fmt: skip

    stored = StoredEmail.objects.get()
    assert (stored.to, stored.subject) == ("a@b.fr", "Votre colis")
    assert stored.text == "Bonjour Ana.\nhttps://a.fr/x?y=1\n"
    assert '<a href="https://a.fr/x?y=1"' in stored.html
    assert stored.language == "fr"


@pytest.fixture
def trader(db):
    return Trader.objects.create(
        slug="t", name="T", legal_name="T", siren="552100554", postcode="1", town="A",
        line1="x", email="t@t.fr",
    )  # fmt: skip


def test_a_state_moves_once(trader):
    stale = Trader.objects.get(pk=trader.pk)
    states.guarded_move(trader, Status.SUSPENDED, moves=MOVES)

    with pytest.raises(IllegalMove):
        states.guarded_move(stale, Status.SUSPENDED, moves=MOVES)

    assert trader.status == Status.SUSPENDED


def test_a_move_outside_the_table_changes_nothing(trader):
    trader.status = Status.SUSPENDED
    trader.save()

    with pytest.raises(IllegalMove):
        states.guarded_move(trader, Status.ACTIVE, moves=MOVES, name="Autre")

    trader.refresh_from_db()
    assert (trader.status, trader.name) == (Status.SUSPENDED, "T")
