"""A cashier at a till: signs in, asks the manager where a right is missing, and reads the printed paper."""

from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from drivers.simulated.printer import SimulatedPrinter
from edge_agent.cli.demo_store import PIN, Shop
from edge_agent.cli.scripted_day.paper import Closed, Other, Read, Returned, Sold, read
from edge_agent.cli.scripted_day.shelf import Shelf
from edge_agent.cli.scripted_day.tally import FLOAT_FEN, Tally
from edge_agent.domain.errors import Code
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.wire.approvals import ApprovalView, AskApproval
from edge_agent.wire.body import Body
from edge_agent.wire.problem import Problem
from edge_agent.wire.sessions import SignIn
from edge_agent.wire.shifts import OpenShift
from ui.client import Client

MANAGER = StaffId("9001")
WRONG_PIN = "0000"
ASKED_MAX = 20
"""The shop's clock leaps with each customer; an approval, good for two minutes of it, is asked for again."""

T = TypeVar("T")


class Disagreement(Exception):
    """The agent answered what the script did not expect."""


class Cashier:
    """One till, its drawer and its printer, and whoever stands there."""

    def __init__(self, shop: Shop, till: str, staff: str, shelf: Shelf, tally: Tally, folder: Path) -> None:
        self.till = till
        self.shop = shop
        self.shelf = shelf
        self.tally = tally
        self.client = Client(str(shop.settings.socket), folder / f"till-{till}.unanswered.json")
        self._staff = StaffId(staff)
        self._roll = _Roll(shop.printers[till])

    async def __aenter__(self) -> Self:
        """Sign in and open the drawer's shift."""
        try:
            taken(await self.client.sign_in(SignIn(self._staff, PIN, TillId(self.till))))
            taken(await self.client.open_shift(OpenShift(FLOAT_FEN)))
        except BaseException:
            await self.client.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Go home; whoever is called away in the middle does not sign out first."""
        try:
            if error is None:
                await self.client.sign_out()
        finally:
            await self.client.close()

    async def does(
        self, answer: type[T], method: str, path: str, body: Body | None = None, version: int | None = None
    ) -> T:
        """What must be done as it is asked, with the manager's approval where it needs one."""
        return taken(await self.tries(answer, method, path, body, version))

    async def tries(
        self, answer: type[T], method: str, path: str, body: Body | None = None, version: int | None = None
    ) -> T | Problem:
        """The same, of what may be refused for another reason; an approval stays good for the next try."""
        for _ in range(ASKED_MAX):
            told = await self.client.call(method, path, answer, body=body, version=version)
            if not isinstance(told, Problem):
                self.count("approvals", int(self.client.approval is not None))
                self.client.approval = None
                return told
            if told.code != Code.RIGHT_NEEDED:
                return told
            self.client.approval = (await self._approved(told)).id
        raise Disagreement(f"{ASKED_MAX} approvals were not enough for {path}")

    async def wrong_pin(self) -> None:
        """Somebody mistypes, and then does not: five wrong ones in a row would lock the account."""
        wrong, right = (SignIn(self._staff, pin, TillId(self.till)) for pin in (WRONG_PIN, PIN))
        self.refused(await self.client.sign_in(wrong), Code.SIGN_IN_WRONG)
        taken(await self.client.sign_in(right))
        self.tally.told["wrong PINs"] += 1

    def count(self, what: str, times: int = 1) -> None:
        """Something that the Z report counts."""
        self.tally.counts[self.till, what] += times

    def refused(self, answer: object, code: Code) -> Problem:
        """The refusal that the script expected; raises Disagreement at anything else."""
        if not isinstance(answer, Problem) or answer.code != code:
            said = answer.code if isinstance(answer, Problem) else "it was done"
            raise Disagreement(f"{code} was expected, and the answer was: {said}")
        return answer

    async def receipt(self) -> Sold:
        """The next slip, which must be a receipt."""
        return _as(Sold, await self._slip())

    async def refund_slip(self) -> Returned:
        """The next slip, which must be a refund's."""
        return _as(Returned, await self._slip())

    async def z_report(self) -> Closed:
        """The next slip, which must be a Z report."""
        return _as(Closed, await self._slip())

    async def other_slip(self) -> Other:
        """The next slip, which must be a copy or an X report."""
        return _as(Other, await self._slip())

    async def _slip(self) -> Read:
        slip = await self._roll.next()
        self.tally.slips += 1
        return slip

    async def _approved(self, needed: Problem) -> ApprovalView:
        right, subject = str(needed.params["right"]), str(needed.params["subject"])
        asked = AskApproval(MANAGER, PIN, right, subject, "演示")
        return taken(await self.client.call("POST", "/v1/approvals", ApprovalView, body=asked))


class _Roll:
    """The printer's paper: each slip is read once, in the order of printing."""

    def __init__(self, printer: SimulatedPrinter) -> None:
        self._printer = printer
        self._read = 0

    async def next(self) -> Read:
        """Wait for the next slip, and read it."""
        printer = self._printer
        await printer.until(lambda: printer.slips_printed > self._read)
        slip = printer.slips[self._read - printer.slips_printed]
        self._read += 1
        return read(slip)


def _as(kind: type[T], slip: Read) -> T:
    if not isinstance(slip, kind):
        raise Disagreement(f"the printer printed {type(slip).__name__}, not {kind.__name__}")
    return slip


def taken(answer: T | Problem) -> T:
    """The answer, when the agent did what it was asked."""
    if isinstance(answer, Problem):
        raise Disagreement(f"{answer.code}: {answer.title} {answer.hint}")
    return answer
