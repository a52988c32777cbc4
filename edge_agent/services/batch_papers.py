"""A batch's paper at this lane's printer: pick lists and bag labels, and the slip that a leader signs."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from config.settings import Settings
from edge_agent.db.tx import Tx
from edge_agent.domain.batch_paper import Bag, BagLine, Sheet, bag_label, pick_list, signature_slip
from edge_agent.domain.batches import place_of_bag
from edge_agent.domain.errors import Code, Refused
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
    facts = facts_of(tx, batch, asked.leader)
    if facts is None:
        return Refused(Code.BATCH_UNKNOWN)
    template = _TEMPLATES.get(asked.what)
    if template is None:
        return Refused(Code.REQUEST_MALFORMED, {"detail": "what: picks, labels"})
    printer = _printer(settings, who.till)
    if printer is None:
        return Refused(Code.PRINTER_NONE, {"till": who.till})
    bags = bags_of(facts, [order for order in facts.orders if asked.pickup in (None, order.id)])
    if not bags:
        return Refused(Code.BATCH_NOTHING_PRINTED)
    sheet = sheet_of(tx, settings, facts)
    papers = picks(sheet, bags) if template == PICKS else [bag_label(sheet, bag) for bag in bags]
    for paper in papers:
        add_job(tx, sale=None, template=template, printer=printer, paper=paper)
    return BatchDone(facts.id, facts.state, len(papers))


def print_signature(
    tx: Tx, settings: Settings, who: Who, facts: Facts, orders: Iterable[PickupOrder]
) -> None:
    """The slip that a leader signs for all that lay here; where the lane has no printer, there is none."""
    printer = _printer(settings, who.till)
    bags = bags_of(facts, orders)
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


def bags_of(facts: Facts, orders: Iterable[PickupOrder]) -> list[Bag]:
    """Every bag of these orders that lies here, by its number."""
    bags = [bag for order in orders for bag in _bags_of_order(facts, order)]
    return sorted(bags, key=lambda bag: (place_of_bag(bag.no), bag.parcel))


def _bags_of_order(facts: Facts, order: PickupOrder) -> list[Bag]:
    given = {line.line: line.quantity for line in facts.left(order)}
    parcels = sorted(order.parcels_of(given))
    places = facts.places.get(order.id, {})
    return [
        Bag(
            no=facts.bag(order),
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


def _whose(bag: Bag) -> tuple[str, str]:
    return bag.leader, bag.community


def _printer(settings: Settings, till: TillId) -> str | None:
    lane = settings.lane(till)
    return lane.printer if lane else None
