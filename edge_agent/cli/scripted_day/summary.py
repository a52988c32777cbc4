"""What the scripted day tells at its end."""

import time
from collections import Counter
from collections.abc import Sequence

from edge_agent.cli.scripted_day.bookkeeper import takings_in_hand, totals
from edge_agent.cli.scripted_day.day import Day
from edge_agent.cli.scripted_day.sides import Proof
from edge_agent.cli.scripted_day.tally import Tally
from edge_agent.domain.moments import MINUTE
from edge_agent.domain.money import Fen, yuan

WIDTH = 100


def summary(day: Day, tally: Tally, proofs: Sequence[Proof]) -> str:
    """One page: the day, then each proof."""
    own = totals(tally)
    took = f"{time.perf_counter() - day.started:.1f} s"
    takings = [f"{name} {yuan(Fen(fen))}" for name, fen in sorted(takings_in_hand(tally).items()) if fen]
    short = [f"drawer {till} short {yuan(Fen(fen))}" for till, fen in sorted(tally.short.items()) if fen]
    lines = [
        f"The scripted day: {own.sales} sales, {yuan(Fen(tally.total_fen))} yuan, in {took}",
        f"  {own.refunds} refunds, {yuan(Fen(own.refunds_fen))} yuan; net {yuan(Fen(own.net_fen))} yuan",
        *_wrapped(takings + short),
        *_wrapped([f"{what.replace('_', ' ')} {count}" for what, count in _happened(tally)]),
        f"  headquarters was cut off for {day.cut_for_ms // MINUTE} minutes of the day",
        "",
    ]
    lines += [f"  {'ok  ' if proof.holds else 'FAIL'}  {proof.name}: {proof.found}" for proof in proofs]
    failed = sum(not proof.holds for proof in proofs)
    lines.append("")
    lines.append("Every proof holds." if not failed else f"{failed} of {len(proofs)} proofs FAILED.")
    return "\n".join(lines)


def _happened(tally: Tally) -> list[tuple[str, int]]:
    counted: Counter[str] = Counter(tally.told)
    for (_, what), count in tally.counts.items():
        counted[what] += count
    return sorted((what, count) for what, count in counted.items() if what not in ("sales", "refunds"))


def _wrapped(parts: Sequence[str]) -> list[str]:
    rows = [""]
    for part in parts:
        joined = f"{rows[-1]}, {part}" if rows[-1] else part
        if len(joined) <= WIDTH:
            rows[-1] = joined
        else:
            rows.append(part)
    return [f"  {row}" for row in rows if row]
