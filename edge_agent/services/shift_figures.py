"""A shift's figures as the projection holds them, and as the wire and the paper show them."""

from collections.abc import Iterable, Mapping

import msgspec

from config.settings import Settings
from edge_agent.db.queries import shifts as queries
from edge_agent.db.queries import staff as staff_queries
from edge_agent.db.tx import Tx
from edge_agent.domain.events import CashKind, CashMove, Counts, Figures, TaxSum, TenderSum
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.report_words import report_words
from edge_agent.domain.shifts import Shift
from edge_agent.domain.tax import tax_within
from edge_agent.domain.x_report import ShiftSlip
from edge_agent.services.who import Who
from edge_agent.wire.shifts import CashMoveView, CountsView, TaxSumView, TenderSumView

_NO_SUMS = queries.SumsRow(*(0,) * len(msgspec.structs.fields(queries.SumsRow)))


def figures_of(tx: Tx, settings: Settings, shift: Shift) -> Figures:
    """What the shift took so far."""
    sums = tx.one(queries.SUMS, shift.id) or _NO_SUMS
    counted = {field.name: getattr(sums, field.name) for field in msgspec.structs.fields(Counts)}
    return Figures(
        float_fen=shift.float_fen,
        tenders=_tenders(settings, tx.all(queries.TENDERS, shift.id)),
        taxes=_taxes(settings, tx.all(queries.TAXES, shift.id)),
        moves=tuple(
            CashMove(Millis(row.at), CashKind(row.kind), Fen(row.amount_fen), row.reason, StaffId(row.staff))
            for row in tx.all(queries.CASH_MOVES, shift.id)
        ),
        counts=Counts(**counted),
        sales_fen=Fen(sums.sales_fen),
        refunds_fen=Fen(sums.refunds_fen),
        discount_fen=Fen(sums.discount_fen),
        rounding_fen=Fen(sums.rounding_fen),
    )


def slip_of(tx: Tx, settings: Settings, who: Who, shift: Shift, figures: Figures, at: Millis) -> ShiftSlip:
    """The shift as its paper tells it, made by `who` at `at`."""
    lane = settings.lane(who.till)
    return ShiftSlip(
        shop=settings.store.name,
        lane=lane.name if lane else who.till,
        drawer=shift.drawer,
        business_date=shift.business_date,
        opened_at=shift.opened_at,
        opened_by=name_of(tx, shift.opened_by),
        at=at,
        by=name_of(tx, who.staff),
        zone=settings.store.zone,
        figures=figures,
        words=report_words(settings.store.language),
        method_names=method_names(settings),
        tax_names=_tax_names(settings),
    )


def name_of(tx: Tx, staff: StaffId) -> str:
    """A person's name, or the number when nobody knows it any more."""
    person = tx.one(staff_queries.BY_ID, staff)
    return person.name if person else staff


def tills_of(settings: Settings, shift: Shift) -> tuple[TillId, ...]:
    """The tills that share the shift's drawer."""
    return tuple(lane.till for lane in settings.lanes if lane.drawer == shift.drawer)


def method_names(settings: Settings) -> Mapping[str, str]:
    """What the shop calls its ways of paying."""
    english = settings.store.language == "en"
    return {method.id: method.name_en if english else method.name for method in settings.methods}


def tender_views(settings: Settings, figures: Figures) -> tuple[TenderSumView, ...]:
    """Each tender as the wire shows it, cash first."""
    cash = report_words(settings.store.language).cash
    names = method_names(settings)
    return tuple(
        TenderSumView(
            kind=tender.kind,
            method=tender.method,
            name=cash if tender.kind == "cash" else names.get(tender.method, tender.method),
            sales_fen=tender.sales_fen,
            refunds_fen=tender.refunds_fen,
            corrections_fen=tender.corrections_fen,
            total_fen=tender.total_fen,
            counted_fen=tender.counted_fen,
            over_fen=tender.over_fen,
        )
        for tender in figures.tenders
    )


def tax_views(settings: Settings, figures: Figures) -> tuple[TaxSumView, ...]:
    """Each tax class as the wire shows it."""
    names = _tax_names(settings)
    return tuple(
        TaxSumView(tax.tax_class, names.get(tax.tax_class, tax.tax_class), tax.amount_fen, tax.tax_fen)
        for tax in figures.taxes
    )


def move_views(figures: Figures) -> tuple[CashMoveView, ...]:
    """Each movement of cash as the wire shows it."""
    return tuple(msgspec.convert(move, CashMoveView, from_attributes=True) for move in figures.moves)


def counts_view(figures: Figures) -> CountsView:
    """The counters as the wire shows them."""
    return msgspec.convert(figures.counts, CountsView, from_attributes=True)


def _tenders(settings: Settings, rows: Iterable[queries.TenderRow]) -> tuple[TenderSum, ...]:
    """Cash first, even when there was none; then by the order of the tender screen."""
    places = {method.id: place for place, method in enumerate(settings.methods)}
    sums = [
        TenderSum(row.kind, row.method, Fen(row.sales_fen), Fen(row.refunds_fen), Fen(row.corrections_fen))
        for row in rows
    ]
    if not any(tender.kind == "cash" for tender in sums):
        sums.append(TenderSum("cash"))
    sums.sort(key=lambda tender: (tender.kind, places.get(tender.method, len(places)), tender.method))
    return tuple(sums)


def _taxes(settings: Settings, rows: Iterable[queries.TaxRow]) -> tuple[TaxSum, ...]:
    """The tax is that of the class's whole amount: adding up rounded lines would add up their rounding."""
    classes = {tax.id: tax for tax in settings.tax_classes}
    return tuple(
        TaxSum(
            row.tax_class,
            Fen(row.amount_fen),
            tax_within(Fen(row.amount_fen), classes[row.tax_class]) if row.tax_class in classes else ZERO,
        )
        for row in rows
    )


def _tax_names(settings: Settings) -> Mapping[str, str]:
    return {tax.id: tax.name for tax in settings.tax_classes}
