"""The proofs of the queue: every number once, every ticket to its end, every cup with its label."""

from collections.abc import Sequence

from edge_agent.cli.scripted_day.sides import Proof, none_of
from edge_agent.cli.scripted_day.tally import Tally
from edge_agent.db.queries import proof as queries
from edge_agent.db.reads import Reads
from edge_agent.domain.events import Data, SaleCompleted, TicketIssued, TicketRemade
from edge_agent.domain.tickets import TicketState

_UNSEEN = frozenset((TicketState.CANCELLED, TicketState.EXPIRED))
"""How a ticket may end without its maker."""


async def prove_queue(reads: Reads, told: Sequence[Data], tally: Tally) -> list[Proof]:
    """What the journal, the tables, the paper and the maker say of tickets."""
    issued = [data for data in told if isinstance(data, TicketIssued)]
    states = {row.no: row.state for row in await reads.all(queries.TICKETS)}
    return [_numbers(told, issued), _ends(states, issued, tally), _labels(told, issued, tally)]


def _numbers(told: Sequence[Data], issued: Sequence[TicketIssued]) -> Proof:
    numbers = [data.no for data in issued]
    wrong = sorted({f"{no} twice" for no in numbers if numbers.count(no) > 1})
    sold = {data.ticket for data in told if isinstance(data, SaleCompleted) and data.ticket}
    wrong += sorted(sold ^ {data.no for data in issued if data.pickup is None})
    return none_of("each number is given once, to the sale that names it", wrong, f"{len(numbers)} tickets")


def _ends(states: dict[str, str], issued: Sequence[TicketIssued], tally: Tally) -> Proof:
    """As the maker saw it; what the maker never saw was cancelled, or ended with the day."""
    wrong = sorted(
        f"{no} {state}"
        for no, state in states.items()
        if state != tally.ended.get(no) and state not in _UNSEEN
    )
    wrong += sorted({data.no for data in issued} ^ set(states)) + sorted(set(tally.ended) - set(states))
    found = f"{len(tally.ended)} seen off, {len(states) - len(tally.ended)} cancelled"
    return none_of("each ticket ends collected, cancelled, a no-show or expired", wrong, found)


def _labels(told: Sequence[Data], issued: Sequence[TicketIssued], tally: Tally) -> Proof:
    cups = sum(len(data.items) for data in issued) + sum(isinstance(data, TicketRemade) for data in told)
    found = f"{cups} cups, {tally.labels} labels"
    return Proof("each cup has its label, one made again another", cups == tally.labels, found)
