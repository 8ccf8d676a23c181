"""The index follows the catalogue."""

import shutil
import threading
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from multiprocessing import current_process

import pytest
from celery import current_app
from django.db import connection

from marketplace.core import clock, outbox
from marketplace.core.models import OutboxDelivery
from marketplace.core.scopes import house_scope
from marketplace.traders import models as traders
from search import documents, indexing, tasks
from search.backends import backend
from search.contract import Matching, NotBuilt, RebuildRunning
from search.indexing import Indexed
from tests import factories, shop

pytestmark = pytest.mark.django_db


def offer_of(title, **fields):
    """An offer of a new reference with that name."""
    reference = factories.ReferenceFactory(title=title, sheet__model_name=title)
    return factories.OfferFactory(product=factories.VariantFactory(parent=reference), **fields)


def reference_of(offer):
    return offer.product.parent


def titles(result):
    return [hit.payload["title"] for hit in result.hits]


# --- an index that is not there ----------------------------------------------------------------
def test_the_first_product_of_an_empty_house_is_found(find, relay):
    assert indexing.heal() == 0
    offer = offer_of("Cadence")

    outbox.publish("catalogue.changed", reference_ids=[reference_of(offer).pk])
    relay()

    assert titles(find(text="cadence")) == ["Cadence"]


def test_a_lost_index_answers_nobody_until_it_is_built_again(find, relay, search_index):
    """It answered with the one reference that had changed since, and all else was gone."""
    changed, *_others = [offer_of(f"Cadence {number}") for number in range(3)]
    indexing.rebuild()
    assert find().total == 3
    shutil.move(search_index, search_index.with_name("moved"))

    shop.restate(changed.pk, minor=9990)
    relay()

    with pytest.raises(NotBuilt):
        find()
    assert not outbox.undone(subscriber=indexing.SUBSCRIBER).exists()
    assert tasks.heal() == 3
    assert sorted(hit.price for hit in find().hits) == [9990, 10000, 10000]


def test_an_index_that_is_there_is_left_alone(find):
    offer_of("Cadence")
    indexing.rebuild()
    before = backend().status().generation

    assert indexing.heal() is None
    assert backend().status().generation == before


def test_only_one_heals_and_the_others_do_not_wait(find):
    offer_of("Cadence")
    engine, healed = backend(), []

    def documents_of_another(_after):
        healed.append(indexing.heal())
        yield from ()

    engine.rebuild(documents_of_another)

    assert healed == [None]


