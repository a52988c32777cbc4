"""The tender that no agent has answered yet, on disk: what a till remembers of itself when it dies."""

from contextlib import suppress
from pathlib import Path

import msgspec

from edge_agent.domain.ids import CartId
from edge_agent.wire.carts import CartView
from edge_agent.wire.tenders import TenderRequest


class Unanswered(msgspec.Struct, frozen=True):
    """A tender that was sent, or was about to be, and not answered."""

    request_id: str
    cart: CartId
    version: int
    body: TenderRequest

    def is_at(self, cart: CartView) -> bool:
        """`cart` stands where the tender found it: nobody has taken it."""
        return (self.cart, self.version) == (cart.id, cart.version)


class Notebook:
    """One file with one tender, or none.

    A file that cannot be written or read is none: without it (power cut, full disk) the cart's version still
    forbids to pay twice.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Unanswered | None:
        """What an earlier till, or an earlier try, left behind."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Unanswered)
        except (OSError, msgspec.DecodeError):
            return None

    def write(self, unanswered: Unanswered) -> None:
        """Outlives this process."""
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            written = self._path.with_suffix(".new")
            written.touch(mode=0o600)
            written.write_bytes(msgspec.json.encode(unanswered))
            written.replace(self._path)

    def clear(self) -> None:
        """It is answered."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
