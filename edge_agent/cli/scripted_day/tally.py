"""What the cashiers know by themselves, without asking the agent: hands, goods, customers, and paper."""

from collections import Counter

import msgspec

from edge_agent.cli.scripted_day.paper import Closed, Returned, Sold
from edge_agent.cli.scripted_day.reckoning import Item, Ticket
from edge_agent.wire.sales import SaleView

FLOAT_FEN = 50_000


class Leg(msgspec.Struct):
    """A way in which a customer paid, and what the shop kept of it."""

    kind: str
    method: str
    fen: int


class Served(msgspec.Struct):
    """A sale as its cashier remembers it."""

    till: str
    receipt_no: str
    ticket: Ticket
    items: tuple[Item, ...]
    """Those that were bought, in the order of the receipt."""
    due_fen: int
    """By the script's own reckoning, before 抹零."""
    legs: list[Leg]
    rounding_fen: int
    member: str | None
    points_spent: int
    coupons: tuple[str, ...]
    view: SaleView
    paper: Sold


class GivenBack(msgspec.Struct):
    """A refund as its cashier remembers it."""

    till: str
    sale: Served | None
    parts: tuple[tuple[int, int, int], ...]
    """Place on the receipt, how much of it, of how much."""
    back_fen: int
    """By the script's own reckoning."""
    legs: list[Leg]
    points: int
    paper: Returned


class Tally:
    """The day in the cashiers' heads and hands."""

    def __init__(self) -> None:
        self.sales: dict[str, Served] = {}
        """By receipt number."""
        self.refunds: list[GivenBack] = []
        self.takings: Counter[tuple[str, str, str]] = Counter()
        """Till, kind and method → kept, refunds and corrections done."""
        self.corrections: Counter[str] = Counter()
        """Method, nothing for cash → booked there later, or away from there."""
        self.moved: Counter[str] = Counter()
        """Till → cash put in less cash taken out, without a sale."""
        self.short: Counter[str] = Counter()
        """Till → what its cashier took home by mistake."""
        self.counted: dict[str, int] = {}
        """Till → cash counted at the end, the float included."""
        self.stock: Counter[str] = Counter()
        """Thousandths of each article that should be on the shelf."""
        self.opening: dict[str, int] = {}
        """What was there in the morning, by the file."""
        self.points: Counter[str] = Counter()
        """By the member's phone number."""
        self.member_ids: dict[str, str] = {}
        self.coupons: list[str] = []
        """One-time codes that customers still have."""
        self.coupons_used: list[str] = []
        """Codes that were used up, and not given back."""
        self.redeemed: list[tuple[str, str]] = []
        """Each code with the receipt on which it is used."""
        self.closed: dict[str, Closed] = {}
        """Till → its Z report, off the paper."""
        self.slips = 0
        self.labels = 0
        """Of cups, among the slips."""
        self.ended: dict[str, str] = {}
        """Ticket number → what became of it, as its maker saw it."""
        self.collected: Counter[tuple[str, int]] = Counter()
        """Order and parcel → how often customers have it: once or never."""
        self.refusals: Counter[str] = Counter()
        """Order number and why nothing was handed over for it → how often."""
        self.came: dict[str, int] = {}
        """What there was of each article of the batch."""
        self.weighed: dict[tuple[str, int], int] = {}
        """Order and line of the batch → the grams in its bag."""
        self.counts: Counter[tuple[str, str]] = Counter()
        """Till and what happened → how often, as a Z report counts it."""
        self.told: Counter[str] = Counter()
        """What else happened → how often, for the summary."""
        self.opened_at = 0
        """Unix milliseconds, before the first customer."""

    @property
    def total_fen(self) -> int:
        """Everything sold, by the script's own prices."""
        return sum(sale.due_fen for sale in self.sales.values())

    def expected_fen(self, till: str) -> int:
        """The cash that should be in a drawer."""
        return FLOAT_FEN + self.takings[till, "cash", ""] + self.moved[till]

    def book(self, till: str, legs: list[Leg], sign: int) -> None:
        """Money that came, or went back."""
        for leg in legs:
            self.takings[till, leg.kind, leg.method] += sign * leg.fen
