"""From a committed sale or refund to its paper: drafted in a unit, composed outside of it."""

from typing import TypeAlias

import msgspec

from config.settings import Settings
from edge_agent.db.queries import members as member_queries
from edge_agent.db.queries import sales as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.events import Event, PaidTender, SaleCompleted, SaleRefunded, decode
from edge_agent.domain.ids import ReceiptNo, RefundId, SaleId, Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.paper import Paper
from edge_agent.domain.receipt import Counter, Slip, compose
from edge_agent.domain.receipt_refund import RefundSlip, compose_refund


class ReceiptDraft(msgspec.Struct, frozen=True):
    """A sale as the journal has it, and what its receipt tells besides."""

    body: str
    cashier: str
    copy: int
    tail: str | None
    points: int | None
    told_by_jin: frozenset[Sku]
    exchange_of: ReceiptNo | None
    tenders: tuple[PaidTender, ...]
    """As they are booked now: a leg may have been corrected since."""


class RefundDraft(msgspec.Struct, frozen=True):
    """The same of a refund."""

    body: str
    cashier: str
    copy: int
    tail: str | None
    approver: str | None


Draft: TypeAlias = ReceiptDraft | RefundDraft


def draft_receipt(tx: Tx, sale: SaleId, copy: int) -> ReceiptDraft:
    """What the receipt of `sale` is composed of; raises LookupError when there is no such sale."""
    row = tx.one(queries.DRAFT, sale)
    if row is None:
        raise LookupError(f"no sale {sale} to print")
    member = tx.one(member_queries.BY_ID, row.member) if row.member else None
    return ReceiptDraft(
        body=row.body,
        cashier=row.cashier,
        copy=copy,
        tail=member.tail if member else None,
        points=member.points if member and copy == 0 else None,
        told_by_jin=frozenset(Sku(found.sku) for found in tx.all(queries.TOLD_BY_JIN, sale)),
        exchange_of=ReceiptNo(row.other) if row.other else None,
        tenders=tuple(
            PaidTender(
                leg.no, leg.kind, Fen(leg.amount_fen), Fen(leg.received_fen), leg.method, leg.reference
            )
            for leg in tx.all(queries.TENDERS, sale)
        ),
    )


def draft_refund(tx: Tx, refund: RefundId, copy: int) -> RefundDraft:
    """What the slip of `refund` is composed of; raises LookupError when there is no such refund."""
    row = tx.one(queries.REFUND_DRAFT, refund)
    if row is None:
        raise LookupError(f"no refund {refund} to print")
    member = tx.one(member_queries.BY_ID, row.member) if row.member else None
    return RefundDraft(row.body, row.cashier, copy, member.tail if member else None, row.approver)


def paper_of(settings: Settings, draft: Draft) -> Paper:
    """The lines of meaning of a draft, by the shop's template; needs no transaction."""
    event = decode(draft.body)
    counter = _counter(settings, event, draft.cashier)
    template = settings.printing.template
    if isinstance(draft, ReceiptDraft) and isinstance(event.data, SaleCompleted):
        return compose(
            Slip(
                sale=_as_booked(event.data, draft.tenders),
                at=event.at,
                counter=counter,
                copy=draft.copy,
                tail=draft.tail,
                points=draft.points,
                told_by_jin=draft.told_by_jin,
                exchange_of=draft.exchange_of,
            ),
            template,
        )
    if isinstance(draft, RefundDraft) and isinstance(event.data, SaleRefunded):
        slip = RefundSlip(event.data, event.at, counter, draft.copy, draft.tail, draft.approver)
        return compose_refund(slip, template)
    raise LookupError(f"event {event.id} is no {type(draft).__name__}")


def _as_booked(sale: SaleCompleted, tenders: tuple[PaidTender, ...]) -> SaleCompleted:
    """The sale with its legs as they are now; what became another tender than cash made no change."""
    change = Fen(sum(leg.received_fen - leg.amount_fen for leg in tenders))
    return msgspec.structs.replace(sale, tenders=tenders, change_fen=change)


def _counter(settings: Settings, event: Event, cashier: str) -> Counter:
    english = settings.store.language == "en"
    lane = settings.lane(event.till) if event.till else None
    return Counter(
        shop=settings.store.name,
        zone=settings.store.zone,
        cashier=cashier,
        lane=lane.name if lane else event.till or "",
        method_names={method.id: method.name_en if english else method.name for method in settings.methods},
    )
