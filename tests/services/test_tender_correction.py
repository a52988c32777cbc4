"""Correcting a tender: the leg is booked anew, in its own shift, and everything else stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.db.journal import JournalTx
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import SaleId, Sku, StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.services import cart_scan, carts, shifts, tenders
from edge_agent.services.articles import save_articles
from edge_agent.services.carts import CartAt
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.staff import add_staff
from edge_agent.services.tender_correction import correct_tender
from edge_agent.services.who import Who
from edge_agent.wire.payments import Corrected, CorrectTender, CorrectTo, ToCash, ToExternal
from edge_agent.wire.scans import ScanRequest
from edge_agent.wire.staff import AddStaff
from edge_agent.wire.tenders import CashTenderRequest, ExternalTenderRequest, TenderRequest

if TYPE_CHECKING:
    from tests.services.conftest import Store

CASHIER, CHIEF = Who(StaffId("1001"), TillId("1")), Who(StaffId("9001"), TillId("1"))
WECHAT, ALIPAY, CASH = ToExternal("wechat"), ToExternal("alipay"), ToCash()
DUE_FEN = 1_235


@pytest.fixture
def shop(store: Store) -> Store:
    """A shop with something on sale and an open shift."""

    def stock(tx: JournalTx) -> None:
        save_articles(tx, [Article(Sku("P1"), "茶油", Unit.EACH, Fen(DUE_FEN))])
        add_staff(tx, AddStaff("1001", "小李", "cashier", "1234"), "hash")
        add_staff(tx, AddStaff("9001", "王店长", "supervisor", "1234"), "hash")
        shifts.open_shift(tx, store.settings, CASHIER, Fen(0))

    store.do(stock)
    return store


def sold(shop: Store, *legs: TenderRequest) -> str:
    """A sale paid so; its id."""

    def sell(tx: JournalTx) -> CartChanged | Refused:
        changed = carts.open_cart(tx, shop.settings, CASHIER)
        assert isinstance(changed, CartChanged)
        at = CartAt(changed.cart.id, changed.cart.version)
        scanned = cart_scan.scan(tx, shop.settings, CASHIER, at, ScanRequest("P1"))
        for leg in legs:
            assert isinstance(scanned, CartChanged), scanned
            at = CartAt(scanned.cart.id, scanned.cart.version)
            scanned = tenders.tender(tx, shop.settings, CASHIER, at, leg)
        return scanned

    answer = shop.do(sell)
    assert isinstance(answer, CartChanged)
    assert answer.sale is not None
    return answer.sale


def correct(shop: Store, sale: str, to: CorrectTo, tender: int = 1, who: Who = CHIEF) -> Corrected | Refused:
    """Say that a leg was something else."""
    request = CorrectTender(tender, to)
    return shop.do(lambda tx: correct_tender(tx, shop.settings, who, sale, request))


def legs(shop: Store) -> list[tuple[object, ...]]:
    """Each leg's number, kind, method, amount and reference."""
    return [(*row[1:5], row[6]) for row in shop.rows("sale_tender")]


@pytest.mark.parametrize(
    ("leg", "to", "after"),
    [
        (CashTenderRequest(2_000), WECHAT, (1, "external", "wechat", DUE_FEN, None)),
        (ExternalTenderRequest("wechat", DUE_FEN), CASH, (1, "cash", "", DUE_FEN, None)),
        (ExternalTenderRequest("wechat", DUE_FEN), ALIPAY, (1, "external", "alipay", DUE_FEN, None)),
        (
            ExternalTenderRequest("wechat", DUE_FEN),
            ToExternal("wechat", " 8812 "),
            (1, "external", "wechat", DUE_FEN, "8812"),
        ),
    ],
    ids=["cash was wechat", "wechat was cash", "wechat was alipay", "a reference"],
)
def test_a_leg_is_booked_anew(
    shop: Store, leg: TenderRequest, to: CorrectTo, after: tuple[object, ...]
) -> None:
    """Kind, method and reference change; amount, sale and receipt number stay, and both are on record."""
    sale = sold(shop, leg)
    before = shop.rows("sale")
    assert correct(shop, sale, to) == Corrected(SaleId(sale))
    assert legs(shop) == [after]
    assert shop.rows("sale") == before
    (body,) = [row[9] for row in shop.rows("journal") if row[4] == "sale.tender_corrected"]
    data = msgspec.json.decode(str(body))["data"]
    was = ("external", leg.method) if isinstance(leg, ExternalTenderRequest) else ("cash", "")
    assert (data["from_kind"], data["from_method"], data["amount_fen"]) == (*was, DUE_FEN)


def test_a_receipt_number_names_the_sale_as_well(shop: Store) -> None:
    """As it stands on the slip."""
    sold(shop, CashTenderRequest(DUE_FEN))
    receipt_no = str(shop.rows("sale")[0][2])
    assert isinstance(correct(shop, receipt_no, WECHAT), Corrected)


def test_one_leg_of_many(shop: Store) -> None:
    """The others stay as they are, and what was corrected can be put back."""
    sale = sold(shop, CashTenderRequest(235), ExternalTenderRequest("wechat", 1_000))
    assert isinstance(correct(shop, sale, CASH, 2), Corrected)
    assert [leg[1] for leg in legs(shop)] == ["cash", "cash"]
    assert isinstance(correct(shop, sale, WECHAT, 2), Corrected)
    assert [leg[1] for leg in legs(shop)] == ["cash", "external"]


@pytest.mark.parametrize(
    ("to", "tender", "code"),
    [
        (WECHAT, 2, Code.CORRECTION_LEG),
        (WECHAT, 0, Code.CORRECTION_LEG),
        (CASH, 1, Code.CORRECTION_SAME),
        (ToExternal("bitcoin"), 1, Code.TENDER_METHOD_UNKNOWN),
        (ToExternal("wechat", "8" * 65), 1, Code.TENDER_INVALID),
    ],
)
def test_what_is_no_correction(shop: Store, to: CorrectTo, tender: int, code: Code) -> None:
    """No such leg, the same as before, a way to pay that the shop does not have: nothing changes."""
    sale = sold(shop, CashTenderRequest(DUE_FEN))
    before = shop.rows("journal")
    refused = correct(shop, sale, to, tender)
    assert isinstance(refused, Refused)
    assert refused.code is code
    assert shop.rows("journal") == before


def test_a_correction_belongs_to_its_shift_and_its_right(shop: Store) -> None:
    """Another drawer's sale, no sale at all, a cashier alone: each refused."""
    sale = sold(shop, CashTenderRequest(DUE_FEN))
    elsewhere = correct(shop, sale, WECHAT, who=Who(StaffId("9001"), TillId("2")))
    assert elsewhere == Refused(Code.CORRECTION_SHIFT)
    assert correct(shop, "none", WECHAT) == Refused(Code.SALE_UNKNOWN)
    alone = correct(shop, sale, WECHAT, who=CASHIER)
    assert isinstance(alone, Refused)
    assert (alone.code, alone.params["right"]) == (Code.RIGHT_NEEDED, "correct_tender")
    assert [leg[1] for leg in legs(shop)] == ["cash"]
