"""What people may do: rights, and which role has which."""

import enum
from collections.abc import Mapping

import msgspec


class Role(enum.StrEnum):
    """What a person is in the shop."""

    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"


class Right(enum.StrEnum):
    """One thing that not everybody may do; whoever lacks it asks for an approval, which covers it once."""

    REPRICE = "reprice"
    """改价 of a line."""
    LINE_DISCOUNT = "line_discount"
    CART_DISCOUNT = "cart_discount"
    OPEN_PRICE = "open_price"
    """To sell what the catalogue lacks at a typed price, up to the store's limit."""
    OPEN_PRICE_ABOVE = "open_price_above"
    """The same above the limit."""
    CANCEL_CART = "cancel_cart"
    REFUND = "refund"
    REFUND_WITHOUT_RECEIPT = "refund_without_receipt"
    REOPEN_SALE = "reopen_sale"
    """反结账"""
    CORRECT_TENDER = "correct_tender"
    REPRINT = "reprint"
    OPEN_DRAWER = "open_drawer"
    """Without a sale."""
    MOVE_CASH = "move_cash"
    SEE_EXPECTED_CASH = "see_expected_cash"
    CLOSE_SHIFT = "close_shift"
    SETTLE_PAYMENT = "settle_payment"
    """To say by hand what became of a payment."""
    CHANGE_PRICE = "change_price"
    CHANGE_PROMOTION = "change_promotion"
    SOLD_OUT = "sold_out"
    IMPORT = "import"
    RECEIVE_STOCK = "receive_stock"
    COUNT_STOCK = "count_stock"
    REVIEW_COUNT = "review_count"
    """盘点审核"""
    WRITE_OFF = "write_off"
    TRANSFER_STOCK = "transfer_stock"
    ENROL_MEMBER = "enrol_member"
    ERASE_MEMBER = "erase_member"
    UNLOCK_STAFF = "unlock_staff"
    """To free an account that wrong PINs have locked."""
    MANAGE_STAFF = "manage_staff"
    PICKUP_OVERRIDE = "pickup_override"
    """To hand over where a code alone does not suffice: clock or keys in doubt, an order that is not here."""
    UNDO_PICKUP = "undo_pickup"
    CANCEL_TICKET = "cancel_ticket"
    CLOSE_BATCH = "close_batch"
    """To split a short batch of group buying, and to settle its no-shows."""
    SEE_FIGURES = "see_figures"
    """The dashboard, reports, costs."""


class Rights(msgspec.Struct, frozen=True):
    """The shop's table of rights, and its preset."""

    of_role: Mapping[Role, frozenset[Right]]
    single: bool = False
    """One-person shop: the cashier approves alone, with a reason, listed on the Z report."""

    def has(self, role: Role, right: Right) -> bool:
        """Whether `role` needs nobody's approval for `right`."""
        return right in self.of_role.get(role, frozenset())
