"""Named SQL: a query is a statement from a `.sql` file and the frozen row that its columns make."""

import functools
import re
from importlib import resources
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")

_QUERIES = "edge_agent.db.queries"
_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


class Query(Generic[Row]):
    """A statement that answers rows of one type; built once, at import."""

    __slots__ = ("name", "row", "sql")

    def __init__(self, name: str, row: type[Row], package: str = _QUERIES) -> None:
        self.name = name
        self.row = row
        self.sql = statement(name, package)

    def make(self, columns: tuple[Any, ...]) -> Row:
        """The row that `columns`, in the statement's order, mean."""
        return self.row(*columns)


class Command:
    """A statement that changes a reference or local table, or the journal."""

    __slots__ = ("name", "sql")

    def __init__(self, name: str, package: str = _QUERIES) -> None:
        self.name = name
        self.sql = statement(name, package)


def statement(name: str, package: str = _QUERIES) -> str:
    """The SQL named `file.name` in `file.sql` of a package; raises KeyError when there is none."""
    file, _, short = name.partition(".")
    return statements(package, file)[short]


@functools.cache
def statements(package: str, file: str) -> dict[str, str]:
    """Every named statement of one `.sql` file, in its order; text before the first name is ignored."""
    text = (resources.files(package) / f"{file}.sql").read_text("utf-8")
    pieces = _NAME.split(text)[1:]
    return {name: sql.strip().rstrip(";") for name, sql in zip(pieces[::2], pieces[1::2], strict=True)}
