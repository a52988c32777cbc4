"""The lines of an order as the command line writes them."""

import re
from collections.abc import Sequence

from edge_agent.domain.catalogue import NAME_LENGTH_MAX
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import OrderLine
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit
from sync.hq.cannot import Cannot

PARCEL = ""
"""Between two lines: what follows lies in another parcel."""
_SHAPE = re.compile(
    r"(?P<sku>[^:\s]{1,64}):(?P<whole>[0-9]{1,6})(?:\.(?P<rest>[0-9]{1,3}))?(?P<kg>kg)?"
    r"(?::(?P<fen>[0-9]{1,9})(?::(?P<name>[^:]*)(?::(?P<options>[^:]*))?)?)?"
)


def lines_of(words: Sequence[str]) -> tuple[tuple[OrderLine, ...], int]:
    """The lines, and how many parcels they lie in; raises Cannot."""
    lines: list[OrderLine] = []
    parcel = 0
    for word in words:
        if word == PARCEL:
            parcel += bool(lines) and lines[-1].parcel == parcel
        else:
            lines.append(line_of(word, len(lines) + 1, parcel))
    return tuple(lines), max((line.parcel for line in lines), default=0) + 1


def line_of(word: str, no: int, parcel: int = 0) -> OrderLine:
    """One line, the order's `no`; raises Cannot."""
    found = _SHAPE.fullmatch(word)
    if found is None:
        raise Cannot(f"{word!r} is no line: write SKU:2 or SKU:0.5kg, then :FEN, :NAME and :OPTION/OPTION")
    sku, options = Sku(found["sku"]), found["options"]
    quantity = Milli(int(found["whole"]) * THOUSANDTHS + int((found["rest"] or "0").ljust(3, "0")))
    if quantity == 0 or (found["kg"] is None and quantity % THOUSANDTHS):
        raise Cannot(f"{word!r}: of pieces there are whole ones, and of everything more than none")
    return OrderLine(
        no=no,
        sku=sku,
        name=(found["name"] or sku)[:NAME_LENGTH_MAX],
        unit=Unit.KG if found["kg"] else Unit.EACH,
        quantity=quantity,
        amount_fen=Fen(int(found["fen"] or 0)),
        parcel=parcel,
        options=tuple(filter(None, options.split("/"))) if options else (),
    )
