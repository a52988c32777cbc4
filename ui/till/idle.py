"""What time and news do: a till that nobody touches locks itself, a payment that waits is asked about."""

from ui.till.commands import Command, DoCountPickups, DoReadQueue, DoSignOut, DoWatch
from ui.till.generic.kinds import PageScreen
from ui.till.office import pickups
from ui.till.office.refunded import follow
from ui.till.state import State
from ui.till.step import Step, change, clock_shows, stay

MINUTE_MS = 60_000
WATCH_EVERY_MS = 1000
WAITING: dict[str, tuple[Command, ...]] = {
    "tickets": (DoReadQueue(),),
    "pickups": (DoCountPickups(),),
}
"""What the sale shows beside the lines of who waits, by the topic of news about it."""


def on_tick(state: State, now: int) -> Step:
    """Time goes on; a clock that goes back was set. What has slept may have been left: that is no leap."""
    state = clock_shows(state, now) if now < state.now else change(state, now=now)
    if _is_idle(state):
        return Step(change(state, touched_at=state.now), (DoSignOut(),))
    payment = state.payment
    if payment is None or state.now - state.watched_at < WATCH_EVERY_MS:
        return stay(state)
    asked: tuple[Command, ...] = (DoWatch(payment.id),)
    return Step(change(state, watched_at=state.now), asked)


def on_changed(state: State, topic: str) -> Step:
    """The payment that the cart or a refund waits for may be decided: nobody waits for the next second."""
    if topic in WAITING and state.session is not None:
        return Step(state, (*WAITING[topic], *(pickups.again(state) if topic == "pickups" else ())))
    if topic == "payments" and isinstance(state.screen, PageScreen):
        return Step(state, () if state.waiting else follow(state))
    is_waiting = topic == "payments" and state.payment is not None
    return Step(state, (DoWatch(state.payment.id),)) if is_waiting and state.payment else stay(state)


def _is_idle(state: State) -> bool:
    """Nobody has pressed a key for as long as the shop allows; never with lines in the cart."""
    session = state.session
    if session is None or session.idle_lock_minutes == 0 or state.lines or state.waiting or state.is_lost:
        return False
    return state.now - state.touched_at >= session.idle_lock_minutes * MINUTE_MS
