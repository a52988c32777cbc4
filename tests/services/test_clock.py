"""The clock in doubt: asked once, told by whom, put right without a restart, and never forgotten by one."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import clock as queries
from edge_agent.db.snapshot import opened, rebuild
from edge_agent.domain.clock_doubt import AGREES_MS, FAR_MS
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


class Run:
    """A machine's run, as a test wants it."""

    def __init__(self) -> None:
        self.boot = "boot-1"
        self.ran_ms = HOUR

    def uptime_ms(self) -> int:
        """What the test has set."""
        return self.ran_ms

    def begin_anew(self) -> None:
        """The machine is switched off, and on again."""
        self.boot += "+"
        self.ran_ms = 0


@pytest.fixture
def uptime() -> Run:
    return Run()


def pass_time(store: Store, uptime: Run, passed_ms: int, *, clock_went_ms: int | None = None) -> None:
    """Time passes, and the machine's clock goes with it, or as it likes."""
    uptime.ran_ms += passed_ms
    store.clock.at = Millis(store.clock.at + (passed_ms if clock_went_ms is None else clock_went_ms))


def begun(store: Store, settings: Settings | None = None) -> str | None:
    """The agent begins; the doubt that it begins with."""
    return store.do(lambda tx: clock.began(tx, settings or store.settings))


@pytest.fixture
def behind(store: Store) -> Store:
    """The agent has run at noon; then somebody sets the clock back by a day."""
    begun(store)
    store.clock.at = Millis(NOON - DAY)
    return store


def test_a_clock_that_goes_on_is_believed(store: Store, uptime: Run) -> None:
    """A shop without headquarters is asked nothing, in a new run of the machine neither."""
    assert begun(store) is None
    for _ in range(5):
        pass_time(store, uptime, HOUR)
        store.do(clock.notice)
    store.clock.at = Millis(NOON + DAY)
    uptime.begin_anew()
    assert begun(store) is None
    assert store.do(clock.doubt) is None
    assert isinstance(open_shift(store), ShiftView)
    assert heard_of(store, "doubted") == []


@pytest.mark.parametrize(
    ("passed_ms", "clock_went_ms", "why"),
    [(MINUTE, -DAY, "behind"), (MINUTE, HOUR, "jumped"), (DAY, 0, "behind"), (8 * HOUR, 8 * HOUR, None)],
)
def test_a_leap_is_doubted_at_once_and_on_record_once(
    store: Store, uptime: Run, passed_ms: int, clock_went_ms: int, why: str | None
) -> None:
    """No hand-over, no pruning gets in before the next look; the looks record the doubt once."""
    begun(store)
    pass_time(store, uptime, passed_ms, clock_went_ms=clock_went_ms)
    assert store.do(clock.doubt) == why
    for _ in range(3):
        store.do(clock.notice)
        pass_time(store, uptime, MINUTE)
    doubted = [{"why": why, "by_ms": clock_went_ms - passed_ms}] if why else []
    assert heard_of(store, "doubted") == doubted


def test_a_leap_of_exactly_ten_minutes_is_believed_and_two_of_them_are_not(store: Store, uptime: Run) -> None:
    """Small steps add up: the mark goes by the machine's run, not by the clock."""
    begun(store)
    for doubted in (None, "behind"):
        pass_time(store, uptime, MINUTE, clock_went_ms=MINUTE - FAR_MS)
        store.do(clock.notice)
        assert store.do(clock.doubt) == doubted


def test_a_leap_while_the_agent_was_stopped_is_seen_at_its_start(store: Store, uptime: Run) -> None:
    """The machine has run on, and counted."""
    begun(store)
    pass_time(store, uptime, HOUR, clock_went_ms=DAY)
    assert begun(store) == "jumped"


@pytest.mark.parametrize(("days", "why"), [(7, None), (8, "jumped")])
def test_a_clock_that_is_far_ahead_after_a_night_is_asked_about(
    store: Store, uptime: Run, days: int, why: str | None
) -> None:
    """Without headquarters nobody else says that the year is wrong; a shop that was closed says yes once."""
    begun(store)
    uptime.begin_anew()
    store.clock.at = Millis(NOON + days * DAY)
    assert begun(store) == why


async def test_what_was_said_of_the_clock_holds_for_the_rest_of_its_group(behind: Store) -> None:
    """Units that are committed together see one clock: the second finds neither the old time nor a doubt."""
    gate, right = threading.Event(), Millis(NOON + MINUTE)
    waiting = [
        asyncio.ensure_future(behind.writer.run(unit))
        for unit in (
            lambda _tx: gate.wait(),
            lambda tx: clock.confirm(tx, CASHIER, right),
            lambda tx: (tx.now, clock.doubt(tx)),
        )
    ]
    await asyncio.sleep(0)
    gate.set()
    assert (await asyncio.gather(*waiting))[2] == (right, None)
    assert shop_time(behind) == right


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


def test_the_offset_and_the_doubt_outlive_a_restart(store: Store, tmp_path: Path, uptime: Run) -> None:
    """The file remembers both: what the next start opens its epoch with is the time that was put right."""

    def started(boot: str, unit: Callable[[JournalTx], object] = clock.doubt) -> tuple[str | None, Millis]:
        uptime.boot = boot
        with Database(tmp_path / "other.db", StoreCode("S1"), 1, store.clock, SystemChance(), uptime) as file:
            began = file.writer.call(lambda tx: clock.began(tx, store.settings))
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


