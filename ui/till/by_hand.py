"""A till without terminal and agent, for tests: keys and answers go in, commands and the picture come out."""

from edge_agent.wire.goods import ArticleView
from edge_agent.wire.problem import Problem
from ui.till.commands import Answer, Call, Called, Command, DoApproved, DoFind, Found
from ui.till.decoder import Key, Scan, Typed
from ui.till.desk import Desk
from ui.till.drawing import drawing
from ui.till.keymap import Keymap
from ui.till.picture.rows import Look, Row, View
from ui.till.picture.whole import picture
from ui.till.state import State
from ui.till.step import change

NAMED = {
    "Enter": "enter",
    "Back": "backspace",
    "Esc": "escape",
    "Up": "up",
    "Down": "down",
    "PgUp": "pageup",
    "PgDn": "pagedown",
    "Space": "space",
    "Insert": "insert",
    "Right": "right",
    "Delete": "delete",
}


class TillByHand:
    """A desk whose commands wait in `sent` until somebody answers them."""

    def __init__(self, keymap: Keymap, language: str = "zh-CN") -> None:
        self.sent: list[Command] = []
        self.desk = Desk(keymap, State(language=language), self.sent.append)
        self._keymap = keymap

    @property
    def state(self) -> State:
        """Where the till stands."""
        return self.desk.state

    def press(self, *keys: str) -> "TillByHand":
        """Press `Enter`, `F5`, `Ctrl+D` and the like by name; any other string character by character."""
        for name in keys:
            for key in _keys(name):
                self.desk.take(Typed(key))
        return self

    def choose(self, *names: str) -> "TillByHand":
        """Through the menu by the digits before these names, one after the other."""
        self.press("Insert")
        for name in names:
            self.press(
                next(words[0] for words in self._menu() if words[1:] and " ".join(words[1:]).startswith(name))
            )
        return self

    def _menu(self) -> list[list[str]]:
        rows = [row.replace(">", " ").split() for row in self.text().splitlines()]
        return [words for words in rows if words and words[0].isdigit()]

    def scan(self, *codes: str) -> "TillByHand":
        """Scan codes, one after the other."""
        for code in codes:
            self.desk.take(Scan(code))
        return self

    def answer(self, *answers: Answer) -> "TillByHand":
        """Answer the oldest commands that wait."""
        for answer in answers:
            command = self.sent.pop(0)
            is_call = isinstance(command.command if isinstance(command, DoApproved) else command, Call)
            self.desk.answered(command, Called(answer) if is_call and _is_good(answer) else answer)
        return self

    def reply(self, *values: object) -> "TillByHand":
        """Answer the oldest calls that wait with what they ask for."""
        return self.answer(*(Called(value) for value in values))

    def found(self, *articles: ArticleView) -> "TillByHand":
        """Answer the newest search."""
        searches = [command for command in self.sent if isinstance(command, DoFind)]
        self.sent[:] = [command for command in self.sent if not isinstance(command, DoFind)]
        self.desk.answered(searches[-1], Found(searches[-1].query, articles))
        return self

    def rows(self, columns: int = 80, rows: int = 24, echo: str = "") -> list[Row]:
        """The picture."""
        return picture(View(self.state, echo, self._keymap, columns, rows))

    def drawn(self, language: str, columns: int, rows: int) -> str:
        """The picture as SVG, in a language that need not be the till's own."""
        state = change(self.state, language=language)
        return drawing(picture(View(state, "", self._keymap, columns, rows)), columns)

    def text(self, columns: int = 80, rows: int = 24) -> str:
        """The picture as plain text, the blocks of large digits and of bars as #."""
        return "".join(f"{_plain(row).rstrip()}\n" for row in self.rows(columns, rows))


def _is_good(answer: Answer) -> bool:
    return not isinstance(answer, Called | Problem)


def _keys(name: str) -> list[Key]:
    if name in NAMED:
        return [Key(NAMED[name], " " if name == "Space" else "")]
    if name.startswith(("Ctrl+", "Shift+")) or (name.startswith("F") and name[1:].isdigit()):
        return [Key(name.lower())]
    return [Key(character, character) for character in name]


def _plain(row: Row) -> str:
    lit = (Look.BLOCK, Look.BAR)
    return "".join("#" * len(span.text) if span.look in lit else span.text for span in row.spans)
