"""The push: a worker that sends the journal to headquarters, and never stands in a sale's way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias, assert_never

import msgspec
import structlog

from config.settings import Headquarters
from edge_agent.domain.errors import DatabaseError
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.ports.clock import Chance, Clock
from edge_agent.ports.headquarters import LinkState, LinkStatus
from sync.store.backoff import back_off_ms
from sync.store.link import Answer, Denied, Later, Link, Lost, NotTaken, TooLarge
from sync.store.outbox import Outbox, Outgoing
from sync.wire.journal import BATCH_BYTES_MAX, BATCH_EVENTS_MAX, Acknowledged, Rejected, Rejection

BEHIND_AFTER_MS = 10 * SECOND
"""An event that waits longer than this makes the store `behind`, though headquarters answers."""
LOOK_EVERY_MS = SECOND
"""How often the unsent events are counted while nothing can be sent."""
RETRY_AFTER_MAX_MS = 3_600 * SECOND
"""No answer puts the push off for longer."""

Sleep: TypeAlias = Callable[[float], Awaitable[object]]
log = structlog.get_logger("push")


class Again(msgspec.Struct, frozen=True):
    """Go on at once: something was acknowledged, or is to be sent another way."""


class Drained(msgspec.Struct, frozen=True):
    """Everything is acknowledged."""


class Retry(msgspec.Struct, frozen=True):
    """Nothing was acknowledged; try again after a while."""

    problem: str
    reached: bool
    """Whether headquarters was heard from."""
    after_ms: int = 0


class Stopped(msgspec.Struct, frozen=True):
    """Trying again would not help; a person must put it right, then the agent is started again."""

    problem: str


Step: TypeAlias = Again | Drained | Retry | Stopped


class Push:
    """Run it as a task, call `notice` after each commit that touched the journal, ask `status` at any time.

    All of it belongs to one event loop; `notice` and `status` are cheap and never wait.
    """

    def __init__(
        self,
        settings: Headquarters,
        outbox: Outbox,
        clock: Clock,
        chance: Chance,
        *,
        on_change: Callable[[LinkStatus], None] | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`on_change` is told of every new status; `sleep` takes seconds."""
        self._settings = settings
        self._outbox = outbox
        self._clock = clock
        self._chance = chance
        self._on_change = on_change
        self._sleep = sleep
        self._noticed = asyncio.Event()
        self._failures = 0
        self._events_max = self._most_events
        self._last_gap: Rejected | None = None
        self._silent_since: Millis | None = None
        self._status = LinkStatus(LinkState.OFFLINE if settings.url else LinkState.OFF, 0, None)

    def notice(self) -> None:
        """The journal has grown. On the event loop's thread."""
        self._noticed.set()

    def status(self) -> LinkStatus:
        """The state of the link, as of the last answer or look."""
        return self._status

    async def run(self) -> None:
        """Push until cancelled; nothing else ends it. Without a URL it only waits for that."""
        if self._settings.url is None:
            await asyncio.get_running_loop().create_future()
            return
        async with Link(self._settings.url, self._settings.push_timeout_ms) as link:
            while True:
                step = await self._turn(link)
                await self._show(step)
                await self._rest(step)

    async def _turn(self, link: Link) -> Step:
        """Send one batch. A defect, or a disk that is full, is logged and tried again: sales go on."""
        try:
            self._noticed.clear()
            outgoing = await self._outbox.next(self._events_max, self._most_bytes)
            if outgoing is None:
                return Drained()
            outgoing = msgspec.structs.replace(outgoing, asked_at=self._clock.now())
            return await self._noted(await self._take(outgoing, await link.push(outgoing.batch)))
        except DatabaseError as error:
            log.warning("push-file", error=str(error))
            problem = str(error.code)
        except Exception:
            log.exception("push-defect")
            problem = "defect"
        return Retry(problem, reached=self._status.state is not LinkState.OFFLINE)

    async def _noted(self, step: Step) -> Step:
        """The step; while nobody answers, each try lengthens the silence on record: no power cut loses it."""
        goes_on = isinstance(step, Retry) and not step.reached
        if goes_on and self._silent_since is None:
            self._silent_since = self._clock.now()
        if self._silent_since is not None:
            await self._outbox.keep_silence(self._silent_since)
        if not goes_on:
            self._silent_since = None
        return step

    async def _take(self, outgoing: Outgoing, answer: Answer) -> Step:
        step: Step
        match answer:
            case Acknowledged():
                step = await self._acknowledged(outgoing, answer)
            case Rejected(code=Rejection.GAP):
                step = await self._rewound(answer)
            case Rejected(code=code) | Denied(code=code):
                step = Stopped(code)
            case TooLarge():
                step = self._halved(outgoing)
            case Later(after_ms=after_ms):
                step = Retry("busy", reached=True, after_ms=min(after_ms, RETRY_AFTER_MAX_MS))
            case NotTaken(code=code):
                step = Retry(code, reached=True)
            case Lost():
                step = Retry(answer, reached=False)
            case _:
                assert_never(answer)
        return step

    async def _acknowledged(self, outgoing: Outgoing, answer: Acknowledged) -> Step:
        for event in answer.quarantined:
            log.warning("quarantined", epoch=answer.epoch, seq=event.seq, code=event.code)
        if not await self._outbox.acknowledge(outgoing, answer):
            return Retry("answer-wrong", reached=True)
        return Again()

    async def _rewound(self, head: Rejected) -> Step:
        """Headquarters holds less than it had acknowledged; the journal, never pruned, has all of it."""
        log.warning("rewind", epoch=head.epoch, seq=head.acked_seq)
        await self._outbox.rewind(head)
        repeated, self._last_gap = head == self._last_gap, head
        return Retry("gap", reached=True) if repeated else Again()

    def _halved(self, outgoing: Outgoing) -> Step:
        events = len(outgoing.rows)
        if events == 1:
            return Retry("too-large", reached=True)
        self._events_max = events // 2
        return Again()

    async def _show(self, step: Step) -> None:
        """Bring the status up to date after a step, and tell of it when it is new."""
        match step:
            case Drained():
                self._set(LinkStatus(LinkState.ONLINE, 0, None))
            case Again():
                await self._look(None, None)
            case Retry(problem=problem, reached=reached):
                await self._look(LinkState.BEHIND if reached else LinkState.OFFLINE, problem)
            case Stopped(problem=problem):
                await self._look(LinkState.STOPPED, problem)
            case _:
                assert_never(step)

    async def _look(self, state: LinkState | None, problem: str | None) -> None:
        """Count what waits. Without a state, the age of the oldest unsent event says whether it is behind."""
        try:
            waiting = await self._outbox.waiting()
        except Exception:
            log.exception("look-failed")
            unsent, oldest_at = self._status.unsent, self._status.oldest_unsent_at
        else:
            unsent, oldest_at = waiting.unsent, waiting.oldest_at
        if state is None:
            late = oldest_at is not None and self._clock.now() - oldest_at > BEHIND_AFTER_MS
            state = LinkState.BEHIND if late else LinkState.ONLINE
        self._set(LinkStatus(state, unsent, oldest_at, problem))

    def _set(self, status: LinkStatus) -> None:
        if status == self._status:
            return
        if (status.state, status.problem) != (self._status.state, self._status.problem):
            log.info("link", state=status.state, unsent=status.unsent, problem=status.problem)
        self._status = status
        if self._on_change is None:
            return
        try:
            self._on_change(status)
        except Exception:
            log.exception("listener-failed")

    async def _rest(self, step: Step) -> None:
        """Wait for what the step needs: nothing, a notice, some time, or a person."""
        match step:
            case Again():
                self._failures = 0
            case Drained():
                self._failures = 0
                self._events_max = self._most_events
                await self._noticed.wait()
            case Retry(after_ms=after_ms):
                self._failures += 1
                await self._wait(max(after_ms, self._back_off_ms()))
            case Stopped():
                while True:
                    await self._noticed.wait()
                    await self._wait(LOOK_EVERY_MS)
            case _:
                assert_never(step)

    async def _wait(self, delay_ms: int) -> None:
        """Let time pass, and look now and then at what has come to wait meanwhile."""
        while delay_ms > 0:
            piece_ms = min(delay_ms, LOOK_EVERY_MS)
            await self._sleep(piece_ms / SECOND)
            delay_ms -= piece_ms
            if self._noticed.is_set():
                self._noticed.clear()
                await self._look(self._status.state, self._status.problem)

    def _back_off_ms(self) -> int:
        return back_off_ms(
            self._failures, self._settings.retry_min_ms, self._settings.retry_max_ms, self._chance
        )

    @property
    def _most_events(self) -> int:
        return min(self._settings.push_batch_events_max, BATCH_EVENTS_MAX)

    @property
    def _most_bytes(self) -> int:
        return min(self._settings.push_batch_bytes_max, BATCH_BYTES_MAX)
