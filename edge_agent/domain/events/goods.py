"""What the shop sells, as the shop itself changed it."""

from typing import ClassVar

from edge_agent.domain.events.data import Data


class CatalogueImported(Data, frozen=True):
    """A file of articles was taken in."""

    TYPE: ClassVar[str] = "catalogue.imported"
    file_sha256: str
    rows_taken: int
    rows_refused: int
