"""结团: what becomes of everything that nobody collected is said, and then the batch is closed."""

from collections.abc import Sequence

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import BatchClosed, NoShow, SettledOrder
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right
from edge_agent.services.batch_facts import CLOSED, SPLIT, Facts, facts_of
from edge_agent.services.batches import record
from edge_agent.services.rights import may
from edge_agent.services.stock import approver
from edge_agent.services.who import Who
from edge_agent.wire.batches import BatchDone, CloseBatch


def close(tx: JournalTx, settings: Settings, who: Who, batch: str, asked: CloseBatch) -> BatchDone | Refused:
    """Keep, return to the shelf or write off what is left; what was kept may be settled again later."""
    facts = facts_of(tx, batch)
    if facts is None:
        return Refused(Code.BATCH_UNKNOWN)
    left = [order for order in facts.orders if facts.left(order)]
    if facts.state != SPLIT and not (facts.state == CLOSED and left):
        return Refused(Code.BATCH_STATE, {"state": f"batch-{facts.state}"})
    settled = _settled(facts, left, asked)
    if isinstance(settled, Refused):
        return settled
    refused = check_reason(asked.reason, needed=any(one.outcome is NoShow.WRITTEN_OFF for one in settled))
    if refused:
        return refused
    by = may(tx, settings, who, Right.CLOSE_BATCH, facts.id)
    if isinstance(by, Refused):
        return by
    record(tx, settings, who, BatchClosed(facts.id, settled, asked.reason.strip(), approver(who, by)))
    return BatchDone(facts.id, CLOSED, len(settled), facts.short())


def _settled(
    facts: Facts, left: Sequence[PickupOrder], asked: CloseBatch
) -> tuple[SettledOrder, ...] | Refused:
    """What was said of every order with something left, each once, and of nobody else."""
    said = {one.pickup: one.outcome for one in asked.orders}
    if len(said) < len(asked.orders) or not said.keys() <= {order.id for order in left}:
        return Refused(Code.BATCH_ORDER)
    unsaid = [order.id for order in left if order.id not in said]
    if asked.others is not None:
        said |= dict.fromkeys(unsaid, asked.others)
    elif unsaid:
        return Refused(Code.BATCH_NO_SHOWS, {"count": len(unsaid)})
    return tuple(SettledOrder(one.id, one.number, said[one.id], facts.left(one)) for one in left)