def test_it_is_looked_for_all_the_time(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["index"]

    assert current_app.tasks[entry["task"]].name == tasks.heal.name
    assert entry["schedule"] <= 5


def test_a_worker_builds_a_large_one_by_itself(find, monkeypatch):
    """Its processes may have no children."""
    offer_of("Cadence")
    monkeypatch.setattr(indexing, "WORTH_PROCESSES", 1)
    monkeypatch.setitem(current_process()._config, "daemon", True)

    assert indexing.heal() == 1


# --- changes -----------------------------------------------------------------------------------
def test_indexing_twice_keeps_one(find):
    indexing.rebuild()
    offer = offer_of("Cadence")

    for _ in range(2):
        indexing.index(reference_ids=[reference_of(offer).pk])

    assert backend().status().documents == 1
    assert find().total == 1


@pytest.mark.parametrize("how", ["unpublished", "not_public", "deleted"])
def test_what_is_no_longer_published_goes(find, how):
    gone, stays = reference_of(offer_of("Cadence")), reference_of(offer_of("Foulée"))
    id = gone.pk
    indexing.rebuild()
    if how == "deleted":
        gone.children.get().delete()
        gone.delete()
    elif how == "unpublished":
        type(gone.sheet).objects.filter(pk=id).update(published_at=None)
    else:
        type(gone).objects.filter(pk=id).update(is_public=False)

    done = indexing.index(reference_ids=[id, stays.pk])

    assert done == Indexed(updated=1, removed=1)
    assert titles(find(facets=("brand",))) == ["Foulée"]
    assert find(text="cadence").matching is Matching.NOTHING
    assert [value.count for value in find(facets=("brand",)).facets["brand"]] == [1]


def test_a_changed_price_reaches_the_index_through_the_outbox(find, relay):
    offer = offer_of("Cadence", price=Decimal("120.00"))
    indexing.rebuild()

    shop.restate(offer.pk, minor=9990)
    assert find().hits[0].price == 12000
    relay()

    assert find().hits[0].price == 9990


def test_an_offer_that_runs_out_leaves_size_and_boutique(find, relay):
    offer = offer_of("Cadence", stock=1)
    indexing.rebuild()

    shop.restate(offer.pk, stock=0)
    relay()

    result = find(facets=("size", "boutique", "brand"))
    assert (result.total, result.hits) == (0, [])
    assert result.facets == {"size": [], "boutique": [], "brand": []}


def test_a_suspended_boutique_leaves_the_index_and_comes_back(find, relay):
    offer = offer_of("Cadence", stock=1)
    offer_of("Foulée")
    indexing.rebuild()
    trader = offer.partner.point.trader

    trader.status = trader.Status.SUSPENDED
    trader.save()
    relay()
    assert titles(find(facets=("brand",))) == ["Foulée"]

    trader.status = trader.Status.ACTIVE
    trader.save()
    relay()
    assert sorted(titles(find(facets=("brand",)))) == ["Cadence", "Foulée"]


@pytest.mark.parametrize("how", ["slower", "gone"])
def test_a_tariff_that_changes_reaches_the_index(find, relay, how):
    offer = offer_of("Cadence")
    indexing.rebuild()
    (home,) = offer.partner.point.trader.tariffs.all()

    if how == "gone":
        home.delete()
    else:
        home.transit_days = 7
        home.save()
    relay()

    points = [point for hit in find().hits for point in hit.payload["points"].values()]
    assert [point["transit_days"] for point in points] == {"slower": [7], "gone": []}[how]


@pytest.mark.parametrize("which", ["reference", "size"])
def test_a_product_hidden_by_hand_leaves_the_index_and_comes_back(find, relay, which):
    offer = offer_of("Cadence")
    indexing.rebuild()
    product = reference_of(offer) if which == "reference" else offer.product

    product.is_public = False
    product.save()
    relay()
    assert find().total == 0

    product.is_public = True
    product.save()
    relay()
    assert titles(find()) == ["Cadence"]


def test_a_code_finds_what_is_sold_out(find, relay):
    offer = offer_of("Cadence", stock=0, partner_sku="MH01-XS-Black")
    offer_of("Foulée", partner_sku="MH02-XS-Black")
    indexing.rebuild()

    for typed in ("MH01-XS-Black", "mh01 xs black", "MH01XSBLACK"):
        result = find(text=typed)
        assert result.matching is Matching.CODE
        assert [hit.id for hit in result.hits] == [reference_of(offer).pk]
        assert result.hits[0].price is None


def test_waiting_changes_are_one_write(find, relay, monkeypatch):
    indexing.rebuild()
    made = [offer_of(f"Cadence {number}") for number in range(3)]
    turns = []
    index = indexing.index
    monkeypatch.setattr(
        indexing,
        "index",
        lambda *, reference_ids: (
            turns.append(sorted(reference_ids)) or index(reference_ids=reference_ids)
        ),
    )
    for offer in (*made, made[0]):
        outbox.publish("catalogue.changed", reference_ids=[reference_of(offer).pk])

    relay()

    assert turns == [[reference_of(offer).pk for offer in made]]
    assert find().total == 3


@pytest.mark.usefixtures("clock")
def test_a_change_waits_while_the_engine_is_away(find, relay, settings, caplog):
    indexing.rebuild()
    offer = offer_of("Cadence")
    here = settings.SEARCH_URL
    settings.SEARCH_URL = "http://127.0.0.1:9/nobody"
    outbox.publish("catalogue.changed", reference_ids=[reference_of(offer).pk])

    relay()  # others hear of it all the same
    [owed] = OutboxDelivery.objects.filter(subscriber=indexing.SUBSCRIBER)
    assert (owed.done_at, owed.attempts) == (None, 1)
    assert "SearchUnavailable" in owed.last_error

    settings.SEARCH_URL = here
    assert relay(clock.now() + timedelta(minutes=1)) == 1
    assert titles(find()) == ["Cadence"]


# --- rebuilding ------------------------------------------------------------------------------
def test_rebuild_takes_all_that_is_published_and_forgets_the_rest(find, monkeypatch):
    monkeypatch.setattr(indexing, "CHUNK", 2)
    stale = reference_of(offer_of("Ancienne"))
    indexing.rebuild()
    type(stale.sheet).objects.update(published_at=None)
    for number in range(5):
        offer_of(f"Cadence {number}")

    assert indexing.rebuild() == 5
    assert find().total == 5
    assert find(text="ancienne").total == 0


def test_a_change_made_during_a_rebuild_is_in_the_new_index(find, monkeypatch):
    """What the rebuild had read already changes, and something goes, before it swaps."""
    first, second = offer_of("Cadence", price=Decimal("120.00")), offer_of("Foulée")
    indexing.rebuild()
    before = backend().status().generation
    read = documents.read
    seen = []

    def changed_meanwhile(ids, *, version):
        found = read(ids, version=version)
        monkeypatch.setattr(documents, "read", read)
        shop.restate(first.pk, minor=9990)
        type(second.product).objects.filter(pk=reference_of(second).pk).update(is_public=False)
        indexing.index(reference_ids=[reference_of(first).pk, reference_of(second).pk])
        seen.extend((find().total, find().hits[0].price))
        return found

    monkeypatch.setattr(documents, "read", changed_meanwhile)
    indexing.rebuild()

    assert seen == [1, 9990]  # the live index had it at once
    assert backend().status().generation > before
    assert [(hit.id, hit.price) for hit in find().hits] == [(reference_of(first).pk, 9990)]


def test_nobody_finds_nothing_while_a_rebuild_swaps(find):
    offer_of("Cadence")
    indexing.rebuild()
    engine, kept, stop = backend(), list(indexing._everything(0, None)), threading.Event()
    found = []

    def keep_asking():
        while not stop.is_set():
            found.append(find().total)

    asking = threading.Thread(target=keep_asking)
    asking.start()
    for _ in range(5):
        engine.rebuild(lambda _after: kept)
    stop.set()
    asking.join()

    assert len(found) > 5
    assert set(found) == {1}


@pytest.mark.django_db(transaction=True)
def test_processes_read_what_a_rebuild_writes(find, monkeypatch, database_url):
    """What they read is the same, in the same order, whatever their number."""
    for number in range(5):
        offer_of(f"Cadence {number}")
    alone = list(indexing._everything(0, None))
    monkeypatch.setattr(indexing, "CHUNK", 2)
    monkeypatch.setattr(indexing, "WORTH_PROCESSES", 1)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    told = []

    together = list(indexing._everything(0, lambda done, of: told.append((done, of))))

    assert [replace(each, version=0) for each in together] == [
        replace(each, version=0) for each in alone
    ]
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert indexing.rebuild() == 5
    assert find().total == 5


def test_two_rebuilds_at_once_are_refused(find):
    engine = backend()

    def documents_of_another(_after):
        with pytest.raises(RebuildRunning):
            engine.rebuild(lambda _after: ())
        yield from ()

    assert engine.rebuild(documents_of_another) == 0
    assert engine.rebuild(lambda _after: ()) == 0


# --- how it stands ---------------------------------------------------------------------------
def test_health_counts_what_waits(find, clock):
    offer = offer_of("Cadence")
    indexing.rebuild()
    outbox.publish("catalogue.changed", reference_ids=[reference_of(offer).pk])

    with house_scope():
        health = indexing.health(at=clock.advance(seconds=3))

    assert (health.status.engine, health.status.documents, health.published) == ("tantivy", 1, 1)
    assert (health.waiting, health.lag) == (1, timedelta(seconds=3))
    assert health.alarm == ""


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_what_is_missing_without_being_on_its_way_raises_the_alarm(find, clock, missing):
    """A reference that is changed may differ until the engine shows it, and no other."""
    offers = [offer_of(f"Cadence {number}") for number in range(3)]
    indexing.rebuild()
    told = [reference_of(offer).pk for offer in offers[:missing]]
    backend().delete(told, version=1)

    def alarm(at):
        with house_scope():
            return indexing.health(at=at).alarm

    clock.advance(hours=1)
    said = f"{3 - missing} documents of 3" if missing else ""
    assert alarm(clock.advance(hours=1)) == said
    outbox.publish("catalogue.changed", reference_ids=told)
    outbox.publish("catalogue.changed", reference_ids=told[:1])
    assert alarm(clock()) == ""
    OutboxDelivery.objects.update(done_at=clock())
    assert alarm(clock.advance(seconds=119)) == ""
    assert alarm(clock.advance(seconds=2)) == said


def test_a_house_without_an_index_raises_the_alarm(find, clock):
    with house_scope():
        assert indexing.health(at=clock()).alarm == "no index"


def test_a_suspended_trader_is_gone_once_its_references_are_read_again(find):
    offer = offer_of("Cadence")
    indexing.rebuild()
    traders.Trader.objects.update(status="suspended")

    indexing.index(reference_ids=[reference_of(offer).pk])

    assert find(facets=("boutique",)).facets["boutique"] == []


# --- order -----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_what_was_read_first_never_overwrites_what_was_read_later(find, monkeypatch):
    """One worker has read the old price and is slow; another reads the new one and overtakes it."""
    offer = offer_of("Cadence", price=Decimal("120.00"))
    indexing.rebuild()
    read, has_read, goes_on = documents.read, threading.Event(), threading.Event()

    def slow_once(ids, *, version):
        monkeypatch.setattr(documents, "read", read)
        found = read(ids, version=version)
        has_read.set()
        assert goes_on.wait(20)
        return found

    def work():
        indexing.index(reference_ids=[reference_of(offer).pk])
        connection.close()

    monkeypatch.setattr(documents, "read", slow_once)
    slow, quick = (threading.Thread(target=work) for _ in range(2))
    slow.start()
    assert has_read.wait(20)
    shop.restate(offer.pk, minor=9990)
    quick.start()
    quick.join(0.5)  # it waits for its turn, or has overtaken the slow one
    goes_on.set()
    slow.join()
    quick.join()

    assert [hit.price for hit in find().hits] == [9990]


def test_a_change_that_is_handed_over_twice_is_in_the_index_once(find):
    indexing.rebuild()
    offer = offer_of("Cadence", price=Decimal("120.00"))
    told = [{"reference_ids": [reference_of(offer).pk]}]
    for _ in range(2):
        indexing.on_catalogue_changed(told, clock.now())

    result = find(facets=("brand", "size"))
    assert result.total == 1
    assert [each.count for values in result.facets.values() for each in values] == [1, 1]
    assert backend().status().documents == 1
