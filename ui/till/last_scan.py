"""What became of the last scan, as the input line tells it; a payment code is not shown whole."""

from ui.till.commands import Command, DoScan
from ui.till.state import LastScan, Outcome, State
from ui.till.step import change

TAKEN = {
    "line": Outcome.ADDED,
    "member": Outcome.MEMBER,
    "coupon": Outcome.COUPON,
    "payment": Outcome.PAYMENT,
    "receipt": Outcome.RECEIPT,
}
"""By `ScanAnswer.kind`."""
REFUSED = {"payment": Outcome.UNPAID, "member": Outcome.UNUSED, "coupon": Outcome.UNUSED}
"""By the first word of the refusal's code; an article is what any other one is about."""
MASK_FROM = 12
"""A code this long may be a customer's payment code: its middle is not shown."""


def scan_taken(state: State, command: Command, kind: str) -> State:
    """`state` with what the agent made of the scan."""
    told = _with_outcome(state, command, TAKEN.get(kind, Outcome.ADDED))
    return _masked(told) if kind == "payment" else told


def scan_refused(state: State, command: Command, code: str) -> State:
    """`state` with the scan refused under `code`."""
    told = _with_outcome(state, command, REFUSED.get(code.partition(".")[0], Outcome.REFUSED))
    return _masked(told) if is_of_payment(code) else told


def payment_failed(state: State) -> State:
    """`state` with the payment code that was scanned last having paid nothing."""
    last = state.last_scan
    is_of_it = last is not None and last.outcome is Outcome.PAYMENT
    return change(state, last_scan=LastScan(last.code, Outcome.UNPAID)) if last and is_of_it else state


def is_of_payment(code: str) -> bool:
    """The refusal is about a customer's payment code."""
    return code.startswith("payment.")


def stars(code: str) -> str:
    """A payment code as it may be shown."""
    return code if len(code) < MASK_FROM else f"{code[:4]}{'*' * (len(code) - 8)}{code[-4:]}"


def _with_outcome(state: State, command: Command, outcome: Outcome) -> State:
    """Of a scan that another one has followed nothing is told."""
    last = state.last_scan
    is_last = isinstance(command, DoScan) and last is not None and last.code == command.code
    return change(state, last_scan=LastScan(last.code, outcome)) if last and is_last else state


def _masked(state: State) -> State:
    last = state.last_scan
    return change(state, last_scan=LastScan(stars(last.code), last.outcome)) if last else state
