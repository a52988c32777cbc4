"""What `/v1/imports` answers."""

import msgspec


class ImportAnswer(msgspec.Struct, frozen=True):
    """What became of an import."""

    taken: int
    refused: tuple[str, ...]
    """A sentence per bad row, with its line."""
    notes: tuple[str, ...] = ()
    """What was changed on the way: names cleaned or cut."""
