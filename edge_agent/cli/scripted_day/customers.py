"""The members among the customers: who they are, what they say, and the points that they should have."""

import csv
from collections.abc import Sequence
from pathlib import Path

import msgspec

POINTS_SPENT = 30
"""A point is worth a fen."""
FEN_PER_POINT = 100


class Person(msgspec.Struct, frozen=True):
    """A member, as the members' file has one."""

    phone: str
    code: str
    points: int


def read_people(path: Path) -> Sequence[Person]:
    """Everybody in a file of members."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [Person(row["phone"], row["code"], int(row["points"] or 0)) for row in csv.DictReader(file)]


def tail(person: Person) -> str:
    """The last four digits, which need not be one person's alone."""
    return person.phone[-4:]
