"""When a shop is open, as its week, public holidays and its own days say."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core import days
from marketplace.traders import opening, operations, queries
from marketplace.traders.models import Point, SpecialDays
from marketplace.traders.opening import BadHours
from marketplace.traders.operations import Welcome
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
LUNCH = ["10:00", "12:30", "14:00", "19:00"]
WEEK = {"1": LUNCH, "2": ["10:00", "19:00"], "5": ["09:00", "18:00"]}
MONDAY = date(2026, 11, 23)


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


@pytest.fixture
def shop(db: None) -> Point:
    return factories.PointFactory(hours=WEEK, pickup=True, pickup_hours=2)


def special(point: Point, first: date, last: date, hours: list[str], note: str = "") -> None:
    SpecialDays.objects.create(point=point, first=first, last=last, hours=hours, note=note)


# --- what is written ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("10:00-19:00", ["10:00", "19:00"]),
        ("10h-12h30, 14h-19h", LUNCH),
        ("10 h – 12 h 30 et 14 h à 19 h", LUNCH),
        ("10.00-12.30 14-19", LUNCH),
        ("10-12:30;14-19", LUNCH),
        (" Fermé ", []),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(written: str, kept: list[str]) -> None:
    assert opening.read(written) == kept
    assert opening.read(opening.written(kept)) == kept


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("matin", "n’est pas un horaire"),
        ("10:00", "n’est pas un horaire"),
        ("10-12,", "n’est pas un horaire"),
        ("10-1214-19", "n’est pas un horaire"),
        ("10h-25h", "« 25:00 » n’est pas une heure"),
        ("10:75-12", "« 10:75 » n’est pas une heure"),
        ("19-10", "doivent se suivre"),
        ("10-14, 12-19", "doivent se suivre"),
        ("22-2", "doivent se suivre"),
        ("8-9 10-11 12-13 14-15", "Trois ouvertures"),
    ],
)
def test_hours_that_are_none_say_what_to_write(written: str, said: str) -> None:
    with pytest.raises(BadHours, match=said):
        opening.read(written)


@given(st.text(max_size=80))
def test_whatever_is_written_is_read_or_refused(written: str) -> None:
    try:
        kept = opening.read(written)
    except BadHours:
        return
    assert opening.read(opening.written(kept)) == kept


# --- open or closed ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("at", "until", "opens"),
    [
        (paris(2026, 11, 24, 9, 59), None, paris(2026, 11, 24, 10)),
        (paris(2026, 11, 24, 10), paris(2026, 11, 24, 12, 30), None),
        (paris(2026, 11, 24, 12, 30), None, paris(2026, 11, 24, 14)),
        (paris(2026, 11, 24, 18, 59), paris(2026, 11, 24, 19), None),
        (paris(2026, 11, 24, 19), None, paris(2026, 11, 25, 10)),
        (paris(2026, 11, 25, 22), None, paris(2026, 11, 28, 9)),
        (paris(2026, 11, 23, 11), None, paris(2026, 11, 24, 10)),  # closed on Mondays
        (datetime(2026, 11, 24, 17, 30, tzinfo=UTC), paris(2026, 11, 24, 19), None),
        (datetime(2026, 7, 21, 17, 30, tzinfo=UTC), None, paris(2026, 7, 22, 10)),  # summer time
    ],
)
def test_open_until_or_from(
    shop: Point, at: datetime, until: datetime | None, opens: datetime | None
) -> None:
    found = opening.state(shop, at=at)

    assert (found.until, found.opens, found.is_open) == (until, opens, until is not None)


def test_a_shop_is_closed_on_a_holiday_unless_it_says_otherwise(shop: Point) -> None:
    noon = paris(2026, 11, 11, 12)  # the armistice, a Wednesday

    assert opening.state(shop, at=noon).opens == paris(2026, 11, 14, 9)
    shop.open_on_holidays = True
    assert opening.state(shop, at=noon).until == paris(2026, 11, 11, 19)


def test_its_own_days_count_more_than_holidays_and_the_week(shop: Point) -> None:
    special(shop, date(2026, 11, 9), date(2026, 11, 14), [], "inventaire")
    special(shop, date(2026, 11, 11), date(2026, 11, 11), ["14:00", "18:00"], "braderie")

    day = opening.on(shop, date(2026, 11, 11))
    assert (day.spans, day.why) == ([(time(14), time(18))], "braderie")
    assert opening.on(shop, date(2026, 11, 14)).spans == []
    assert opening.state(shop, at=paris(2026, 11, 11, 15)).until == paris(2026, 11, 11, 18)
    assert opening.state(shop, at=paris(2026, 11, 11, 18)).opens == paris(2026, 11, 17, 10)


def test_a_season_that_is_over_has_no_next_opening(shop: Point) -> None:
    special(shop, MONDAY, MONDAY + timedelta(days=200), [])

    found = opening.state(shop, at=paris(2026, 11, 24, 11))

    assert (found.is_open, found.opens) == (False, None)


def test_unusual_days_are_those_on_which_other_hours_hold(shop: Point) -> None:
    special(shop, date(2026, 12, 20), date(2026, 12, 20), ["10:00", "18:00"])  # a Sunday
    special(shop, date(2026, 12, 23), date(2026, 12, 23), ["10:00", "19:00"])  # as any Wednesday

    # A holiday on a day on which it is closed anyhow (the first of January) is not unusual.
    found = opening.unusual(shop, first=date(2026, 12, 19), count=28, language="en")
    assert [(day.date, day.why) for day in found] == [(date(2026, 12, 20), "exceptionnellement")]
    assert opening.on(shop, date(2026, 12, 25), language="en").why == "Christmas Day"
    assert days.holiday(date(2026, 12, 25)) == "Noël"


# --- what can be fetched when ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("at", "ready"),
    [
        (paris(2026, 11, 25, 11), paris(2026, 11, 25, 13)),
        (paris(2026, 11, 24, 11, 30), paris(2026, 11, 24, 15)),  # an hour before lunch, one after
        (paris(2026, 11, 23, 11), paris(2026, 11, 24, 12)),
        (paris(2026, 11, 25, 17), paris(2026, 11, 28, 9)),  # done as it closes: the next morning
    ],
)
def test_hours_of_preparing_are_hours_of_opening(
    shop: Point, at: datetime, ready: datetime
) -> None:
    assert opening.ready(shop, at=at) == ready


@pytest.mark.parametrize(
    "fields",
    [{"pickup": False}, {"pickup_hours": None}, {"hours": {}}, {"kind": Point.Kind.WAREHOUSE}],
)
def test_what_nobody_said_is_not_promised(shop: Point, fields: dict[str, object]) -> None:
    for name, value in fields.items():
        setattr(shop, name, value)

    assert opening.ready(shop, at=paris(2026, 11, 24, 11)) is None


TIMES = st.lists(st.times().map(lambda t: t.strftime("%H:%M")), min_size=2, max_size=6, unique=True)


@given(
    week=st.dictionaries(st.integers(0, 6).map(str), TIMES.map(sorted), max_size=7),
    minutes=st.integers(0, 60 * 24 * 370),
)
def test_open_is_what_a_walk_through_the_day_finds(
    week: dict[str, list[str]], minutes: int
) -> None:
    """Against a plain reading of the clock, minute by minute, of shops without special days."""
    hours = {day: times[: len(times) // 2 * 2] for day, times in week.items()}
    shop = Point(partner_id=1, hours=hours, open_on_holidays=True)
    shop._prefetched_objects_cache = {"special_days": SpecialDays.objects.none()}  # type: ignore[attr-defined]
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    found = opening.state(shop, at=at)

    local = at.astimezone(PARIS)
    clock = f"{local:%H:%M}"
    times = hours.get(str(local.weekday()), [])
    ends = [b for a, b in zip(times[::2], times[1::2], strict=True) if a <= clock < b]
    assert found.is_open == bool(ends)
    if found.until:
        assert f"{found.until.astimezone(PARIS):%H:%M}" == ends[0]
    elif found.opens:
        assert found.opens > at
        assert opening.state(shop, at=found.opens).is_open
    else:
        assert not any(hours.values())


# --- what a shop says of itself ----------------------------------------------------------------
def test_how_a_shop_receives_is_kept_without_its_closed_days(shop: Point) -> None:
    said = Welcome({0: [], 2: LUNCH}, True, " Sous les arcades. ", 4)

    operations.receive(point=shop, welcome=said)

    shop.refresh_from_db()
    assert (shop.hours, shop.open_on_holidays, shop.directions, shop.pickup_hours) == (
        {"2": LUNCH}, True, "Sous les arcades.", 4,
    )  # fmt: skip


def test_bad_hours_change_nothing(shop: Point) -> None:
    with pytest.raises(BadHours):
        operations.receive(point=shop, welcome=Welcome({0: ["19:00", "10:00"]}, False, "", None))

    shop.refresh_from_db()
    assert shop.hours == WEEK


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        (MONDAY, MONDAY - timedelta(days=1), operations.DaysReversed),
        (MONDAY - timedelta(days=3), MONDAY - timedelta(days=1), operations.DaysPast),
    ],
)
def test_days_that_cannot_be_announced_are_not(
    shop: Point, first: date, last: date, error: type[Exception]
) -> None:
    with pytest.raises(error):
        operations.announce(point=shop, first=first, last=last, hours=[], note="", today=MONDAY)

    assert not SpecialDays.objects.exists()


def test_nobody_announces_without_end(shop: Point, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST_SPECIAL", 2)
    said = {"point": shop, "hours": [], "note": " pont ", "today": MONDAY}
    for n in (1, 2):
        operations.announce(first=MONDAY, last=MONDAY + timedelta(days=n), **said)

    with pytest.raises(operations.TooManyDays):
        operations.announce(first=MONDAY, last=MONDAY, **said)

    assert [row.note for row in SpecialDays.objects.all()] == ["pont", "pont"]
    far = {**said, "today": MONDAY + timedelta(days=30)}
    operations.announce(first=far["today"], last=far["today"], **far)  # the others are over


def test_only_its_own_days_are_withdrawn(shop: Point) -> None:
    special(shop, MONDAY, MONDAY, [])
    row = SpecialDays.objects.get()

    assert not operations.withdraw(point=factories.PointFactory(), pk=row.pk)
    assert SpecialDays.objects.exists()
    assert operations.withdraw(point=shop, pk=row.pk)
    assert not SpecialDays.objects.exists()


@pytest.mark.parametrize("size", [1, 12])
def test_points_are_read_with_their_days_in_two_queries(
    db: None, size: int, django_assert_num_queries
) -> None:
    trader = factories.TraderFactory()
    for n in range(size):
        point = factories.PointFactory(trader=trader, town=f"Ville {n:02d}")
        special(point, MONDAY, MONDAY, [])
        special(point, MONDAY - timedelta(days=9), MONDAY - timedelta(days=1), [])

    with django_assert_num_queries(2):
        found = queries.points(trader, on=MONDAY)
        assert {len(point.special_days.all()) for point in found} == {1}