def test_a_file_that_is_rebuilt_from_its_journal_knows_what_time_it_was(store: Store, tmp_path: Path) -> None:
    """No event needs an offset to be replayed; a clock behind the last of them is doubted."""
    begun(store)
    rebuilt = tmp_path / "rebuilt.db"
    with opened(store.settings.database) as connection:
        rebuild(connection, rebuilt)
    store.clock.at = Millis(NOON - DAY)
    with Database(rebuilt, StoreCode("S0123"), 1, store.clock, SystemChance()) as file:
        assert file.writer.call(lambda tx: clock.began(tx, store.settings)) == "behind"


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


def test_a_time_that_is_long_after_takes_a_second_yes(behind: Store) -> None:
    """A wrong year would date every paper, and stay: no business date goes back."""
    later = set_clock(behind, "2027-11-22 12:00")
    assert later == Refused(Code.CLOCK_LATER, {"time": "2026-11-22 12:00:00"})
    assert behind.do(clock.doubt) == "behind"
    assert isinstance(set_clock(behind, "2027-11-22 12:00", confirm=True), ClockView)


def test_a_clock_that_nobody_doubts_is_not_set(store: Store) -> None:
    """Whoever wants an old code to be good again cannot begin here."""
    assert set_clock(store, "2026-11-20 10:00") == Refused(Code.CLOCK_SURE)


def test_headquarters_must_be_heard_in_each_run_of_the_machine(store: Store, uptime: Run) -> None:
    """Until it is, or a person says yes, the clock is in doubt; another start of the agent asks nothing."""
    settings = settings_with_headquarters(store)
    assert begun(store, settings) == "unheard"
    assert store.do(lambda tx: clock.heard(tx, NOON)) == 0
    assert store.do(clock.doubt) is None
    assert begun(store, settings) is None
    uptime.begin_anew()
    assert begun(store, settings) == "unheard"
    store.do(lambda tx: clock.confirm(tx, CASHIER))
    assert begun(store, settings) is None
    assert [told["by"] for told in heard_of(store, "confirmed")] == ["headquarters", "person"]


@pytest.mark.parametrize("off_ms", [-DAY, -AGREES_MS - 1, AGREES_MS + 1, HOUR])
def test_headquarters_puts_the_clock_right_both_ways(store: Store, uptime: Run, off_ms: int) -> None:
    """By more than two minutes, doubted or not; the other way back as well, to no offset at all."""
    assert store.do(lambda tx: clock.heard(tx, Millis(NOON + off_ms))) == off_ms
    assert shop_time(store) == NOON + off_ms
    pass_time(store, uptime, HOUR)
    assert store.do(lambda tx: clock.heard(tx, store.clock.at)) == -off_ms
    assert shop_time(store) == NOON + HOUR
    assert heard_of(store, "confirmed") == [
        {"by": "headquarters", "offset_ms": off_ms},
        {"by": "headquarters"},
    ]


def test_headquarters_ends_a_doubt(behind: Store) -> None:
    """The clock that was set back shows headquarters' time."""
    assert behind.do(lambda tx: clock.heard(tx, NOON)) == DAY
    assert behind.do(clock.doubt) is None
    assert shop_time(behind) == NOON


def test_two_headquarters_that_do_not_agree_do_not_fill_the_journal(store: Store, uptime: Run) -> None:
    """Each word on record is sent, and answered: the second is not believed until ten minutes have passed."""
    begun(store)
    one, other = Millis(NOON + HOUR), Millis(NOON - 5 * MINUTE)
    assert store.do(lambda tx: clock.heard(tx, one)) == HOUR
    for _ in range(5):
        assert store.do(lambda tx: clock.heard(tx, other)) == 0
    assert heard_of(store, "confirmed") == [{"by": "headquarters", "offset_ms": HOUR}]
    pass_time(store, uptime, FAR_MS)
    assert store.do(lambda tx: clock.heard(tx, store.clock.at)) == -HOUR


def test_an_answer_during_which_the_clock_leapt_says_nothing(store: Store, uptime: Run) -> None:
    """The leap is not taken for a slow line: it is doubted, and the next answer tells."""
    begun(store)
    pass_time(store, uptime, 0, clock_went_ms=DAY)
    assert store.do(lambda tx: clock.heard(tx, NOON, asked_at=NOON)) == 0
    assert store.do(clock.doubt) == "jumped"
    assert store.do(lambda tx: clock.heard(tx, NOON, asked_at=tx.now)) == -DAY
    assert (store.do(clock.doubt), shop_time(store)) == (None, NOON)


def test_a_leap_right_after_a_word_of_headquarters_is_seen(store: Store, uptime: Run) -> None:
    """The time that passes is counted from that very word."""
    begun(store)
    pass_time(store, uptime, HOUR)
    store.do(lambda tx: clock.heard(tx, tx.now))
    pass_time(store, uptime, MINUTE, clock_went_ms=DAY)
    assert store.do(clock.doubt) == "jumped"


def test_headquarters_that_agrees_is_no_news(store: Store, uptime: Run) -> None:
    """Each acknowledgement brings its time: nothing is recorded, and once a minute the mark is kept."""
    for _ in range(30):
        pass_time(store, uptime, 10_000)
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


def test_the_machine_that_is_set_right_is_believed(behind: Store, uptime: Run) -> None:
    """An offset was typed; then the machine's own clock is put right: the offset goes, nobody is asked.

    Until the next look the shop's clock is off by the offset, and nothing goes by it.
    """
    set_clock(behind, "2026-11-22 12:00")
    pass_time(behind, uptime, MINUTE, clock_went_ms=DAY + MINUTE)
    assert behind.do(clock.doubt) == "jumped"
    behind.do(clock.notice)
    assert shop_time(behind) == NOON + MINUTE
    assert behind.do(clock.doubt) is None
    assert heard_of(behind, "confirmed")[-1] == {"by": "machine"}
