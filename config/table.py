"""A TOML table read key by key: what is wrong is noted, not raised, so that all mistakes come at once."""

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from config.mistakes import Expected, Mistake, shown

TABLE = Expected("应为一个表([…])", "should be a table ([…])")
TABLES = Expected("应为若干个表([[…]])", "should be tables ([[…]])")
FLAG = Expected("应为 true 或 false", "should be true or false")
LIST = Expected("应为方括号里的若干文字", "should be a list of texts in brackets")


class Shape(msgspec.Struct, frozen=True):
    """What a text may look like; the example stands in for a wrong one until the mistakes are told."""

    pattern: str
    expected: Expected
    example: str


class Table:
    """One table of the file, with its path for the messages."""

    def __init__(self, values: dict[str, Any], path: str, mistakes: list[Mistake]) -> None:
        self._values = values
        self._path = path
        self._mistakes = mistakes
        self._known: dict[str, list[Table]] = {}

    def text(self, key: str, shape: Shape, default: str | None = None) -> str:
        """Read a text of a certain shape."""
        value = self._take(key, default)
        if isinstance(value, str) and re.fullmatch(shape.pattern, value):
            return value
        self.note(key, shape.expected)
        return shape.example

    def texts(self, key: str, shape: Shape, default: Sequence[str] = ()) -> tuple[str, ...]:
        """Read a list of texts of a certain shape."""
        values = self._take(key, list(default))
        if not isinstance(values, list):
            self.note(key, LIST)
            return ()
        for value in values:
            if not isinstance(value, str) or not re.fullmatch(shape.pattern, value):
                self.note(key, shape.expected)
                return ()
        return tuple(values)

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """Read a whole number from `low` to `high`."""
        value = self._take(key, default)
        if type(value) is int and low <= value <= high:
            return value
        expected = Expected(f"应为 {low} 到 {high} 的整数", f"should be a whole number from {low} to {high}")
        self.note(key, expected)
        return low

    def flag(self, key: str, *, default: bool) -> bool:
        """Read a yes or no."""
        value = self._take(key, default)
        if isinstance(value, bool):
            return value
        self.note(key, FLAG)
        return default

    def choice(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """Read one of a few words."""
        words = list(options)
        value = self._take(key, default)
        if isinstance(value, str) and value in words:
            return value
        listed = ", ".join(words)
        self.note(key, Expected(f"应为其中之一:{listed}", f"should be one of: {listed}"))
        return words[0]

    def table(self, key: str) -> "Table":
        """Open a table within this one."""
        value = self._take(key, {})
        inner = Table(value, f"{self._path}{key}.", self._mistakes)
        if not isinstance(value, dict):
            self.note(key, TABLE)
            inner = Table({}, "", [])  # what it lacks goes without saying
        self._known[key] = [inner]
        return inner

    def tables(self, key: str) -> list["Table"]:
        """Open each of several tables of one name, counted from 1 in messages: `lanes#2.till`."""
        values = self._take(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            self.note(key, TABLES)
            values = []
        inner = [
            Table(value, f"{self._path}{key}#{number}.", self._mistakes)
            for number, value in enumerate(values, start=1)
        ]
        self._known[key] = inner
        return inner

    def of_file(self, name: str, values: dict[str, Any]) -> "Table":
        """Open another file's table, whose mistakes are told together with these."""
        return Table(values, f"{name}: ", self._mistakes)

    def note(self, key: str, expected: Expected) -> None:
        """Put down that a key does not hold what it should; one mistake a key is enough."""
        path = f"{self._path}{key}"
        if all(mistake.key != path for mistake in self._mistakes):
            found = shown(self._values[key]) if key in self._values else None
            self._mistakes.append(Mistake(path, expected, found))

    def end(self) -> None:
        """Put down every key that nobody asked for, here and in the tables within."""
        for key in self._values.keys() - self._known.keys():
            near = difflib.get_close_matches(key, self._known, n=1)
            expected = Expected("没有这个设置项", "is not a setting")
            if near:
                expected = Expected(
                    f"没有这个设置项,是否想写 {near[0]}", f"is not a setting; did you mean {near[0]}?"
                )
            self._mistakes.append(Mistake(f"{self._path}{key}", expected))
        for inner in self._known.values():
            for table in inner:
                table.end()

    def _take(self, key: str, default: Any) -> Any:
        self._known.setdefault(key, [])
        return self._values.get(key, default)
