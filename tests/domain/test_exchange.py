"""An exchange: what comes back pays first, and what is left of it goes back as in any refund."""

import hypothesis
import msgspec
from hypothesis import strategies as st

from edge_agent.domain.cart import Cart, ComingBack, Exchange
from edge_agent.domain.events import GoodsGo, RefundLeg
from edge_agent.domain.exchange import credit_used, paid_by, set_off, wishes
from edge_agent.domain.ids import CartId, PaymentId, ReceiptNo, SaleId, Sku, StaffId, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import ONE, Unit
from edge_agent.domain.refund import LineLeft, Plan, SaleLeft, TenderLeft, Wish, everything, plan
from edge_agent.domain.tender import CashTender, ExchangeTender, PaymentTender, Rounding, balance

EMPTY = Cart(CartId("c"), TillId("1"), StaffId("1001"), Millis(1))
KINDS = ("cash", "external", "payment", "exchange")


def exchanging(credit: int, *tenders: CashTender | PaymentTender) -> Cart:
    """A cart for which goods worth `credit` come back."""
    line = ComingBack(2, "五花肉", Unit.EACH, ONE, Fen(credit), "written_off")
    exchange = Exchange(SaleId("s"), ReceiptNo("r"), (line,), Fen(credit), StaffId("8001"))
    return msgspec.structs.replace(EMPTY, exchange=exchange, tenders=tenders)


def planned(*tenders: tuple[str, int]) -> Plan:
    """All of a sale that was paid by `tenders`."""
    total = sum(fen for _, fen in tenders)
    line = LineLeft(1, Sku("A"), "商品", Unit.EACH, ONE, Fen(total), Fen(total))
    legs = tuple(TenderLeft(no, kind, Fen(fen)) for no, (kind, fen) in enumerate(tenders, 1))
    left = SaleLeft((line,), legs)
    made = plan(left, everything(left))
    assert isinstance(made, Plan)
    return made


def test_what_comes_back_pays_first_and_never_more_than_is_due() -> None:
    """A cart without an exchange is paid by its tenders alone."""
    cash = CashTender(Fen(300))
    assert paid_by(exchanging(500, cash), Fen(700)) == (ExchangeTender(Fen(500)), cash)
    assert paid_by(exchanging(500), Fen(350)) == (ExchangeTender(Fen(350)),)
    assert paid_by(msgspec.structs.replace(EMPTY, tenders=(cash,)), Fen(700)) == (cash,)
    assert credit_used(EMPTY, Fen(700)) == 0


def test_only_the_cash_part_is_rounded() -> None:
    """Goods worth 5.00 for 7.68: 2.68 in cash is 2.00 by the yuan; by a payment it is all of it."""
    cash = exchanging(500, CashTender(Fen(200)))
    code = exchanging(500, PaymentTender(PaymentId("p"), "wechat", Fen(200)))
    rounded = balance(Fen(768), paid_by(cash, Fen(768)), Rounding.YUAN)
    assert (rounded.rest_fen, rounded.rounding_fen, rounded.change_fen) == (0, -68, 0)
    assert balance(Fen(768), paid_by(code, Fen(768)), Rounding.YUAN).rest_fen == 68
    assert balance(Fen(500), paid_by(exchanging(500), Fen(500)), Rounding.YUAN).rounding_fen == 0


def test_the_refund_is_what_the_cart_has_kept() -> None:
    """Line, quantity, and what becomes of the goods."""
    kept = exchanging(500).exchange
    assert kept is not None
    assert wishes(kept) == (Wish(2, ONE, GoodsGo.WRITTEN_OFF),)


def test_the_last_tender_s_money_goes_back_and_the_rest_is_set_off() -> None:
    """Cash 3.00, then WeChat 4.00: of 7.00 set off 2.00, WeChat's 4.00 and 1.00 of the cash go back."""
    off = set_off(planned(("cash", 300), ("external", 400)), Fen(200))
    assert off.legs == (
        RefundLeg(1, "external", Fen(400), of_tender=2),
        RefundLeg(2, "cash", Fen(100), of_tender=1),
        RefundLeg(3, "exchange", Fen(200), of_tender=1),
    )
    assert (off.total_fen, off.back_fen) == (700, 700)


def test_what_goods_paid_goes_back_in_cash() -> None:
    """No device holds it; money that was paid by one goes back there first."""
    assert planned(("exchange", 300), ("external", 400)).legs == (
        RefundLeg(1, "external", Fen(400), of_tender=2),
        RefundLeg(2, "cash", Fen(300), of_tender=1),
    )


@hypothesis.given(
    tenders=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 5_000)), min_size=1, max_size=5),
    share=st.integers(0, 1_000),
)
def test_every_fen_is_set_off_or_goes_back(tenders: list[tuple[str, int]], share: int) -> None:
    """Each tender gives what it held, money legs are the difference, and none is of nothing."""
    whole = planned(*tenders)
    amount = Fen(whole.back_fen * share // 1_000)
    off = set_off(whole, amount)
    of_tender = dict.fromkeys(range(1, len(tenders) + 1), 0)
    for leg in off.legs:
        of_tender[leg.of_tender or 0] += leg.amount_fen
    assert list(of_tender.values()) == [fen for _, fen in tenders]
    assert sum(leg.amount_fen for leg in off.legs if leg.kind == "exchange") == amount
    assert sum(leg.amount_fen for leg in off.legs if leg.kind != "exchange") == whole.back_fen - amount
    assert all(leg.amount_fen > 0 for leg in off.legs)
    assert [leg.no for leg in off.legs] == list(range(1, len(off.legs) + 1))
