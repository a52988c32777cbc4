"""The clock in doubt: asked once, told by whom, put right without a restart, and never forgotten by one."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import clock as queries
from edge_agent.db.snapshot import opened
from edge_agent.domain.clock_doubt import AGREES_MS
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import StaffId, StoreCode, TillId
from edge_agent.domain.moments import DAY, HOUR, MINUTE, Millis
from edge_agent.domain.money import Fen
from edge_agent.ports.system import SystemChance
from edge_agent.services import clock, shifts
from edge_agent.services.who import Who
from edge_agent.wire.clock import ClockView, SetClock
from edge_agent.wire.shifts import ShiftView

if TYPE_CHECKING:
    from config.settings import Settings
    from tests.services.conftest import Store

NOON = Millis(1_795_320_000_000)
CASHIER = Who(StaffId("1001"), TillId("1"))


def heard_of(store: Store, kind: str) -> list[dict[str, Any]]:
    """What the journal holds of one type, without what names the event."""
    rows = [row for row in store.rows("journal") if f"clock.{kind}" in row]
    return [json.loads(next(str(part) for part in row if str(part).startswith("{")))["data"] for row in rows]


def settings_with_headquarters(store: Store) -> Settings:
    headquarters = msgspec.structs.replace(store.settings.headquarters, url="http://hq.example")
    return msgspec.structs.replace(store.settings, headquarters=headquarters)


def open_shift(store: Store, *, confirm: bool = False) -> ShiftView | Refused:
    return store.do(lambda tx: shifts.open_shift(tx, store.settings, CASHIER, Fen(0), confirm=confirm))


def set_clock(store: Store, local: str | None, *, confirm: bool = False) -> ClockView | Refused:
    asked = SetClock(local, confirm)
    return store.do(lambda tx: clock.set_clock(tx, store.settings, CASHIER, asked))


def shop_time(store: Store) -> Millis:
    """What the shop takes for the time: of the next unit."""
    return store.do(lambda tx: tx.now)


@pytest.fixture
def behind(store: Store) -> Store:
    """The agent has run at noon; then somebody sets the clock back by a day."""
    store.do(lambda tx: clock.began(tx, store.settings, "boot-1"))
    store.do(lambda tx: clock.notice(tx, HOUR))
    store.clock.at = Millis(NOON - DAY)
    return store


def test_a_clock_that_goes_on_is_believed(store: Store) -> None:
    """A shop without headquarters is asked nothing, in a new run of the machine neither."""
    assert store.do(lambda tx: clock.began(tx, store.settings, "boot-1")) is None
    for step in range(5):
        store.clock.at = Millis(NOON + step * HOUR)
        store.do(partial(clock.notice, uptime_ms=step * HOUR))
    store.clock.at = Millis(NOON + DAY)
    assert store.do(lambda tx: clock.began(tx, store.settings, "boot-2")) is None
    assert store.do(clock.doubt) is None
    assert isinstance(open_shift(store), ShiftView)
    assert heard_of(store, "doubted") == []


def test_a_clock_set_back_is_doubted_at_once_and_on_record_once(behind: Store) -> None:
    """Nobody need wait for the next look; the looks record the doubt once."""
    assert behind.do(clock.doubt) == "behind"
    for minute in range(1, 4):
        behind.do(partial(clock.notice, uptime_ms=HOUR + minute * MINUTE))
    assert heard_of(behind, "doubted") == [{"why": "behind", "by_ms": -DAY - MINUTE}]


def test_a_jump_is_doubted_at_the_next_look(store: Store) -> None:
    """The machine has run for a minute, and its clock has gone on by an hour."""
    store.do(lambda tx: clock.began(tx, store.settings, "boot-1"))
    store.do(lambda tx: clock.notice(tx, 0))
    store.clock.at = Millis(NOON + HOUR)
    store.do(lambda tx: clock.notice(tx, MINUTE))
    assert store.do(clock.doubt) == "jumped"
    assert heard_of(store, "doubted") == [{"why": "jumped", "by_ms": HOUR - MINUTE}]


def test_a_shift_asks_what_day_it_is(behind: Store) -> None:
    """The question names day, weekday and time; a yes opens the shift, ends the doubt, and is on record."""
    asked = open_shift(behind)
    assert asked == Refused(
        Code.CLOCK_CONFIRM, {"year": 2026, "month": 11, "day": 21, "weekday": "saturday", "time": "12:00"}
    )
    shift = open_shift(behind, confirm=True)
    assert isinstance(shift, ShiftView)
    assert shift.business_date == "2026-11-21"
    assert behind.do(clock.doubt) is None
    assert heard_of(behind, "doubted") == [{"why": "behind", "by_ms": -DAY}]
    assert heard_of(behind, "confirmed") == [{"by": "person"}]


def test_a_yes_where_nothing_was_asked_confirms_nothing(store: Store) -> None:
    """A till that says it out of habit leaves no trace of a doubt."""
    assert isinstance(open_shift(store, confirm=True), ShiftView)
    assert heard_of(store, "confirmed") == []


def test_a_time_that_is_typed_holds_at_once(behind: Store) -> None:
    """It is the shop's time from the next unit on, and the business date goes by it; no restart is needed."""
    view = set_clock(behind, "2026-11-22 12:05")
    assert view == ClockView(now=NOON + 5 * MINUTE, offset_ms=DAY + 5 * MINUTE)
    assert shop_time(behind) == NOON + 5 * MINUTE
    shift = open_shift(behind)
    assert isinstance(shift, ShiftView)
    assert shift.business_date == "2026-11-22"
    assert heard_of(behind, "confirmed") == [{"by": "person", "offset_ms": DAY + 5 * MINUTE}]


