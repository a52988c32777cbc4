"""What the shop's receipt holds, in which order and in which words (`config/receipts/`)."""

import enum

import msgspec


class Section(enum.StrEnum):
    """A part of a receipt, to be named in a template."""

    SHOP = "shop"
    TICKET = "ticket"
    META = "meta"
    LINES = "lines"
    TOTALS = "totals"
    TENDERS = "tenders"
    MEMBER = "member"
    FOOTER = "footer"
    QR = "qr"
    RULE = "rule"


class Words(msgspec.Struct, frozen=True):
    """The words of receipts and refund slips in one language."""

    receipt: str
    time: str
    cashier: str
    lane: str
    article: str
    quantity: str
    price: str
    amount: str
    count: str
    gross: str
    discount: str
    total: str
    rounding: str
    cash: str
    payment: str
    received: str
    change: str
    reference: str
    about: str
    typed_weight: str
    list_price: str
    per_jin: str
    copy: str
    step_member: str
    step_timed: str
    step_multi: str
    step_manual: str
    step_spend_save: str
    step_order: str
    step_coupon: str
    step_points: str
    member: str
    tail: str
    points_earned: str
    points_spent: str
    points_balance: str
    exchange: str
    refund: str
    refund_no: str
    refund_total: str
    refund_paid: str
    refund_pending: str
    sale_receipt: str
    goods_written_off: str
    goods_kept: str
    points_taken: str
    points_returned: str
    reason: str
    approved_by: str
    reopened: str
    signature: str
    ticket: str
    ahead: str
    wait: str
    minutes: str
    remade: str


class Template(msgspec.Struct, frozen=True):
    """What a shop's receipt holds and in which order."""

    sections: tuple[Section, ...]
    words: Words
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
