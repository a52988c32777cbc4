"""Tenders: what is due, what is given back, and what cannot be taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.money import Fen
from edge_agent.domain.tender import (
    CASH_MAX,
    TENDERS_MAX,
    Balance,
    CashTender,
    ExternalMethod,
    ExternalTender,
    Tender,
    balance,
    check_tender,
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
