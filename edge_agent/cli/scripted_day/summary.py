"""What the scripted day tells at its end."""

import time
from collections.abc import Sequence

from edge_agent.cli.scripted_day.day import Day
from edge_agent.cli.scripted_day.lane import Tally
from edge_agent.cli.scripted_day.proof import Proof
from edge_agent.domain.moments import MINUTE
from edge_agent.domain.money import Fen, yuan


def summary(day: Day, tally: Tally, proofs: Sequence[Proof]) -> str:
    """One page: the day, then each proof."""
    external = ", ".join(f"{method} {yuan(Fen(fen))}" for method, fen in sorted(tally.external_fen.items()))
    took = f"{time.perf_counter() - day.started:.1f} s"
    changes = f"{tally.voids} voids, {tally.holds} holds, {tally.cancelled} carts cancelled"
    lines = [
        f"The scripted day: {tally.sales} sales, {yuan(Fen(tally.total_fen))} yuan, in {took}",
        f"  cash {yuan(Fen(tally.cash_fen))}, {external}",
        f"  {changes}, {tally.refused} unknown codes refused",
        f"  headquarters was cut off for {day.cut_for_ms // MINUTE} minutes of the day",
        "",
    ]
    lines += [f"  {'ok  ' if proof.holds else 'FAIL'}  {proof.name}: {proof.found}" for proof in proofs]
    failed = sum(not proof.holds for proof in proofs)
    lines.append("")
    lines.append("Every proof holds." if not failed else f"{failed} of {len(proofs)} proofs FAILED.")
    return "\n".join(lines)