def test_the_offset_and_the_doubt_outlive_a_restart(store: Store, tmp_path: Path) -> None:
    """The file remembers both: what the next start opens its epoch with is the time that was put right."""

    def started(boot: str, unit: Callable[[JournalTx], object] = clock.doubt) -> tuple[str | None, Millis]:
        with Database(tmp_path / "other.db", StoreCode("S1"), 1, store.clock, SystemChance()) as file:
            began = file.writer.call(lambda tx: clock.began(tx, store.settings, boot))
            opened_at = file.clock.now()
            file.writer.call(unit)
            return began, opened_at

    assert started("boot-1") == (None, NOON)
    store.clock.at = Millis(NOON - DAY)
    assert started("boot-1") == ("behind", NOON - DAY)
    assert started("boot-2") == ("behind", NOON - DAY)
    store.clock.at = Millis(NOON + DAY)
    right = Millis(NOON + HOUR)
    assert started("boot-2", lambda tx: clock.confirm(tx, CASHIER, right)) == ("behind", NOON + DAY)
    assert started("boot-2") == (None, right)
    with opened(tmp_path / "other.db") as connection:
        rows = connection.execute("SELECT at, type FROM journal ORDER BY pos").fetchall()
    assert [row[1] for row in rows].count("clock.doubted") == 1
    assert rows[-1] == (right, "epoch.opened")


@pytest.mark.parametrize(
    "typed",
    ["", "12:05", "2026-11-22", "2026-13-01 00:00", "2026-11-22 25:00", "0001-01-01 00:00", "二〇二六"],
)
def test_what_is_no_time_is_refused(behind: Store, typed: str) -> None:
    """Nothing is put right by a slip."""
    assert set_clock(behind, typed) == Refused(Code.CLOCK_INVALID, {"text": typed})
    assert behind.do(clock.doubt) == "behind"


def test_a_time_before_what_has_happened_takes_a_second_yes(behind: Store) -> None:
    """It may be right: the clock may have been ahead before."""
    earlier = set_clock(behind, "2026-11-22 10:00")
    assert earlier == Refused(Code.CLOCK_EARLIER, {"time": "2026-11-22 12:00:00"})
    assert isinstance(set_clock(behind, "2026-11-22 10:00", confirm=True), ClockView)
    assert behind.do(clock.doubt) is None


