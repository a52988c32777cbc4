"""What a language must have words for."""

from collections.abc import Mapping

import msgspec

from edge_agent.domain.catalogue_row import NoteKind, RowReason
from edge_agent.domain.errors import Code


class Vocabulary(msgspec.Struct, frozen=True):
    """All of the agent's words in one language; `{name}` stands for a parameter."""

    said: Mapping[Code, tuple[str, str]]
    """What happened, in one line, and what to do."""
    values: Mapping[str, str]
    """Words for what the agent codes: `state`, `action`, `kind`, `reasons`, `right` and `weekday`."""
    between_values: str
    empty: str
    """Stands for the value of a cell with nothing in it."""
    rows: Mapping[RowReason, str]
    """Why a row of a file was not taken; `line` is the row that it collides with."""
    row: str
    notes: Mapping[NoteKind, str]
    moved_code: str
