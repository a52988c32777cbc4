"""The proofs on money: what was taken, taxed, counted and given back, on every side that tells of it."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from edge_agent.cli.scripted_day import bookkeeper
from edge_agent.cli.scripted_day.bookkeeper import by_name, way
from edge_agent.cli.scripted_day.lived import Evening, Lived
from edge_agent.cli.scripted_day.sides import Proof, agree, none_of
from edge_agent.cli.scripted_day.tally import Tally
from edge_agent.db.queries import proof as queries
from edge_agent.db.queries import rules as rule_queries
from edge_agent.db.reads import Reads
from edge_agent.domain.events import Data, SaleCompleted, SaleRefunded, ShiftClosed, TenderCorrected
from edge_agent.domain.pricing.recompute import recompute
from edge_agent.domain.promotions import NO_RULES, Rules, decode_rules

PROVIDED = "payment"


async def prove_money(reads: Reads, journal: Sequence[Data], lived: Lived) -> list[Proof]:
    """All of them."""
    tally = lived.tally
    return [
        none_of("each receipt costs what the script works out", bookkeeper.wrong_sales(tally), _total(tally)),
        none_of("each receipt adds up", bookkeeper.wrong_receipts(tally), f"{len(tally.sales)} receipts"),
        await _sales(reads, journal, tally),
        await _counts(reads, journal, tally),
        *await _takings(reads, journal, lived),
        *await _taxes(reads, journal, lived),
        _cash(journal, tally),
        _z_counts(journal, tally),
        await _refunds(reads, tally),
        await _recomputed(reads, journal),
        _figures(tally, lived.evening),
    ]


async def _sales(reads: Reads, journal: Sequence[Data], tally: Tally) -> Proof:
    sales, lines = (await reads.all(queries.SALES))[0], (await reads.all(queries.LINES))[0]
    told = sum(data.total_fen for data in journal if isinstance(data, SaleCompleted))
    papers = [sale.paper for sale in tally.sales.values()]
    sides = {
        "script": tally.total_fen,
        "paper": sum(paper.due_fen - paper.rounding_fen for paper in papers),
        "journal": told,
        "sales": sales.fen,
        "lines": lines.fen,
        "Z events": sum(data.figures.sales_fen for data in journal if isinstance(data, ShiftClosed)),
        "Z paper": sum(closed.amounts.get("销售额", 0) for closed in tally.closed.values()),
    }
    return agree(
        "receipts = journal = tables = Z, in fen", {side: {"sold": fen} for side, fen in sides.items()}
    )


async def _counts(reads: Reads, journal: Sequence[Data], tally: Tally) -> Proof:
    tables = {"sales": queries.SALES, "refunds": queries.REFUNDS}
    rows = {name: (await reads.all(query))[0].rows for name, query in tables.items()}
    kinds = Counter(type(data) for data in journal)
    counted = {name: sum(tally.counts[till, name] for till in tally.closed) for name in tables}
    return agree(
        "as many sales and refunds on each side",
        {
            "cashiers": counted,
            "paper": {"sales": len(tally.sales), "refunds": len(tally.refunds)},
            "journal": {"sales": kinds[SaleCompleted], "refunds": kinds[SaleRefunded]},
            "tables": rows,
        },
    )


async def _takings(reads: Reads, journal: Sequence[Data], lived: Lived) -> list[Proof]:
    hands = bookkeeper.takings_in_hand(lived.tally)
    told, closed = _told_takings(journal), _closed_takings(journal)
    tables = {way(row.kind, row.method): row.fen for row in await reads.all(queries.TENDERS)}
    shifts = {way(row.kind, row.method): row.fen for row in await reads.all(queries.SHIFT_TENDERS)}
    figures = {way(row.kind, row.method): row.fen for row in lived.evening.figures.tenders}
    by_code = sum(fen for key, fen in hands.items() if key.startswith(PROVIDED))
    return [
        agree(
            "each tender as the cashiers took it",
            {
                "cashiers": hands,
                "journal": told,
                "tables": tables,
                "shifts": shifts,
                "Z events": closed,
                "figures": figures,
            },
        ),
        agree(
            "each tender as it is on paper",
            {
                "cashiers": by_name(hands),
                "receipts": bookkeeper.takings_on_paper(lived.tally),
                "Z paper": bookkeeper.z_takings(lived.tally),
            },
        ),
        agree(
            "the payment provider holds what was paid by code",
            {"cashiers": {"fen": by_code}, "provider": {"fen": lived.evening.provider_fen}},
        ),
    ]


def _told_takings(journal: Sequence[Data]) -> Mapping[str, int]:
    sums: Counter[str] = Counter()
    for data in journal:
        match data:
            case SaleCompleted():
                for tender in data.tenders:
                    sums[way(tender.kind, tender.method)] += tender.amount_fen
            case SaleRefunded():
                for leg in data.legs:
                    sums[way(leg.kind, leg.method)] -= leg.amount_fen
            case TenderCorrected():
                sums[way(data.from_kind, data.from_method)] -= data.amount_fen
                sums[way(data.to_kind, data.to_method)] += data.amount_fen
            case _:
                pass
    return sums


def _closed_takings(journal: Sequence[Data]) -> Mapping[str, int]:
    sums: Counter[str] = Counter()
    for closed in _closes(journal).values():
        for tender in closed.figures.tenders:
            sums[way(tender.kind, tender.method)] += tender.total_fen
    return sums


async def _taxes(reads: Reads, journal: Sequence[Data], lived: Lived) -> list[Proof]:
    told: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    for data in journal:
        if isinstance(data, SaleCompleted):
            for sold in data.lines:
                told[sold.tax_class] += 0 if sold.voided_at else sold.amount_fen
        elif isinstance(data, SaleRefunded):
            for back in data.lines:
                told[back.tax_class] -= back.amount_fen
        elif isinstance(data, ShiftClosed):
            closed.update({tax.tax_class: tax.amount_fen for tax in data.figures.taxes})
    sides = {
        "receipts": bookkeeper.taxes_on_paper(lived.tally, lived.shelf),
        "journal": told,
        "tables": {row.tax_class: row.fen for row in await reads.all(queries.TAXES)},
        "shifts": {row.tax_class: row.fen for row in await reads.all(queries.SHIFT_TAXES)},
        "Z events": closed,
        "Z paper": bookkeeper.z_taxes(lived.tally),
    }
    wrong = bookkeeper.wrong_taxes(lived.tally)
    return [
        agree("each tax class on every side", sides),
        none_of("the tax within it, on each Z report", wrong, f"{len(lived.tally.closed)} reports"),
    ]


def _cash(journal: Sequence[Data], tally: Tally) -> Proof:
    """What the drawers should hold and what was counted in them; what is missing is known to its cashier."""
    cashiers = {
        till: (tally.expected_fen(till), tally.counted[till], -tally.short[till]) for till in tally.closed
    }
    events = {
        till: (closed.expected_fen, closed.counted_fen, closed.over_fen)
        for till, closed in _closes(journal).items()
    }
    papers = {till: bookkeeper.z_cash(closed) for till, closed in tally.closed.items()}
    sides: Mapping[str, Mapping[str, tuple[int, int, int]]]
    sides = {"cashiers": cashiers, "Z events": events, "Z paper": papers}
    return agree(
        "each drawer's cash: expected, counted, over or short",
        {
            side: {
                f"{till} {what}": fen
                for till, fens in drawers.items()
                for what, fen in zip(("expected", "counted", "over"), fens, strict=True)
            }
            for side, drawers in sides.items()
        },
    )


def _z_counts(journal: Sequence[Data], tally: Tally) -> Proof:
    told = {
        f"{till} {name}": count
        for till, closed in _closes(journal).items()
        for name, count in msgspec.structs.asdict(closed.figures.counts).items()
    }
    counted = {f"{till} {name}": count for (till, name), count in tally.counts.items()}
    sides = {"cashiers": counted, "Z events": told, "Z paper": dict(bookkeeper.z_counts(tally))}
    proof = agree("the Z reports count what the cashiers counted", sides)
    if not proof.holds:
        return proof
    return msgspec.structs.replace(
        proof, found=f"{sum(counted.values())} of {len(bookkeeper.COUNTERS)} kinds"
    )


async def _refunds(reads: Reads, tally: Tally) -> Proof:
    rows = await reads.all(queries.REFUNDED_TOO_MUCH)
    wrong = [*bookkeeper.wrong_refunds(tally), *(row.receipt_no for row in rows)]
    fen = sum(given.paper.back_fen for given in tally.refunds)
    return none_of(
        "refunds are exact shares, the way they came, never above what was paid", wrong, f"{fen} fen"
    )


async def _recomputed(reads: Reads, journal: Sequence[Data]) -> Proof:
    """By the inputs in the event and the rules of its hash, as headquarters does it."""
    known: dict[str, Rules] = {NO_RULES.hash: NO_RULES}
    wrong: list[str] = []
    sales = [data for data in journal if isinstance(data, SaleCompleted)]
    for sale in sales:
        if sale.rules not in known:
            row = await reads.one(rule_queries.BY_HASH, sale.rules)
            known[sale.rules] = decode_rules(row.body) if row else NO_RULES
        again = recompute(sale, known[sale.rules])
        amounts = [line.amount_fen for line in sale.lines if line.voided_at is None]
        if (again.total_fen, [line.amount_fen for line in again.lines]) != (sale.total_fen, amounts):
            wrong.append(f"{sale.receipt_no}: {sale.total_fen}, again {again.total_fen}")
    return none_of("each sale recomputed from its event", wrong, f"{len(sales)} sales")


def _figures(tally: Tally, evening: Evening) -> Proof:
    own, shown = bookkeeper.totals(tally), evening.figures
    return agree(
        "the owner's figures",
        {
            "bookkeeper": {
                "orders": own.orders,
                "paid": own.paid_fen,
                "refunds": own.refunds,
                "given back": own.refunds_fen,
                "net": own.net_fen,
                "average": own.average_fen,
                "rounding": own.rounding_fen,
                "anonymous": own.anonymous,
            },
            "figures": {
                "orders": shown.orders,
                "paid": shown.paid_fen,
                "refunds": shown.refunds,
                "given back": shown.refunds_fen,
                "net": shown.net_fen,
                "average": shown.average_fen or 0,
                "rounding": shown.rounding_fen,
                "anonymous": shown.anonymous_orders,
            },
        },
    )


def _closes(journal: Sequence[Data]) -> Mapping[str, ShiftClosed]:
    """By drawer, which is each till's own here."""
    return {str(data.drawer): data for data in journal if isinstance(data, ShiftClosed)}


def _total(tally: Tally) -> str:
    return f"{tally.total_fen} fen"
