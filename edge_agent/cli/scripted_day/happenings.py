"""What happens at which customer: every kind at its own share, each of them once among the first sixty."""

from collections.abc import Mapping

HAPPENINGS: Mapping[str, tuple[int, int]] = {
    # While the goods are scanned.
    "void": (16, 3),
    "more": (20, 4),
    "hold": (20, 5),
    "cancel": (60, 7),
    "unknown": (40, 19),
    "options": (2, 2),
    "typed_weight": (14, 10),
    "open_price": (18, 11),
    "open_code": (18, 17),
    "special": (5, 5),
    "reprice": (60, 13),
    "line_discount": (60, 14),
    "order_discount": (60, 15),
    # Who buys.
    "member": (3, 1),
    "points": (15, 1),
    "enrol": (90, 9),
    "coupon": (12, 8),
    "coupon_once": (10, 2),
    "coupon_again": (25, 21),
    # How it is paid.
    "payment_code": (6, 6),
    # What comes after the sale.
    "refund_part": (22, 11),
    "refund_all": (100, 12),
    "coupon_back": (200, 32),
    "exchange": (100, 27),
    "reopen": (120, 28),
    "correct": (100, 29),
    "reprint": (30, 33),
    # Who ordered online.
    "pickup": (40, 3),
    "pickup_twice": (300, 6),
    "pickup_late": (120, 8),
    "pickup_undone": (300, 10),
    "pickup_reissued": (300, 12),
    "pickup_revoked": (300, 14),
    "pickup_screenshot": (300, 16),
    "pickup_elsewhere": (300, 18),
    "pickup_race": (300, 24),
    "pickup_guessed": (300, 26),
    "pickup_never": (300, 30),
    "batch": (10_000, 4),
    # What has no customer.
    "wrong_pin": (500, 25),
    "return": (120, 31),
    "cash_in": (240, 34),
    "cash_out": (240, 35),
    "cash_drop": (120, 36),
    "no_sale": (120, 38),
    "receive": (100, 39),
    "count": (200, 40),
    "write_off": (200, 41),
    "new_price": (500, 43),
    "sold_out": (150, 44),
    "x_report": (120, 45),
}
"""Kind → of how many customers it is one, and the first of them."""

ALL_BY = 60
"""After so many customers everything has happened once."""


def happens(kind: str, number: int) -> bool:
    """Whether it does at the customer of this number, counted from 1."""
    every, first = HAPPENINGS[kind]
    return number >= first and (number - first) % every == 0


def times(kind: str, number: int) -> int:
    """How often it has happened before this customer."""
    every, first = HAPPENINGS[kind]
    return max(0, (number - first + every - 1) // every)
