"""A few hundred steps of histories, the same ones each time; ``make fuzz ARGS=histories`` goes on.

``CORDEE_HISTORIES=500`` plays that many, others each time, of up to a hundred steps each, with
the nights' reconciliation in them. ``--hypothesis-seed=7`` plays the same ones again.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from marketplace.core.scopes import house_scope
from scripts.terminal import say
from tests.histories.machine import History
from tests.histories.world import World

# Without these a run says little: it must have come to each at least once.
SEEN = {
    "order paid", "order expired", "refund succeeded", "refund failed", "parcel delivered",
    "parcel cancelled", "line refused", "line expired", "line cancelled", "tried again",
    "transfer made", "payout paid", "dispute lost", "reserve held", "reserve given back",
    "promotion spent", "voucher used", "delivery free from its amount",
}  # fmt: skip
MANY = int(os.environ.get("CORDEE_HISTORIES", "0"))
ENOUGH = 20  # of them come to all of this, whatever the seed
TURNS = 6  # of a few histories each, until they have come to all of it
SETTINGS = settings(
    max_examples=MANY or 6,
    stateful_step_count=100 if MANY else 25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink) if MANY else (Phase.generate,),
    print_blob=False,
)


@pytest.fixture
def world(db, twin, monkeypatch):
    with house_scope():
        world = World(twin=twin, monkeypatch=monkeypatch, nightly=bool(MANY))
    yield world
    world.close()


def test_money_and_stock_add_up_whatever_happens(world, capsys):
    for turn in range(TURNS):
        machine = type("History", (History,), {"world": world})
        run_state_machine_as_test(machine if MANY else seed(turn)(machine), settings=SETTINGS)
        missed = SEEN - set(world.ends)
        if MANY or not missed:
            break

    if MANY:
        ends, played = (
            ", ".join(f"{name}: {times}" for name, times in sorted(counted.items()))
            for counted in (world.ends, world.played)
        )
        with capsys.disabled():
            say(f"\n{world.histories} histories, {world.steps} steps: {played}; came to {ends}")

    assert not missed or 0 < MANY < ENOUGH, (
        f"of all that happened, nothing came to: {missed}; {world.ends}"
    )
