"""Cash without a sale: in, out, to the safe; and the drawer opened for another reason."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.domain.cash import check_amount, check_enough
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import CashMoved, DrawerOpened
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right
from edge_agent.services.rights import allowed, may
from edge_agent.services.shift_figures import figures_of
from edge_agent.services.shifts import shift_of_drawer, shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.shifts import CashMoveView, DrawerView, MoveCash, OpenDrawer


def move_cash(tx: JournalTx, settings: Settings, who: Who, move: MoveCash) -> CashMoveView | Refused:
    """Put cash into the drawer or take it out; the drawer opens."""
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    amount, reason = Fen(move.amount_fen), move.reason.strip()
    subject = f"{move.kind} {yuan(amount)}"
    refused = check_reason(move.reason) or check_amount(amount)
    if not refused and allowed(tx, settings, who, Right.MOVE_CASH, subject):
        # nobody else is told: by asking for one amount after another they would find out what is expected
        refused = check_enough(move.kind, amount, figures_of(tx, settings, shift).expected_fen)
    if refused:
        return refused
    by = may(tx, settings, who, Right.MOVE_CASH, subject)
    if isinstance(by, Refused):
        return by
    moved = CashMoved(shift.id, shift.drawer, move.kind, amount, reason)
    tx.record(moved, actor=who.staff, till=who.till, business_date=shift.business_date)
    tx.open_drawer(who.till)
    tx.touch("shifts")
    return CashMoveView(tx.now, move.kind, amount, reason, who.staff)


def open_drawer(tx: JournalTx, settings: Settings, who: Who, opening: OpenDrawer) -> DrawerView | Refused:
    """Open the drawer without a sale; without a shift too, so that the float can be counted."""
    lane = settings.lane(who.till)
    if lane is None:
        return Refused(Code.TILL_UNKNOWN, {"till": who.till})
    refused = check_reason(opening.reason)
    if refused:
        return refused
    by = may(tx, settings, who, Right.OPEN_DRAWER, opening.reason.strip())
    if isinstance(by, Refused):
        return by
    shift = shift_of_drawer(tx, lane.drawer)
    tx.record(
        DrawerOpened(lane.drawer, shift.id if shift else None, opening.reason.strip()),
        actor=who.staff,
        till=who.till,
        business_date=shift.business_date if shift else None,
    )
    tx.open_drawer(who.till)
    return DrawerView(lane.drawer, tx.now)
