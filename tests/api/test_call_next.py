"""叫号 by several counters at once: none is called by two, none is passed over."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from typing import TYPE_CHECKING

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import tickets as queries
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import Sku, StaffId, TillId
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.orders import Channel
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.ticket_items import Wanted
from edge_agent.services import ticket_issue, tickets
from edge_agent.services.who import Who

if TYPE_CHECKING:
    from edge_agent.wire.tickets import TicketView
    from tests.api.conftest import OpenShop, Shop

PROCESSES, TICKETS = 8, 2_000
COUNTERS = "".join(
    f'[[counters]]\nid = "{no}"\nname = "{no}号台"\nkind = "making"\n' for no in range(1, PROCESSES + 1)
)
WHO = Who(StaffId("1001"), TillId("1"))
DATE = BusinessDate("2026-11-22")
_TEA = Wanted(1, Sku("T1"), "奶茶", Unit.EACH, Milli(1_000), "bar", 60, 1)

_CALLER = """
import httpx, json, sys
path, token, counter = sys.argv[1:]
called = []
transport = httpx.HTTPTransport(uds=path, verify=False)
with httpx.Client(transport=transport, base_url="http://agent", timeout=60) as http:
    http.headers["Authorization"] = f"Bearer {token}"
    while True:
        headers = {"Request-Id": f"caller-{counter}-{len(called):05d}"}
        answer = http.post("/v1/tickets/call-next", json={"counter": counter}, headers=headers)
        if answer.status_code == 409 and answer.json()["code"] == "ticket.none-waiting":
            break
        answer.raise_for_status()
        called.append(answer.json()["no"])
print(json.dumps(called))
"""


async def _made(shop: Shop) -> list[str]:
    """Tickets made ready in another order than they were ordered in; their ids as they are to be called."""
    origin = ticket_issue.Origin(Channel.COUNTER, WHO.staff, WHO.till)

    def give_out(tx: JournalTx) -> list[str]:
        return [ticket_issue.issue(tx, shop.settings, origin, [_TEA], DATE).event.no for _ in range(TICKETS)]

    def make(no: str) -> TicketView:
        view = shop.agent.writer.call(lambda tx: tickets.ready(tx, shop.settings, WHO, no, None))
        assert not isinstance(view, Refused), view
        return view

    numbers = await shop.agent.writer.run(give_out)
    random.Random(4).shuffle(numbers)  # noqa: S311 - a test's order, no secret
    views = await asyncio.to_thread(lambda: [make(no) for no in numbers])
    return [view.no for view in sorted(views, key=lambda view: (view.rank, view.id))]


async def _call(shop: Shop, token: str, counter: int) -> list[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _CALLER,
        str(shop.settings.socket),
        token,
        str(counter),
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    assert process.returncode == 0
    called: list[str] = json.loads(told)
    return called


async def test_eight_counters_call_two_thousand_tickets(open_shop: OpenShop) -> None:
    """Each is called once, in the order of their ranks, and each caller hears what it alone has called."""
    async with open_shop(more=COUNTERS) as shop:
        token = (await shop.till.sign_in())["token"]
        expected = await _made(shop)
        heard = await asyncio.gather(*(_call(shop, token, no) for no in range(1, PROCESSES + 1)))
        left = await shop.agent.reads.one(queries.NEXT_WAITING, "making")
        names = {
            row.id: row.no for row in await shop.agent.reads.all(queries.IN_STATE, DATE, "called", TICKETS)
        }

    called = [names[event["data"]["ticket"]] for event in shop.events("ticket.called")]
    assert (TICKETS, expected, None) == (len(called), called, left)
    assert sorted(no for numbers in heard for no in numbers) == sorted(expected)
    assert all(numbers for numbers in heard)
