"""An order arrives after its goods were handed over: its lines go instead of what was scanned."""

import msgspec

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import pickups as queries
from edge_agent.domain.events import HandedLine, PickupItemised
from edge_agent.domain.handover import differ, lines_of
from edge_agent.domain.ids import HandoverId
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.orders import PickupOrder

UNITS = msgspec.json.Decoder(tuple[int, ...])
LINES = msgspec.json.Decoder(tuple[HandedLine, ...])


def itemise(tx: JournalTx, order: PickupOrder) -> None:
    """Put the order's own goods in the place of what was scanned; nothing, when nothing was."""
    for row in tx.all(queries.TO_ITEMISE, order.id):
        lines, scanned = lines_of(order, UNITS.decode(row.units)), LINES.decode(row.lines)
        itemised = PickupItemised(
            pickup=order.id,
            handover=HandoverId(row.id),
            number=order.number,
            lines=lines,
            instead_of=scanned,
            differs=differ(lines, scanned),
        )
        tx.record(itemised, business_date=BusinessDate(row.business_date))
        tx.touch("stock")
        tx.touch("pickups")
