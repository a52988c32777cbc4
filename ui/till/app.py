"""The Textual shell: every key goes through the decoder to the desk, what changes goes to the glass."""

import asyncio
import gc
import select
import signal
import sys
import time
import unicodedata
from pathlib import Path
from typing import ClassVar, TextIO

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType

from edge_agent.domain.errors import NotReachable
from edge_agent.domain.ids import TillId
from edge_agent.wire.sessions import SessionView
from ui.client import Client
from ui.till.agent import Agent
from ui.till.commands import Answer, Command, DoReadHealth
from ui.till.decoder import Decoded, Key, ScanDecoder, Typed
from ui.till.defects import keep_log, surviving_update
from ui.till.desk import Desk
from ui.till.errands import Errands
from ui.till.events import Picked
from ui.till.glass import Glass
from ui.till.idle import WAITING
from ui.till.keymap import Keymap, KeymapError, load_keymap
from ui.till.picture.rows import View
from ui.till.picture.whole import picture
from ui.till.practice_task import Practice
from ui.till.state import State
from ui.till.words import LANGUAGES, Word, say

PATIENCE_S = 0.008
"""How long a change waits for the answer that may come with it."""
BUSY_FRAME_S = 0.05
BUSY_FROM = 3
"""With more commands than this under way, pictures are skipped and the work is done sooner."""
RECONNECT_S = 0.25
HEALTH_EVERY_S = 10.0
HEALTH_TOPICS = ("print-jobs", "printers", "link", "carts", "payments", "clock")
HEALTH_SETTLES_S = 0.3
FULL_WIDTH = range(0xFF01, 0xFF5F)
SHIFTED = {f"f{number + 12}": f"shift+f{number}" for number in range(1, 13)}
"""A terminal sends F21 for Shift and F9."""


def run(
    agent: str,
    language: str | None,
    state_dir: Path,
    *,
    till: str = "1",
    keymap: Path | None = None,
    hint: str = "",
    practice: Practice | None = None,
) -> int:
    """The till until the cashier leaves it; see `ui.till.run_till`."""
    shown = language or LANGUAGES[0]
    if not _has_terminal():
        return _fail(say(shown, Word.NEEDS_TERMINAL))
    try:
        keys = load_keymap(keymap)
    except KeymapError as error:
        return _fail(str(error))
    keep_log(state_dir / f"till-{till}.log")
    client = Client(agent, state_dir / f"till-{till}.unanswered.json", shown)
    state = State(language=shown, language_is_fixed=language is not None, hint=hint, practice=practice)
    app = TillApp(client, keys, state, TillId(till))
    app.run()
    return app.return_code or 0


