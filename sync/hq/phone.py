"""The customer's phone, for demos and tests: it makes its own keys, and shows a fresh screen when asked."""

from pathlib import Path

from edge_agent.db.connection import translated
from edge_agent.db.files import appearing, make_directory
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.pickup import Seconds
from edge_agent.domain.pickup.issue import code, present, signing_key
from edge_agent.ports.clock import Chance
from sync.hq.cannot import Cannot
from sync.hq.keys import SEED_BYTES
from sync.hq.orders import Placed


class Phones:
    """A key for each order, in files beside headquarters' own: headquarters never sees one."""

    def __init__(self, database: Path, chance: Chance) -> None:
        """Of the headquarters at `database`; no folder is made before the first key."""
        self.folder = database.with_name(f"{database.name}.phones")
        self._chance = chance

    def new_seed(self) -> bytes:
        """A private key for an order that is being placed; headquarters is told `public_of` it."""
        return self._chance.token_bytes(SEED_BYTES)

    def keep(self, held: Placed, seed: bytes) -> None:
        """Remember the key of an order; one from before goes."""
        with translated(self.folder):
            make_directory(self.folder)
            with appearing(self._file(held)) as file:
                file.write_bytes(seed)

    def show(self, held: Placed, now: Seconds, store: StoreCode | None = None) -> str:
        """The text of a fresh screen, good for ninety seconds; `store` is where it is shown."""
        try:
            seed = self._file(held).read_bytes()
        except FileNotFoundError as error:
            raise Cannot(
                f"no phone here has the key of order {held.order.number}: reissue it to one"
            ) from error
        where = store or (held.store if held.audience != held.store else None)
        return present(held.ticket, signing_key(seed), now, where)

    def _file(self, held: Placed) -> Path:
        return self.folder / f"{held.order.id}.key"


def printed(held: Placed) -> str:
    """The text on a slip of paper, which needs no phone; raises Cannot where the order allows none."""
    if held.slip is None:
        raise Cannot(f"order {held.order.number} allows no slip")
    return code(held.slip)
