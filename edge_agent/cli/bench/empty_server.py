"""A server that answers scans and hand-overs of the same size from memory: what HTTP alone costs."""

import asyncio
import gc
import signal
import sys
from pathlib import Path

import uvloop
from litestar import Litestar, post
from litestar.params import FromPath, JSONBody

from edge_agent.api.server import serve
from edge_agent.domain.ids import CartId, HandoverId, PickupId, Sku, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import ONE, Unit
from edge_agent.wire.carts import CartView, LineView
from edge_agent.wire.pickups import PickupDone, RedeemPickup
from edge_agent.wire.scans import ScanAnswer, ScanRequest

LINES = 5


def _answer() -> ScanAnswer:
    lines = tuple(
        LineView(no, Sku(f"A{no}"), f"商品{no:06d}号", Unit.EACH, ONE, Fen(350), Fen(350))
        for no in range(1, LINES + 1)
    )
    cart = CartView(
        id=CartId("01a20399-309f-71a1-b766-ab5fc6d056a5"),
        version=LINES,
        state="open",
        till=TillId("1"),
        lines=lines,
        tenders=(),
        count=LINES,
        gross_fen=Fen(1_750),
        discount_fen=Fen(0),
        total_fen=Fen(1_750),
        received_fen=Fen(0),
        rest_fen=Fen(1_750),
        updated_at=1_795_356_700_838,
    )
    return ScanAnswer(cart, LINES, joined=True)


ANSWER = _answer()
DONE = PickupDone(
    HandoverId("01a20399-309f-71a1-b766-ab5fc6d056a5"),
    PickupId("ca978112ca1bbdca"),
    (0,),
    (),
    "W1122-000042",
)


@post("/v1/carts/{cart_id:str}/scan", status_code=200)
async def scan(cart_id: FromPath[str], data: JSONBody[ScanRequest]) -> ScanAnswer:
    """Read the body, answer one of the usual size."""
    del cart_id, data
    return ANSWER


@post("/v1/pickups/redeem", status_code=200)
async def redeem(data: JSONBody[RedeemPickup]) -> PickupDone:
    """The same with a pickup code."""
    del data
    return DONE


async def main(path: Path) -> None:
    """Serve on the Unix socket `path` until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(Litestar([scan, redeem], openapi_config=None, logging_config=None), path):
        gc.freeze()
        await stop.wait()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1])))