def _has_terminal() -> bool:
    """Textual reads standard input and paints on standard error."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.__stderr__))


def _fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


class TillApp(App[None]):
    """One till; holds no decision of its own."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = "Screen { background: #10161d; }"

    def __init__(self, agent: Agent, keymap: Keymap, state: State, till: TillId) -> None:
        super().__init__()
        self._agent = agent
        self._keys = keymap
        self._decoder = ScanDecoder(keymap.timing)
        self._desk = Desk(keymap, state, self._send, surviving_update)
        self._errands = Errands(agent, till, lambda: self._desk.state, self._answered)
        self._glass = Glass()
        self._clock_offset_ms = 0
        self._bells = 0
        self._changed_at = 0.0
        self._painted_at = 0.0
        self._paint_due: asyncio.TimerHandle | None = None
        self._release_due: asyncio.TimerHandle | None = None
        self._health_due: asyncio.TimerHandle | None = None

    def compose(self) -> ComposeResult:
        """One widget, the whole screen."""
        yield self._glass

    def on_mount(self) -> None:
        """Start what runs beside the keyboard."""
        self.run_worker(self._errands.run_queue())
        self.run_worker(self._errands.run_glances())
        self.run_worker(self._listen())
        self.run_worker(self._tick())
        # Not SIGHUP: without its terminal Textual may wait for it without end, and to die at once is safe.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit)
        self._paint()
        gc.freeze()  # what start-up made lives as long as the till: no collection need look at it again

    async def on_event(self, event: events.Event) -> None:
        """All keys of all screens go through the decoder, before any widget and any binding."""
        if isinstance(event, events.Key):
            self._on_keyboard(_key(event.key, event.character), event.time)
        elif isinstance(event, events.Paste):
            for character in event.text:
                self._on_keyboard(_pasted(character), event.time)
        else:
            await super().on_event(event)
            if isinstance(event, events.Resize):
                self._desk.resized(event.size.width, event.size.height)
                self._repaint()

    def on_glass_touched(self, touched: Glass.Touched) -> None:
        """A touch is a key or a choice."""
        if touched.key is not None:
            self._desk.take(Typed(touched.key))
        elif touched.pick is not None:
            self._desk.take(Picked(touched.pick))
        self._repaint()

    # --- keyboard ----------------------------------------------------------------------------------------

    def _on_keyboard(self, key: Key, at: float) -> None:
        self._hear(self._decoder.feed(key, int(at * 1000), acts=self._desk.acts(key)))
        self._await_release()
        self._repaint()

    def _hear(self, decoded: list[Decoded]) -> None:
        for one in decoded:
            self._desk.take(one)

    def _await_release(self) -> None:
        if self._release_due is not None:
            self._release_due.cancel()
            self._release_due = None
        due = self._decoder.due_at_ms
        if due is not None:
            wait = max(due / 1000 - time.monotonic(), 0)
            self._release_due = asyncio.get_running_loop().call_later(wait, self._release)

    def _release(self) -> None:
        self._hear(self._decoder.release(int(time.monotonic() * 1000)))
        self._await_release()
        self._repaint()

    # --- agent -------------------------------------------------------------------------------------------

    def _send(self, command: Command) -> None:
        self._errands.send(command)

    def _answered(self, command: Command, answer: Answer) -> None:
        self._desk.answered(command, answer)
        state = self._desk.state
        self._agent.language = state.language
        if isinstance(answer, SessionView):
            self._ask_who_waits()
        if isinstance(command, DoReadHealth) and state.health is not None:
            self._clock_offset_ms = state.health.now - int(time.time() * 1000)
        self._repaint()

    async def _listen(self) -> None:
        """Follow the agent's live events for ever; what is silent is lost, what comes back is found."""
        while True:
            try:
                await self._follow()
            except NotReachable:
                self._desk.lost()
                self._repaint()
            await asyncio.sleep(RECONNECT_S)

    async def _follow(self) -> None:
        is_first = True
        async for live in self._agent.live():
            if is_first:
                self._desk.found()
                self._ask_who_waits()
                self._repaint()
            elif live.topic in HEALTH_TOPICS:
                self._on_news(live.topic)
            elif live.topic in WAITING:
                self._desk.changed(live.topic)
            is_first = False

    def _on_news(self, topic: str) -> None:
        self._desk.changed(topic)
        if self._health_due is None:
            loop = asyncio.get_running_loop()
            self._health_due = loop.call_later(HEALTH_SETTLES_S, self._ask_health)

    def _ask_health(self) -> None:
        self._health_due = None
        self._errands.send(DoReadHealth())

    def _ask_who_waits(self) -> None:
        """At first, and whenever news of it may have been missed."""
        for topic in WAITING:
            self._desk.changed(topic)

    async def _tick(self) -> None:
        asked = time.monotonic()
        terminal = sys.__stdin__ if sys.__stdin__ is not None and sys.__stdin__.isatty() else None
        while True:
            self._desk.tick(int(time.time() * 1000) + self._clock_offset_ms)
            if time.monotonic() - asked > HEALTH_EVERY_S:
                asked = time.monotonic()
                self._ask_health()
            self._repaint()
            if terminal is not None and _is_hung_up(terminal):
                signal.raise_signal(signal.SIGHUP)
            await asyncio.sleep(0.5)

    # --- picture -----------------------------------------------------------------------------------------

    def _repaint(self) -> None:
        """Paint soon: one picture for all keys of one read, and for a scan and its answer."""
        now, waiting = time.monotonic(), self._desk.state.waiting
        if self._paint_due is None:
            self._changed_at = now
        else:
            self._paint_due.cancel()
        if waiting == 0:
            due = now
        elif waiting <= BUSY_FROM:
            due = self._changed_at + PATIENCE_S
        else:
            due = self._painted_at + BUSY_FRAME_S
        self._paint_due = asyncio.get_running_loop().call_later(max(due - now, 0), self._paint)

    def _paint(self) -> None:
        self._paint_due = None
        state = self._desk.state
        if state.has_quit:
            self.exit()
            return
        for _ in range(self._bells, state.bells):
            self.bell()
        self._bells = state.bells
        columns, rows = self.size
        echo = self._desk.ahead + self._decoder.pending
        self._glass.show(picture(View(state, echo, self._keys, columns, rows)))
        self._painted_at = time.monotonic()


def _is_hung_up(terminal: TextIO) -> bool:
    """Whether the window was closed: whoever leads its session (`make run`) need not have told us."""
    poll = select.poll()
    poll.register(terminal, 0)
    return any(told & select.POLLHUP for _, told in poll.poll(0))


def _key(name: str, character: str | None) -> Key:
    """The key as the decoder wants it; a full-width character is the key it was typed with."""
    if character is not None and len(character) == 1 and ord(character) in FULL_WIDTH:
        character = unicodedata.normalize("NFKC", character)
    return Key(SHIFTED.get(name, name), character or "")


def _pasted(character: str) -> Key:
    if character in "\r\n":
        return Key("enter", "\r")
    return Key("tab", "\t") if character == "\t" else _key(character, character)
