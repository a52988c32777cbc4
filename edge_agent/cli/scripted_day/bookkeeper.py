"""The bookkeeper: adds up the day's paper and what the cashiers remember, with nothing of the product's own.

Receipts, refund slips and Z reports are those that the printers cut; to which tender a leg was corrected is
on no customer's paper: the cashiers tell it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec

from edge_agent.cli.scripted_day.paper import SET_OFF, Closed
from edge_agent.cli.scripted_day.reckoning import half_up
from edge_agent.cli.scripted_day.shelf import Shelf
from edge_agent.cli.scripted_day.tally import GivenBack, Leg, Served, Tally

NAMES = {"": "现金", "wechat": "微信", "alipay": "支付宝"}
"""Methods as the paper calls them; a payment code and a wall code of one company look alike there."""
EXCHANGE = "exchange"
"""The tender of goods that came back; the refund made with the sale has as much of it: together nothing."""
TAX_PERMILLE = {"13": 130, "9": 90, "6": 60, "exempt": 0}
TAX_NAMES = {"13": "13%", "9": "9%", "6": "6%", "exempt": "免税"}
COUNTERS = {
    "单数": "sales",
    "退货": "refunds",
    "删行": "voids",
    "整单取消": "cancelled_carts",
    "改价": "reprices",
    "单品折扣": "line_discounts",
    "整单折扣": "cart_discounts",
    "更正付款": "corrections",
    "开钱箱": "drawer_openings",
    "补打": "reprints",
    "授权": "approvals",
}


class Totals(msgspec.Struct, frozen=True):
    """A day in the figures that an owner asks for."""

    sales: int
    orders: int
    paid_fen: int
    refunds: int
    refunds_fen: int
    rounding_fen: int
    anonymous: int

    @property
    def net_fen(self) -> int:
        """Paid less refunded."""
        return self.paid_fen - self.refunds_fen

    @property
    def average_fen(self) -> int:
        """Of an order (客单价)."""
        return half_up(self.net_fen, self.orders) if self.orders else 0


def totals(tally: Tally) -> Totals:
    """The figures, off the paper."""
    sales, refunds = tally.sales.values(), tally.refunds
    goods_back: Counter[str] = Counter()
    for given in refunds:
        goods_back[given.paper.sale_receipt_no] += sum(fen for _, fen in given.paper.lines)
    kept = [sale for sale in sales if goods_back[sale.receipt_no] < max(1, _before_rounding(sale))]
    return Totals(
        sales=len(sales),
        orders=len(kept),
        paid_fen=sum(sale.paper.due_fen for sale in sales),
        refunds=len(refunds),
        refunds_fen=sum(given.paper.back_fen for given in refunds),
        rounding_fen=sum(sale.paper.rounding_fen for sale in sales),
        anonymous=sum(sale.member is None for sale in kept),
    )


def takings_on_paper(tally: Tally) -> Counter[str]:
    """By the name of the tender: receipts, less refund slips, and what was booked elsewhere later."""
    sums: Counter[str] = Counter()
    for sale in tally.sales.values():
        sums.update(sale.paper.kept)
    for given in tally.refunds:
        sums.subtract(given.paper.legs)
    for method, fen in tally.corrections.items():
        sums[NAMES[method]] += fen
    return sums


def takings_in_hand(tally: Tally) -> Counter[str]:
    """By kind and method, as the cashiers took them; all tills."""
    sums: Counter[str] = Counter()
    for (_, kind, method), fen in tally.takings.items():
        sums[way(kind, method)] += fen
    return sums


def way(kind: str, method: str) -> str:
    """How a proof names a way of paying."""
    return f"{kind} {method}".strip()


def by_name(sums: Mapping[str, int]) -> Counter[str]:
    """The same sums by the names that stand on the paper."""
    named: Counter[str] = Counter()
    for key, fen in sums.items():
        named[SET_OFF if key == EXCHANGE else NAMES[key.partition(" ")[2]]] += fen
    return named


def z_takings(tally: Tally) -> Counter[str]:
    """By name, off the Z reports; cash in its three parts."""
    sums: Counter[str] = Counter()
    for closed in tally.closed.values():
        for name in ("现金 收入", "现金 退出", "现金 更正"):
            sums["现金"] += closed.amounts.get(name, 0)
        for name in ("微信", "支付宝"):
            sums[name] += closed.amounts.get(name, 0)
    return sums


def taxes_on_paper(tally: Tally, shelf: Shelf) -> Counter[str]:
    """By tax class: the lines of the receipts less those of the refund slips."""
    class_of, sums = shelf.tax_classes(), Counter[str]()
    for sale in tally.sales.values():
        for name, fen in sale.paper.lines:
            sums[class_of[name]] += fen
    for given in tally.refunds:
        for name, fen in given.paper.lines:
            sums[class_of[name]] -= fen
    return sums


def z_taxes(tally: Tally) -> Counter[str]:
    """By tax class, off the Z reports."""
    sums: Counter[str] = Counter()
    for closed in tally.closed.values():
        for tax_class, name in TAX_NAMES.items():
            sums[tax_class] += closed.taxes.get(name, (0, 0))[0]
    return sums


def wrong_taxes(tally: Tally) -> list[str]:
    """Each line of a Z report whose tax is not what its amount holds."""
    return [
        f"Z {closed.z_no} {name}: {tax} of {amount}"
        for closed in tally.closed.values()
        for tax_class, name in TAX_NAMES.items()
        for amount, tax in [closed.taxes.get(name, (0, 0))]
        if tax != tax_within(amount, TAX_PERMILLE[tax_class])
    ]


def tax_within(amount: int, permille: int) -> int:
    """What of a price is tax."""
    return (1 if amount >= 0 else -1) * half_up(abs(amount) * permille, 1000 + permille)


def wrong_sales(tally: Tally) -> list[str]:
    """Each receipt that does not say what the script has worked out, and by how much it differs."""
    return [
        f"{sale.receipt_no}: {sale.due_fen} reckoned, {sale.paper.due_fen - sale.paper.rounding_fen} on paper"
        for sale in tally.sales.values()
        if (sale.due_fen, sale.rounding_fen) != (_before_rounding(sale), sale.paper.rounding_fen)
    ]


def wrong_receipts(tally: Tally) -> list[str]:
    """Each receipt whose lines, tenders and points do not fit what is due on it."""
    return [
        sale.receipt_no
        for sale in tally.sales.values()
        if sum(fen for _, fen in sale.paper.lines) != _before_rounding(sale)
        or sum(sale.paper.kept.values()) != sale.paper.due_fen
        or sale.paper.earned != (_before_rounding(sale) // 100 if sale.member else 0)
        or [name for name, _ in sale.paper.lines] != [item.name.replace(" ", "") for item in sale.items]
    ]


def wrong_refunds(tally: Tally) -> list[str]:
    """Each refund slip that gives back another share, or another way, and each receipt that got too much."""
    backs: Counter[str] = Counter()
    for given in tally.refunds:
        backs[given.paper.sale_receipt_no] += given.paper.back_fen
    return [given.paper.receipt_no for given in tally.refunds if not _is_right(given)] + [
        f"{sale.receipt_no}: {backs[sale.receipt_no]} of {sale.paper.due_fen} back"
        for sale in tally.sales.values()
        if backs[sale.receipt_no] > sale.paper.due_fen
    ]


def shares(sale: Served, parts: tuple[tuple[int, int, int], ...]) -> list[int]:
    """Of each line that comes back, its share of what the receipt says."""
    return [half_up(sale.paper.lines[place][1] * part, whole) for place, part, whole in parts]


def credit(sale: Served, parts: tuple[tuple[int, int, int], ...]) -> int:
    """What those parts of a sale are worth, less their share of its 抹零."""
    amount, whole = sum(shares(sale, parts)), _before_rounding(sale)
    return amount + (half_up(sale.rounding_fen * amount, whole) if whole else 0)


def reckon(sale: Served, given: GivenBack, set_off_fen: int = 0) -> None:
    """Work out what should go back, what is set off against other goods first; and the points."""
    amount, whole = sum(shares(sale, given.parts)), _before_rounding(sale)
    given.back_fen = credit(sale, given.parts)
    given.legs = _ways(sale, given.back_fen - set_off_fen)
    if set_off_fen:
        given.legs.append(Leg(EXCHANGE, "", set_off_fen))
    earned = half_up(sale.paper.earned * amount, whole) if whole else 0
    spent = half_up(sale.points_spent * amount, whole) if whole else sale.points_spent
    given.points = spent - earned


def _ways(sale: Served, left: int) -> list[Leg]:
    """Money goes back the way it came, the last leg first."""
    legs: list[Leg] = []
    for leg in reversed(sale.legs):
        fen = min(left, leg.fen)
        left -= fen
        if fen:
            legs.append(Leg(leg.kind, leg.method, fen))
    return legs


def z_cash(closed: Closed) -> tuple[int, int, int]:
    """Expected, counted, and over or short, off a Z report."""
    amounts = closed.amounts
    over = amounts.get("长款", 0) - amounts.get("短款", 0)
    return amounts.get("应有现金", 0), amounts.get("实点现金", 0), over


def z_counts(tally: Tally) -> Iterator[tuple[str, int]]:
    """Till and counter, off the Z reports."""
    for till, closed in tally.closed.items():
        for word, counter in COUNTERS.items():
            yield f"{till} {counter}", closed.counts.get(word, 0)


def _is_right(given: GivenBack) -> bool:
    legs: Counter[str] = Counter()
    for leg in given.legs:
        legs[SET_OFF if leg.kind == EXCHANGE else NAMES[leg.method]] += leg.fen
    amounts = [fen for _, fen in given.paper.lines]
    if given.sale is not None and amounts != shares(given.sale, given.parts):
        return False
    return (given.back_fen, given.points, legs) == (
        given.paper.back_fen,
        given.paper.points,
        given.paper.legs,
    )


def _before_rounding(sale: Served) -> int:
    return sale.paper.due_fen - sale.paper.rounding_fen
