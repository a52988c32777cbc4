"""Every activity, in the order of the menu."""

from ui.till import practice
from ui.till.keymap import Action
from ui.till.office import (
    calling,
    cash,
    clock,
    copy,
    drawer,
    exchange,
    figures,
    find_sale,
    invoice,
    member,
    members,
    open_payments,
    order_discount,
    pickups,
    prices,
    promotions,
    queue,
    recall,
    returns,
    sale_page,
    shift,
    sold_out,
    staff,
    stock_documents,
    stock_lists,
    stock_review,
    unprinted,
    without_receipt,
    z_reports,
)
from ui.till.office.activity import Activity

ACTIVITIES: tuple[Activity, ...] = (
    *member.ACTIVITIES,
    *order_discount.ACTIVITIES,
    *invoice.ACTIVITIES,
    *recall.ACTIVITIES,
    *exchange.ACTIVITIES,
    *returns.ACTIVITIES,
    *find_sale.ACTIVITIES,
    *sale_page.ACTIVITIES,
    *without_receipt.ACTIVITIES,
    *copy.ACTIVITIES,
    *pickups.ACTIVITIES,
    *calling.ACTIVITIES,
    *queue.ACTIVITIES,
    *shift.ACTIVITIES,
    *cash.ACTIVITIES,
    *drawer.ACTIVITIES,
    *open_payments.ACTIVITIES,
    *z_reports.ACTIVITIES,
    *unprinted.ACTIVITIES,
    *clock.ACTIVITIES,
    *prices.ACTIVITIES,
    *sold_out.ACTIVITIES,
    *promotions.ACTIVITIES,
    *stock_documents.ACTIVITIES,
    *stock_review.ACTIVITIES,
    *stock_lists.ACTIVITIES,
    *members.ACTIVITIES,
    *figures.ACTIVITIES,
    *staff.ACTIVITIES,
    *practice.ACTIVITIES,
)

BY_ACTION: dict[Action, Activity] = {
    activity.action: activity for activity in ACTIVITIES if activity.action is not None
}
