"""An engine that is down or slow: nobody waits long, nor again and again, and it comes back."""

import socket
import threading
import time
from types import SimpleNamespace

import pytest

from search.backends.elasticsearch import ElasticsearchBackend
from search.backends.guarded import FAILURES_IN_A_ROW, PAUSE_S, THREADS, Circuit, Guarded
from search.backends.reach import Reach
from search.contract import (
    BadQuery,
    Matching,
    NotBuilt,
    Query,
    SearchUnavailable,
    Status,
    Unanswered,
)
from tests.conformance import engines
from tests.search.elasticsearch_server import Server


class Engine:
    """Answers, or raises what it is told to; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.trouble: Exception | None = None
        self.wait = threading.Event()  # before a search is answered
        self.wait.set()
        self.lives = threading.Event()
        self.lives.set()

    def search(self, query: Query) -> str:
        self.asked += 1
        assert self.wait.wait(10)
        if self.trouble:
            raise self.trouble
        return f"page {query.page}"

    def status(self) -> Status:
        assert self.lives.wait(10)
        return Status("stand-in", "1", 0)


@pytest.fixture
def guarded():
    return behind_guard(seconds=0.1)


@pytest.fixture
def patient():
    """The same, with time for a sign of life on a machine that does much else."""
    return behind_guard(seconds=2)


def behind_guard(*, seconds: float) -> SimpleNamespace:
    now = SimpleNamespace(seconds=1000.0)
    engine = Engine()
    circuit = Circuit(monotonic=lambda: now.seconds)
    guard = Guarded(engine, seconds=seconds, circuit=circuit)
    return SimpleNamespace(engine=engine, now=now, guard=guard)


def all_at_once(ask, times: int) -> list[Exception]:
    """What came of it, of each that was not answered."""
    troubles: list[Exception] = []

    def one() -> None:
        try:
            ask()
        except SearchUnavailable as error:
            troubles.append(error)

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


def fail(guarded, times: int = FAILURES_IN_A_ROW) -> None:
    guarded.engine.trouble = SearchUnavailable(reason="down")
    for _ in range(times):
        with pytest.raises(SearchUnavailable):
            guarded.guard.search(Query())


def test_what_the_engine_answers_comes_through(guarded):
    assert guarded.guard.search(Query(page=3)) == "page 3"


def test_after_failures_in_a_row_the_engine_is_left_alone(guarded):
    fail(guarded)
    guarded.now.seconds += PAUSE_S - 0.1

    with pytest.raises(SearchUnavailable):
        guarded.guard.search(Query())

    assert guarded.engine.asked == FAILURES_IN_A_ROW


def test_one_answer_between_failures_begins_the_row_again(guarded):
    fail(guarded, FAILURES_IN_A_ROW - 1)
    guarded.engine.trouble = None
    guarded.guard.search(Query())
    fail(guarded, FAILURES_IN_A_ROW - 1)
    guarded.engine.trouble = None

    assert guarded.guard.search(Query()) == "page 1"


def test_after_the_pause_it_is_back_by_itself(guarded):
    fail(guarded)
    guarded.engine.trouble = None
    guarded.now.seconds += PAUSE_S

    assert guarded.guard.search(Query()) == "page 1"
    assert guarded.guard.search(Query()) == "page 1"


def test_a_trial_that_fails_costs_another_pause(guarded):
    fail(guarded)
    guarded.now.seconds += PAUSE_S
    fail(guarded, 1)
    guarded.engine.trouble = None

    with pytest.raises(SearchUnavailable):
        guarded.guard.search(Query())
    assert guarded.engine.asked == FAILURES_IN_A_ROW + 1


def test_only_one_tries_while_the_others_are_told_at_once():
    now = SimpleNamespace(seconds=0.0)
    engine = Engine()
    guard = Guarded(engine, seconds=10, circuit=Circuit(monotonic=lambda: now.seconds))
    engine.trouble = SearchUnavailable(reason="down")
    for _ in range(FAILURES_IN_A_ROW):
        with pytest.raises(SearchUnavailable):
            guard.search(Query())
    engine.trouble = None
    engine.wait.clear()
    now.seconds += PAUSE_S
    answers: list[str] = []
    trial = threading.Thread(target=lambda: answers.append(guard.search(Query())))
    trial.start()
    while engine.asked == FAILURES_IN_A_ROW:
        time.sleep(0.001)

    with pytest.raises(SearchUnavailable):
        guard.search(Query())

    engine.wait.set()
    trial.join()
    assert answers == ["page 1"]
    assert engine.asked == FAILURES_IN_A_ROW + 1


@pytest.mark.parametrize("trouble", [BadQuery(), NotBuilt()])
def test_an_answer_that_is_no_is_an_answer(guarded, trouble):
    guarded.engine.trouble = trouble
    for _ in range(2 * FAILURES_IN_A_ROW):
        with pytest.raises(type(trouble)):
            guarded.guard.search(Query())

    assert guarded.engine.asked == 2 * FAILURES_IN_A_ROW


def test_a_search_that_takes_too_long_is_given_up(guarded):
    guarded.engine.wait.clear()
    started = time.monotonic()

    with pytest.raises(SearchUnavailable) as given_up:
        guarded.guard.search(Query())

    assert given_up.value.details == {"reason": "no answer within 0.1 s"}
    assert time.monotonic() - started < 5
    guarded.engine.wait.set()


def test_slow_searches_of_an_engine_that_lives_are_their_own_affair(patient):
    patient.engine.wait.clear()
    slow = all_at_once(lambda: patient.guard.search(Query()), 2 * FAILURES_IN_A_ROW)
    assert [type(each) for each in slow] == [Unanswered] * (2 * FAILURES_IN_A_ROW)

    patient.engine.wait.set()

    assert patient.guard.search(Query()) == "page 1"


def test_slow_searches_without_a_sign_of_life_are_the_engine_s_failure(guarded):
    guarded.engine.wait.clear()
    guarded.engine.lives.clear()
    for _ in range(FAILURES_IN_A_ROW):
        with pytest.raises(SearchUnavailable) as given_up:
            guarded.guard.search(Query())
        assert type(given_up.value) is SearchUnavailable
    guarded.engine.wait.set()
    guarded.engine.lives.set()

    with pytest.raises(SearchUnavailable) as told:
        guarded.guard.search(Query())

    assert told.value.details == {"reason": "it did not answer a moment ago"}
    assert guarded.engine.asked == FAILURES_IN_A_ROW


def test_a_pile_of_slow_searches_lets_nobody_wait_for_a_thread(patient):
    patient.engine.wait.clear()
    pile = all_at_once(lambda: patient.guard.search(Query()), THREADS)
    assert [type(each) for each in pile] == [Unanswered] * THREADS

    with pytest.raises(Unanswered):
        patient.guard.search(Query())
    assert patient.engine.asked == THREADS  # it was not even begun

    patient.engine.wait.set()
    answered = [asked_until_answered(patient.guard) for _ in range(2 * THREADS)]
    assert answered == ["page 1"] * (2 * THREADS)  # every thread is given back


def asked_until_answered(guard: Guarded) -> str:
    while True:
        try:
            return guard.search(Query())
        except Unanswered:
            time.sleep(0.001)


def test_a_pile_on_an_engine_that_hangs_is_the_engine_s_failure(guarded):
    guarded.engine.wait.clear()
    guarded.engine.lives.clear()
    all_at_once(lambda: guarded.guard.search(Query()), THREADS)
    guarded.engine.wait.set()
    guarded.engine.lives.set()

    with pytest.raises(SearchUnavailable) as told:
        guarded.guard.search(Query())

    assert told.value.details == {"reason": "it did not answer a moment ago"}


@pytest.mark.parametrize("name", engines.ALL[:2])
def test_what_one_visitor_asks_closes_no_real_engine_to_the_others(name, tmp_path, monkeypatch):
    go_on = threading.Event()
    with engines.empty(name, tmp_path) as engine:
        engine.rebuild(lambda _after: [])
        answered = engine.search

        def search(query):
            if query.text == "sans fin":
                assert go_on.wait(60)
            return answered(query)

        monkeypatch.setattr(engine, "search", search)
        guard = Guarded(engine, seconds=4)

        pile = all_at_once(lambda: guard.search(Query(text="sans fin")), THREADS - 1)

        assert [type(each) for each in pile] == [Unanswered] * (THREADS - 1)
        assert guard.search(Query()).total == 0
        go_on.set()


def test_a_real_server_that_falls_silent_and_speaks_again():
    now = SimpleNamespace(seconds=0.0)
    with Server().running() as server:
        guard = Guarded(
            ElasticsearchBackend.at(server.url, Reach(seconds=0.3)),
            seconds=0.3,
            circuit=Circuit(monotonic=lambda: now.seconds),
        )
        server.speaks.set()
        assert guard.search(Query()).matching is Matching.BROWSE
        server.speaks.clear()
        for _ in range(FAILURES_IN_A_ROW):
            started = time.monotonic()
            with pytest.raises(SearchUnavailable):
                guard.search(Query())
            assert time.monotonic() - started < 3
        asked = server.asked
        with pytest.raises(SearchUnavailable):
            guard.search(Query())
        assert server.asked == asked

        server.speaks.set()
        now.seconds += PAUSE_S

        assert guard.search(Query()).total == 0
        assert guard.search(Query()).total == 0


def test_a_port_where_nobody_listens_is_told_at_once():
    with socket.socket() as taken:  # bound, but not listening
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/shop"
        guard = Guarded(ElasticsearchBackend.at(url, Reach()), seconds=5)

        with pytest.raises(SearchUnavailable):
            guard.search(Query())
