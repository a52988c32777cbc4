"""A till of its own process, `SOCKET TILL STAFF FILE`: it redeems every code of the file, one by one."""

import asyncio
import sys
from collections import Counter
from pathlib import Path

from edge_agent.domain.ids import StaffId, TillId
from edge_agent.wire.pickups import PickupDone, RedeemPickup
from edge_agent.wire.sessions import SessionView, SignIn
from ui.client import Client


async def main(socket: str, till: str, staff: str, file: str) -> None:
    """Sign in, say so, wait for a line, redeem; print how often each outcome came."""
    codes = await asyncio.to_thread(Path(file).read_text, "utf-8")
    client = Client(socket, Path(f"{file}.{till}.notebook"))
    if not isinstance(await client.sign_in(SignIn(StaffId(staff), "1234", TillId(till))), SessionView):
        raise SystemExit("the sign-in was refused")
    _say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    outcomes: Counter[str] = Counter()
    for code in codes.splitlines():
        answer = await client.call("POST", "/v1/pickups/redeem", PickupDone, body=RedeemPickup(code=code))
        outcomes["ok" if isinstance(answer, PickupDone) else answer.code] += 1
    await client.close()
    _say(" ".join(f"{outcome}={count}" for outcome, count in sorted(outcomes.items())))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
