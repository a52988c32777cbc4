"""Refunds as the wire shows them: planned, made, and read again."""

from collections.abc import Sequence

from config.settings import Settings
from edge_agent.db.queries import sales as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.events import GoodsGo
from edge_agent.domain.ids import (
    CartId,
    MemberId,
    PaymentId,
    ReceiptNo,
    RefundId,
    SaleId,
    Sku,
    StaffId,
    TillId,
)
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.refund import Plan
from edge_agent.wire.after_sale import RefundedLineView, RefundLegView, RefundPlan, RefundView


def plan_view(settings: Settings, plan: Plan) -> RefundPlan:
    """A plan, with what must be done on other devices first."""
    methods = {method.id: method for method in settings.methods}
    legs = tuple(
        RefundLegView(
            kind=leg.kind,
            amount_fen=leg.amount_fen,
            method=leg.method,
            name=methods[leg.method].name if leg.method in methods else leg.method,
            of_tender=leg.of_tender,
            asks_reference=leg.method in methods and methods[leg.method].asks_reference,
        )
        for leg in plan.legs
    )
    return RefundPlan(
        lines=tuple(
            RefundedLineView(
                no=line.no,
                sku=line.sku,
                name=line.name,
                unit=line.unit,
                quantity=line.quantity,
                amount_fen=line.amount_fen,
                goods=line.goods,
                sale_line=line.sale_line,
            )
            for line in plan.lines
        ),
        legs=legs,
        total_fen=plan.total_fen,
        rounding_fen=plan.rounding_fen,
        back_fen=Fen(plan.total_fen + plan.rounding_fen),
        points_taken=plan.points_taken,
        points_returned=plan.points_returned,
        external_fen=Fen(sum(leg.amount_fen for leg in legs if leg.kind == "external")),
    )


def refund_view(tx: Tx, refund: RefundId) -> RefundView:
    """A refund that was made; raises LookupError when there is none."""
    row = tx.one(queries.REFUND_BY_ID, refund)
    if row is None:
        raise LookupError(f"refund {refund} vanished")
    return _view(row, tx.all(queries.REFUND_LINES, refund), tx.all(queries.REFUND_LEGS, refund))


async def read_refund(reads: Reads, refund: str) -> RefundView | None:
    """A refund by its id or its own receipt number."""
    named = await reads.one(queries.REFUND_OF_RECEIPT, refund)
    row = await reads.one(queries.REFUND_BY_ID, named.id if named else refund)
    if row is None:
        return None
    lines = await reads.all(queries.REFUND_LINES, row.id)
    return _view(row, lines, await reads.all(queries.REFUND_LEGS, row.id))


def _view(
    row: queries.RefundRow, lines: Sequence[queries.RefundLineRow], legs: Sequence[queries.RefundLegRow]
) -> RefundView:
    return RefundView(
        id=RefundId(row.id),
        receipt_no=ReceiptNo(row.receipt_no),
        business_date=row.business_date,
        at=row.at,
        cashier=StaffId(row.cashier),
        till=TillId(row.till),
        lines=tuple(_line_view(line) for line in lines),
        legs=tuple(_leg_view(leg) for leg in legs),
        total_fen=Fen(row.total_fen),
        rounding_fen=Fen(row.rounding_fen),
        sale=SaleId(row.sale) if row.sale else None,
        sale_receipt_no=ReceiptNo(row.sale_receipt_no) if row.sale_receipt_no else None,
        reason=row.reason,
        approved_by=StaffId(row.approved_by) if row.approved_by else None,
        member=MemberId(row.member) if row.member else None,
        points_taken=row.points_taken,
        points_returned=row.points_returned,
        reopened_as=CartId(row.reopened_as) if row.reopened_as else None,
        copies=row.copies,
    )


def _line_view(line: queries.RefundLineRow) -> RefundedLineView:
    return RefundedLineView(
        no=line.no,
        sku=Sku(line.sku),
        name=line.name,
        unit=Unit(line.unit),
        quantity=Milli(line.quantity),
        amount_fen=Fen(line.amount_fen),
        goods=GoodsGo(line.goods),
        sale_line=line.sale_line,
    )


def _leg_view(leg: queries.RefundLegRow) -> RefundLegView:
    return RefundLegView(
        kind=leg.kind,
        amount_fen=Fen(leg.amount_fen),
        method=leg.method,
        reference=leg.reference,
        payment=PaymentId(leg.payment) if leg.payment else None,
        of_tender=leg.of_tender,
    )