def test_a_clock_that_nobody_doubts_is_not_set(store: Store) -> None:
    """Whoever wants an old code to be good again cannot begin here."""
    assert set_clock(store, "2026-11-20 10:00") == Refused(Code.CLOCK_SURE)


def test_headquarters_must_be_heard_in_each_run_of_the_machine(store: Store) -> None:
    """Until it is, or a person says yes, the clock is in doubt; another start of the agent asks nothing."""
    settings = settings_with_headquarters(store)
    assert store.do(lambda tx: clock.began(tx, settings, "boot-1")) == "unheard"
    assert store.do(lambda tx: clock.heard(tx, NOON)) == 0
    assert store.do(clock.doubt) is None
    assert store.do(lambda tx: clock.began(tx, settings, "boot-1")) is None
    assert store.do(lambda tx: clock.began(tx, settings, "boot-2")) == "unheard"
    store.do(lambda tx: clock.confirm(tx, CASHIER))
    assert store.do(lambda tx: clock.began(tx, settings, "boot-2")) is None
    assert [told["by"] for told in heard_of(store, "confirmed")] == ["headquarters", "person"]


@pytest.mark.parametrize("off_ms", [-DAY, -AGREES_MS - 1, AGREES_MS + 1, HOUR])
def test_headquarters_puts_the_clock_right_both_ways(store: Store, off_ms: int) -> None:
    """By more than two minutes, doubted or not; the other way back as well, to no offset at all."""
    assert store.do(lambda tx: clock.heard(tx, Millis(NOON + off_ms))) == off_ms
    assert shop_time(store) == NOON + off_ms
    assert store.do(lambda tx: clock.heard(tx, NOON)) == -off_ms
    assert shop_time(store) == NOON
    assert heard_of(store, "confirmed") == [
        {"by": "headquarters", "offset_ms": off_ms},
        {"by": "headquarters"},
    ]


def test_headquarters_ends_a_doubt(behind: Store) -> None:
    """The clock that was set back shows headquarters' time."""
    assert behind.do(lambda tx: clock.heard(tx, NOON)) == DAY
    assert behind.do(clock.doubt) is None
    assert shop_time(behind) == NOON


def test_headquarters_that_agrees_is_no_news(store: Store) -> None:
    """Each acknowledgement brings its time: nothing is recorded, and once a minute the mark is kept."""
    for seconds in range(0, 300, 10):
        store.clock.at = Millis(NOON + seconds * 1000)
        store.do(lambda tx: clock.heard(tx, Millis(tx.now + 500)))
    assert heard_of(store, "confirmed") == []
    assert NOON + 4 * MINUTE <= int(str(store.rows("clock_state")[0][1])) <= NOON + 5 * MINUTE


def test_a_unit_that_is_undone_puts_nothing_right(store: Store) -> None:
    """The time changes with the commit, and only with it."""

    def fail(tx: JournalTx) -> None:
        clock.confirm(tx, CASHIER, Millis(NOON + DAY))
        raise RuntimeError("defect")

    with pytest.raises(Exception, match="defect"):
        store.do(fail)
    assert shop_time(store) == NOON
    state = store.do(lambda tx: tx.one(queries.STATE))
    assert state is not None
    assert state.offset_ms == 0


def test_the_machine_that_is_set_right_is_believed(behind: Store) -> None:
    """An offset was typed; then the machine's own clock is put right: the offset goes, nobody is asked."""
    set_clock(behind, "2026-11-22 12:00")
    behind.do(lambda tx: clock.notice(tx, HOUR))
    behind.clock.at = Millis(NOON + MINUTE)
    behind.do(lambda tx: clock.notice(tx, HOUR + MINUTE))
    assert shop_time(behind) == NOON + MINUTE
    assert behind.do(clock.doubt) is None
    assert heard_of(behind, "confirmed")[-1] == {"by": "machine"}
