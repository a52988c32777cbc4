"""The till between keyboard and agent: events in order, type-ahead while the agent works, commands out."""

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from edge_agent.wire.problem import Problem
from ui.till.commands import Answer, Command, DoApproved, DoScan, Glance
from ui.till.decoder import Key, Scan, Typed
from ui.till.events import AgentFound, AgentLost, Answered, Changed, Event, Picked, Resized, Ticked
from ui.till.keymap import Action, Keymap
from ui.till.practice import practised
from ui.till.state import SaleScreen, State
from ui.till.step import Step, change, refuse
from ui.till.update import acts_alone, update
from ui.till.words import Word

Update: TypeAlias = Callable[[State, Event, Keymap], Step]

AHEAD_MAX = 1000
ASKING = ("scan.weight-needed", "scan.price-needed")
"""Refusals that are answered by what is typed next."""
EDITING = (None, Action.ERASE, Action.BACK, Action.CONFIRM, Action.HELP)


class Desk:
    """Holds the state of one till; `send` gets the commands in order, `answered` brings the answers back.

    A key that needs the agent's last answer waits for it, and what comes behind it waits too. When that
    answer is a refusal, or the agent is lost, waiting keys are dropped: they were pressed for another
    picture. Scans are never dropped.
    """

    def __init__(
        self, keymap: Keymap, state: State, send: Callable[[Command], None], update: Update = update
    ) -> None:
        self.state = state
        self._update = update
        self._keymap = keymap
        self._send = send
        self._ahead: deque[Scan | Typed | Picked] = deque()
        self._by_hand = 0
        """Typed codes that are not answered: what is typed next may be a choice, or a weight."""

    @property
    def ahead(self) -> str:
        """The characters that wait for the agent, to be echoed."""
        return "".join(one.key.character for one in self._ahead if isinstance(one, Typed) and one.key.is_text)

    def take(self, event: Scan | Typed | Picked) -> None:
        """A scan, a key or a touch."""
        if self._ahead or not self._may_pass(event):
            self._queue(event)
        else:
            self._apply(event)

    def tick(self, now: int) -> None:
        """Time has passed."""
        self._apply(Ticked(now))

    def changed(self, topic: str) -> None:
        """Something of this topic changed at the agent."""
        self._apply(Changed(topic))

    def resized(self, columns: int, rows: int) -> None:
        """The terminal has another size."""
        self._apply(Resized(columns, rows))

    def lost(self) -> None:
        """The agent does not answer."""
        if not self.state.is_lost:
            self._drop_keys()
            self._apply(AgentLost())

    def found(self) -> None:
        """The agent answers, for the first time or again."""
        self._apply(AgentFound())

    def answered(self, command: Command, answer: Answer) -> None:
        """The agent's answer to a command."""
        is_errand = _is_errand(command)
        if is_errand:
            self.state = change(self.state, waiting=self.state.waiting - 1)
        self._by_hand -= _is_by_hand(command)
        self._apply(Answered(command, answer))
        if is_errand and isinstance(answer, Problem) and answer.code not in ASKING:
            self._drop_keys()
        self._drain()

    def acts(self, key: Key) -> bool:
        """A person who presses this key now waits for what it does."""
        if acts_alone(self.state.screen, key):
            return True
        return self._keymap.action(self.state.section, key) is not None

    def _drain(self) -> None:
        while self._ahead and self._may_pass(self._ahead[0]):
            self._apply(self._ahead.popleft())

    def _may_pass(self, event: Scan | Typed | Picked) -> bool:
        """Nothing is under way, or the event does not depend on its outcome."""
        if self.state.waiting == 0:
            return True
        if not isinstance(self.state.screen, SaleScreen):
            return False
        if self._by_hand and not isinstance(event, Scan):
            return False
        if isinstance(event, Typed):
            return self._keymap.action(self.state.section, event.key) in EDITING
        return isinstance(event, Scan)

    def _queue(self, event: Scan | Typed | Picked) -> None:
        if not isinstance(event, Scan) and self.state.is_lost:
            self.state = refuse(self.state, Word.LOST).state
        elif len(self._ahead) < AHEAD_MAX:
            self._ahead.append(event)
        else:
            self.state = change(self.state, bells=self.state.bells + 1)

    def _drop_keys(self) -> None:
        self._ahead = deque(one for one in self._ahead if isinstance(one, Scan))

    def _apply(self, event: Event) -> None:
        step = practised(event, self._update(self.state, event, self._keymap))
        if self.state.is_lost and _needs_agent(step) and not isinstance(event, AgentFound | Answered):
            step = refuse(self.state, Word.LOST_SCAN if isinstance(event, Scan) else Word.LOST)
        errands = sum(map(_is_errand, step.commands))
        self.state = change(step.state, waiting=step.state.waiting + errands)
        for command in step.commands:
            self._by_hand += _is_by_hand(command)
            self._send(command)


def _needs_agent(step: Step) -> bool:
    return any(_is_errand(command) and not isinstance(command, DoScan) for command in step.commands)


def _is_by_hand(command: Command) -> bool:
    asked = command.command if isinstance(command, DoApproved) else command
    return isinstance(asked, DoScan) and asked.is_by_hand


def _is_errand(command: Command) -> bool:
    return not isinstance(command, Glance)
