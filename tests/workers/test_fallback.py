"""The spooler whose printer stays out: labels and tickets go to another one, unless that is out too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from config.settings import PrinterSettings
from edge_agent.domain.moments import SECOND
from edge_agent.ports.devices import PrinterState

if TYPE_CHECKING:
    from tests.workers.conftest import Desk

NAME = "counter"


@pytest.fixture
def backed(desk: Desk) -> Desk:
    """A printer whose labels go to the door's after fifteen seconds."""
    own = PrinterSettings(
        NAME, desk.twin.address, 48, 5_000, 10_000, fallback="door", fallback_after_ms=15_000
    )
    desk.settings = msgspec.structs.replace(desk.settings, printers=(own,))
    return desk


async def test_labels_and_tickets_go_to_another_printer_when_theirs_stays_out(backed: Desk) -> None:
    """After its time, not before; a receipt waits for its own printer, and the till hears of it."""
    backed.twin.load_paper(0)
    async with backed.running():
        kinds = ("receipt", "cup_label", "ticket")
        jobs = {kind: await backed.put(kind, template=kind) for kind in kinds}
        await backed.bell.until(lambda: backed.printer.asked >= 3)
        before = await backed.waiting("door")
        told = len(backed.states)
        backed.clock.monotonic = 15 * SECOND
        asked = backed.printer.asked
        await backed.bell.until(lambda: backed.printer.asked >= asked + 3)

    assert (before, await backed.waiting("door")) == ([], [jobs["cup_label"], jobs["ticket"]])
    assert await backed.waiting(NAME) == [jobs["receipt"]]
    assert len(backed.states) > told


async def test_a_printer_that_comes_back_begins_its_time_anew(backed: Desk) -> None:
    """Two short absences are not a long one."""
    async with backed.running():
        backed.twin.load_paper(0)
        first = await backed.put("first", template="cup_label")
        await backed.bell.until(lambda: backed.printer.asked >= 3)
        backed.twin.load_paper()
        await backed.until(first, "printed")
        backed.clock.monotonic = 20 * SECOND
        backed.twin.load_paper(0)
        second = await backed.put("second", template="cup_label")
        asked = backed.printer.asked
        await backed.bell.until(lambda: backed.printer.asked >= asked + 3)

    assert (await backed.waiting("door"), await backed.waiting(NAME)) == ([], [second])


async def test_of_two_printers_that_are_out_none_gives_to_the_other(backed: Desk) -> None:
    """Each may name the other as its fallback: jobs wait where they are, until one of the two can print."""
    backed.others.clear()
    backed.twin.load_paper(0)
    async with backed.running():
        label = await backed.put("label", template="cup_label")
        await backed.bell.until(lambda: backed.printer.asked >= 1)
        backed.clock.monotonic = 60 * SECOND
        asked = backed.printer.asked
        await backed.bell.until(lambda: backed.printer.asked >= asked + 3)
        both_out = await backed.waiting(NAME)
        backed.others.add("door")
        await backed.until_waiting("door", label)

    assert both_out == [label]


async def test_a_printer_that_came_back_with_nothing_to_print_begins_its_time_anew(backed: Desk) -> None:
    """Its labels are elsewhere; it has paper again, and runs out again later: not one long absence."""
    backed.twin.load_paper(0)
    async with backed.running() as spooler:
        first = await backed.put("first", template="cup_label")
        await backed.bell.until(lambda: backed.printer.asked >= 1)
        backed.clock.monotonic = 15 * SECOND
        await backed.until_waiting("door", first)
        backed.twin.load_paper()
        asked = backed.printer.asked
        spooler.notice()
        await backed.bell.until(lambda: backed.printer.asked > asked and spooler.state is PrinterState.OK)
        backed.twin.load_paper(0)
        backed.clock.monotonic = 20 * SECOND
        second = await backed.put("second", template="cup_label")
        asked = backed.printer.asked
        await backed.bell.until(lambda: backed.printer.asked >= asked + 3)

    assert await backed.waiting(NAME) == [second]
