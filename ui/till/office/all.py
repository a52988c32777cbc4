"""Every activity, in the order of the menu."""

from edge_agent.domain.ids import ReceiptNo
from ui.till.keymap import Action
from ui.till.office import (
    cash,
    copy,
    drawer,
    figures,
    invoice,
    member,
    open_payments,
    order_discount,
    prices,
    recall,
    shift,
    sold_out,
    stock_documents,
    stock_lists,
    unprinted,
)
from ui.till.office.activity import Activity
from ui.till.state import State
from ui.till.step import Step, refuse
from ui.till.words import Word


def on_receipt(state: State, receipt_no: ReceiptNo) -> Step:
    """A receipt number was scanned while selling."""
    return refuse(state, Word.RECEIPT_SCANNED, receipt=receipt_no)


ACTIVITIES: tuple[Activity, ...] = (
    *member.ACTIVITIES,
    *order_discount.ACTIVITIES,
    *invoice.ACTIVITIES,
    *recall.ACTIVITIES,
    *copy.ACTIVITIES,
    *shift.ACTIVITIES,
    *cash.ACTIVITIES,
    *drawer.ACTIVITIES,
    *open_payments.ACTIVITIES,
    *unprinted.ACTIVITIES,
    *prices.ACTIVITIES,
    *sold_out.ACTIVITIES,
    *stock_documents.ACTIVITIES,
    *stock_lists.ACTIVITIES,
    *figures.ACTIVITIES,
)

BY_ACTION: dict[Action, Activity] = {
    activity.action: activity for activity in ACTIVITIES if activity.action is not None
}
