"""Cash that moves without a sale, and the count of a drawer."""

from collections.abc import Mapping

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import CashKind, Denomination
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.tender import CASH_MAX

FACES_FEN: tuple[int, ...] = (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
"""Notes and coins from 100 yuan to 1 fen, the fourth and the fifth series of the renminbi."""
NOTES_MAX = 100_000


def check_amount(amount: Fen) -> Refused | None:
    """Why nobody can move so much cash, or None."""
    return None if 0 < amount <= CASH_MAX else Refused(Code.CASH_AMOUNT_INVALID, {"max": yuan(CASH_MAX)})


def check_enough(kind: CashKind, amount: Fen, expected: Fen) -> Refused | None:
    """Why `amount` cannot leave while `expected` should be in the drawer; the answer never tells it."""
    above = kind is not CashKind.IN and amount > expected
    return Refused(Code.CASH_ABOVE_DRAWER) if above else None


def count_of(counted: int | None, denominations: Mapping[int, int]) -> Fen | Refused:
    """What was counted: the amount, or the notes and coins; both must agree when both are there."""
    if counted is None and not denominations:
        return Refused(Code.COUNT_INVALID, {"max": yuan(CASH_MAX)})
    strange = next((face for face in denominations if face not in FACES_FEN), None)
    if strange is not None:
        return Refused(Code.COUNT_FACE_UNKNOWN, {"face": yuan(Fen(strange))})
    if any(not 0 <= count <= NOTES_MAX for count in denominations.values()):
        return Refused(Code.COUNT_INVALID, {"max": yuan(CASH_MAX)})
    added = sum(face * count for face, count in denominations.items())
    if counted is not None and denominations and counted != added:
        return Refused(Code.COUNT_DIFFERS, {"added": yuan(Fen(added)), "counted": yuan(Fen(counted))})
    amount = added if counted is None else counted
    if not 0 <= amount <= CASH_MAX:
        return Refused(Code.COUNT_INVALID, {"max": yuan(CASH_MAX)})
    return Fen(amount)


def listed(denominations: Mapping[int, int]) -> tuple[Denomination, ...]:
    """Notes and coins, the largest first; what was not there is left out."""
    return tuple(
        Denomination(Fen(face), denominations[face]) for face in FACES_FEN if denominations.get(face, 0)
    )
