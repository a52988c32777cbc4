"""Tenders: what is due, what is given back, and what cannot be taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import PaymentId
from edge_agent.domain.money import Fen
from edge_agent.domain.tender import (
    CASH_MAX,
    TENDERS_MAX,
    Balance,
    CashTender,
    ExternalMethod,
    ExternalTender,
    PaymentTender,
    Rounding,
    Tender,
    balance,
    check_method,
    check_tender,
    round_off,
)

WECHAT = ExternalMethod("wechat", "微信", "WeChat Pay", "2")
VOUCHER = ExternalMethod("voucher", "美团券", "Voucher", "4", asks_reference=True)
METHODS = (WECHAT, VOUCHER)

totals = st.integers(0, 10**6).map(Fen)
tenders = st.builds(CashTender, st.integers(-10, 2 * 10**6).map(Fen)) | st.builds(
    ExternalTender,
    st.sampled_from(["wechat", "voucher", "other"]),
    st.integers(-10, 10**6).map(Fen),
    st.none() | st.text(max_size=70),
)


def cash(fen: int) -> CashTender:
    return CashTender(Fen(fen))


def wechat(fen: int) -> ExternalTender:
    return ExternalTender("wechat", Fen(fen))


def refusal(tender: Tender, total: int, *before: Tender) -> Code | None:
    refused = check_tender(tender, Fen(total), before, METHODS)
    return refused.code if refused else None


def test_a_balance_is_due_and_change() -> None:
    """What is paid covers, what is paid too much is change."""
    assert balance(Fen(2785), ()) == Balance(Fen(2785), Fen(0), Fen(2785), Fen(0))
    assert balance(Fen(2785), (cash(2000),)) == Balance(Fen(2785), Fen(2000), Fen(785), Fen(0))
    assert balance(Fen(2785), (cash(2000), wechat(785))).is_covered
    assert balance(Fen(2785), (cash(5000),)) == Balance(Fen(2785), Fen(5000), Fen(0), Fen(2215))


@given(totals, st.lists(tenders, max_size=8))
def test_whatever_is_taken_change_comes_out_of_cash(total: Fen, offered: list[Tender]) -> None:
    """Of any tenders that were taken one after another the change is never above the cash."""
    taken: list[Tender] = []
    for tender in offered:
        if check_tender(tender, total, taken, METHODS) is None:
            taken.append(tender)
    state = balance(total, taken)
    received_in_cash = sum(tender.amount_fen for tender in taken if isinstance(tender, CashTender))
    assert 0 <= state.change_fen <= received_in_cash
    assert state.rest_fen >= 0
    assert state.received_fen - state.change_fen + state.rest_fen == total
    assert state.rest_fen == 0 or state.change_fen == 0


@given(totals, st.lists(tenders, max_size=8))
def test_nothing_is_taken_after_the_last(total: Fen, offered: list[Tender]) -> None:
    """Once the total is covered every further tender is refused."""
    taken: list[Tender] = []
    for tender in offered:
        refused = check_tender(tender, total, taken, METHODS)
        if taken and balance(total, taken).is_covered:
            assert refused is not None
        if refused is None:
            taken.append(tender)


def test_cash_may_be_more_than_is_due() -> None:
    """Notes are taken as they come, and less than is due is a first leg."""
    assert refusal(cash(5000), 2785) is None
    assert refusal(cash(1), 2785) is None


def test_what_is_no_cash() -> None:
    """Nothing, less than nothing and more than any drawer holds."""
    assert refusal(cash(0), 2785) is Code.TENDER_INVALID
    assert refusal(cash(-1), 2785) is Code.TENDER_INVALID
    assert refusal(cash(CASH_MAX), 2785) is None
    assert refusal(cash(CASH_MAX + 1), 2785) is Code.TENDER_TOO_LARGE


def test_a_free_sale_is_settled_with_no_cash() -> None:
    """A total of zero is covered by zero cash, and by nothing else than cash."""
    assert refusal(cash(0), 0) is None
    assert refusal(wechat(1), 0) is Code.TENDER_ABOVE_REST


def test_an_external_tender_is_never_above_the_rest() -> None:
    """The device took an exact amount: no change is made of it."""
    assert refusal(wechat(2785), 2785) is None
    assert refusal(wechat(2786), 2785) is Code.TENDER_ABOVE_REST
    assert check_tender(wechat(786), Fen(2785), [cash(2000)], METHODS) == Refused(
        Code.TENDER_ABOVE_REST, {"rest": "7.85"}
    )


@pytest.mark.parametrize("fen", [0, -1])
def test_an_external_tender_is_something(fen: int) -> None:
    """Zero and less are no payment."""
    assert refusal(wechat(fen), 2785) is Code.TENDER_INVALID


def test_a_method_is_one_of_the_shop_s() -> None:
    """Another name is refused, and shown cut where it is long."""
    refused = check_tender(ExternalTender("x" * 99, Fen(1)), Fen(1), (), METHODS)
    assert refused == Refused(Code.TENDER_METHOD_UNKNOWN, {"method": "x" * 40})


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        (None, Code.TENDER_REFERENCE_NEEDED),
        ("  ", Code.TENDER_REFERENCE_NEEDED),
        ("8812", None),
        ("8" * 64, None),
        ("8" * 65, Code.TENDER_INVALID),
    ],
)
def test_a_voucher_needs_its_number(reference: str | None, code: Code | None) -> None:
    """A method that asks for a reference gets one of at most 64 characters."""
    assert refusal(ExternalTender("voucher", Fen(100), reference), 100) is code


def test_a_payment_has_a_last_leg() -> None:
    """Twenty legs are taken, a twenty-first is not."""
    before = [cash(1)] * (TENDERS_MAX - 1)
    assert refusal(cash(1), 10_000, *before) is None
    assert refusal(cash(1), 10_000, *before, cash(1)) is not None


# --- rounding (抹零) ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "rounding", "off"),
    [
        (2785, Rounding.OFF, 0),
        (2785, Rounding.JIAO, -5),
        (2785, Rounding.YUAN, -85),
        (2780, Rounding.JIAO, 0),
        (2700, Rounding.YUAN, 0),
        (2789, Rounding.JIAO, -9),
        (2799, Rounding.YUAN, -99),
        (9, Rounding.JIAO, 0),
        (99, Rounding.YUAN, 0),
        (0, Rounding.YUAN, 0),
        (-250, Rounding.YUAN, 0),
    ],
)
def test_rounding_goes_down_to_the_coin(due: int, rounding: Rounding, off: int) -> None:
    """To the jiao or the yuan below; what is due is never rounded to nothing."""
    assert round_off(Fen(due), rounding) == off


@given(totals, st.sampled_from(Rounding))
def test_rounding_gives_little_away(due: Fen, rounding: Rounding) -> None:
    """Less than a coin, never more than is due, and what is left is whole coins or was too little."""
    off = round_off(due, rounding)
    step = {Rounding.OFF: 1, Rounding.JIAO: 10, Rounding.YUAN: 100}[rounding]
    assert -step < off <= 0
    assert (due + off) % step == 0 or due < step
    assert (due + off > 0) == (due > 0)
    assert round_off(Fen(due + off), rounding) == 0


@pytest.mark.parametrize(
    ("legs", "rest", "change", "off"),
    [
        ([cash(2780)], 0, 0, -5),
        ([cash(2785)], 0, 5, -5),
        ([cash(5000)], 0, 2220, -5),
        ([cash(2779)], 6, 0, 0),
        ([wechat(2785)], 0, 0, 0),
        ([wechat(2780)], 5, 0, 0),
        ([wechat(2002), cash(780)], 0, 0, -3),
        ([cash(2003), wechat(782)], 0, 0, 0),
        ([cash(1000), cash(1780)], 0, 0, -5),
        ([PaymentTender(PaymentId("p"), "wechat", Fen(2785))], 0, 0, 0),
    ],
    ids=[
        "rounded",
        "in full",
        "a note",
        "short",
        "code",
        "code short",
        "then cash",
        "then code",
        "twice",
        "p",
    ],
)
def test_cash_that_covers_the_rest_rounds_it(legs: list[Tender], rest: int, change: int, off: int) -> None:
    """￥27.85 to the jiao: only when the last leg is cash of the rounded rest; change is against that."""
    state = balance(Fen(2785), legs, Rounding.JIAO)
    assert (state.rest_fen, state.change_fen, state.rounding_fen) == (rest, change, off)


def test_nothing_is_taken_for_what_was_rounded_off() -> None:
    """The five fen that cash left off are due by no other way either."""
    before = [cash(2780)]
    for leg in (cash(5), wechat(5)):
        refused = check_tender(leg, Fen(2785), before, METHODS, Rounding.JIAO)
        assert refused == Refused(Code.TENDER_ABOVE_REST, {"rest": "0.00"})


def test_a_device_takes_the_rest_to_the_fen() -> None:
    """An external leg is not rounded: all of the rest is taken, and no more."""
    assert check_tender(wechat(2785), Fen(2785), (), METHODS, Rounding.YUAN) is None
    assert check_tender(wechat(2786), Fen(2785), (), METHODS, Rounding.YUAN) is not None


@given(totals, st.lists(tenders, max_size=8), st.sampled_from(Rounding))
def test_rounding_adds_up(total: Fen, offered: list[Tender], rounding: Rounding) -> None:
    """However it was paid: received less change is total and rounding, and only the last cash rounds."""
    taken: list[Tender] = []
    for tender in offered:
        if check_tender(tender, total, taken, METHODS, rounding) is None:
            taken.append(tender)
    state = balance(total, taken, rounding)
    in_cash = sum(tender.amount_fen for tender in taken if isinstance(tender, CashTender))
    assert state.received_fen - state.change_fen + state.rest_fen == total + state.rounding_fen
    assert 0 <= state.change_fen <= in_cash
    if state.rounding_fen:
        assert state.is_covered
        assert isinstance(taken[-1], CashTender)
    if not in_cash:
        assert (state.rounding_fen, state.change_fen) == (0, 0)


@given(totals, st.sampled_from(Rounding), st.integers(0, 10**6))
def test_the_rounded_rest_in_cash_settles(total: Fen, rounding: Rounding, more: int) -> None:
    """What a till shows as due in cash is enough, and whatever is more comes back."""
    asked = Fen(total + round_off(total, rounding))
    paid = CashTender(Fen(asked + more))
    assert check_tender(paid, total, (), METHODS, rounding) is None
    state = balance(total, [paid], rounding)
    assert (state.rest_fen, state.change_fen) == (0, more)


def test_what_goes_under_a_method() -> None:
    """The same holds for a leg that is booked anew as for one that is taken."""
    assert check_method("wechat", None, METHODS) is None
    for method, reference, code in (
        ("bitcoin", None, Code.TENDER_METHOD_UNKNOWN),
        ("voucher", " ", Code.TENDER_REFERENCE_NEEDED),
        ("wechat", "8" * 65, Code.TENDER_INVALID),
    ):
        refused = check_method(method, reference, METHODS)
        assert refused is not None
        assert refused.code is code
