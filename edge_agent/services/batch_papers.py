"""A batch's paper at this lane's printer: pick lists and bag labels, and the slip that a leader signs."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from config.settings import Settings
from edge_agent.db.tx import Tx
from edge_agent.domain.batch_paper import Bag, BagLine, Sheet, bag_label, pick_list, signature_slip
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import HandedLine
from edge_agent.domain.ids import TillId
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.paper import Paper
from edge_agent.services.batch_facts import Facts, facts_of
from edge_agent.services.printing import add_job
from edge_agent.services.who import Who
from edge_agent.wire.batches import BatchDone, PrintBatch

PICKS, LABELS, SIGNATURE = "batch_picks", "bag_label", "batch_signature"
"""The templates."""
_TEMPLATES = {"picks": PICKS, "labels": LABELS}


def print_batch(tx: Tx, settings: Settings, who: Who, batch: str, asked: PrintBatch) -> BatchDone | Refused:
    """Print what was asked for of what still lies here, as often as anybody likes."""
    facts = facts_of(tx, batch)
    if facts is None:
        return Refused(Code.BATCH_UNKNOWN)
    template = _TEMPLATES.get(asked.what)
    if template is None:
        return Refused(Code.REQUEST_MALFORMED, {"detail": "what: picks, labels"})
    printer = _printer(settings, who.till)
    if printer is None:
        return Refused(Code.PRINTER_NONE, {"till": who.till})
    bags = _asked_for(facts, asked)
    if not bags:
        return Refused(Code.BATCH_NOTHING_PRINTED)
    sheet = sheet_of(tx, settings, facts)
    papers = picks(sheet, bags) if template == PICKS else [bag_label(sheet, bag) for bag in bags]
    for paper in papers:
        add_job(tx, sale=None, template=template, printer=printer, paper=paper)
    return BatchDone(facts.id, facts.state, len(papers))


def print_signature(
    tx: Tx,
    settings: Settings,
    who: Who,
    facts: Facts,
    handed: Iterable[tuple[PickupOrder, Sequence[HandedLine]]],
) -> None:
    """The slip that a leader signs; where the lane has no printer, there is none."""
    printer = _printer(settings, who.till)
    bags = [bag for order, lines in handed for bag in bags_of_order(facts, order, lines)]
    if printer is not None and bags:
        paper = signature_slip(sheet_of(tx, settings, facts), bags)
        add_job(tx, sale=None, template=SIGNATURE, printer=printer, paper=paper)


def picks(sheet: Sheet, bags: Sequence[Bag]) -> list[Paper]:
    """A list for each leader and community."""
    ordered = sorted(bags, key=_whose)
    return [pick_list(sheet, tuple(group)) for _, group in groupby(ordered, key=_whose)]


def sheet_of(tx: Tx, settings: Settings, facts: Facts) -> Sheet:
    """The top of every paper of a batch."""
    store = settings.store
    return Sheet(store.name, facts.batch.name, tx.now, store.zone, store.language)


def bags_of(facts: Facts) -> list[Bag]:
    """Every bag that lies here, by its number."""
    bags = [bag for order in facts.orders for bag in bags_of_order(facts, order, facts.left(order))]
    return sorted(bags, key=lambda bag: (bag.no, bag.parcel))


def bags_of_order(facts: Facts, order: PickupOrder, goods: Sequence[HandedLine]) -> list[Bag]:
    """The parcels of an order that hold any of these goods."""
    given = {line.line: line.quantity for line in goods}
    parcels = sorted({line.parcel for line in order.lines if line.no in given})
    places = facts.places.get(order.id, {})
    return [
        Bag(
            no=facts.shares[order.id].bag,
            number=order.number,
            tail=order.tail,
            leader=order.leader,
            community=order.community,
            lines=tuple(
                BagLine(line.sku, line.name, line.unit, given[line.no])
                for line in order.lines
                if line.parcel == parcel and line.no in given
            ),
            place=places.get(parcel, ""),
            parcel=parcel + 1,
            of_parcels=order.units,
        )
        for parcel in parcels
    ]


def _asked_for(facts: Facts, asked: PrintBatch) -> list[Bag]:
    order = facts.order(asked.pickup) if asked.pickup else None
    number = order.number if order else None
    return [
        bag
        for bag in bags_of(facts)
        if (asked.leader is None or bag.leader == asked.leader)
        and (asked.pickup is None or bag.number == number)
    ]


def _whose(bag: Bag) -> tuple[str, str]:
    return bag.leader, bag.community


def _printer(settings: Settings, till: TillId) -> str | None:
    lane = settings.lane(till)
    return lane.printer if lane else None
