"""The customer's phone, for demos and tests: it makes its own keys, and shows a fresh screen when asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_agent.db.connection import translated
from edge_agent.db.files import appearing, make_directory
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.pickup import PublicKey, Seconds, cbor
from edge_agent.domain.pickup.claims import read_ticket
from edge_agent.domain.pickup.cose import read_sign1
from edge_agent.domain.pickup.issue import code, present, signing_key
from edge_agent.ports.clock import Chance
from sync.hq.cannot import Cannot
from sync.hq.keys import SEED_BYTES, public_of
from sync.hq.orders import Placed


class Phones:
    """A key for each ticket, in files beside headquarters' own: headquarters never sees one."""

    def __init__(self, database: Path, chance: Chance) -> None:
        """Of the headquarters at `database`; no folder is made before the first key."""
        self.folder = database.with_name(f"{database.name}.phones")
        self._chance = chance

    @contextmanager
    def new_keys(self, count: int = 1) -> Iterator[list[PublicKey]]:
        """Keys for orders that are being placed: kept before they are, so that none is without its own."""
        keys = [self._new_key() for _ in range(count)]
        try:
            yield keys
        except Cannot:
            for key in keys:
                self._file(key).unlink()
            raise

    def show(self, held: Placed, now: Seconds, store: StoreCode | None = None) -> str:
        """The text of a fresh screen, good for ninety seconds; `store` is where it is shown."""
        ticket = read_ticket(cbor.decode(read_sign1(held.ticket).payload))
        assert ticket is not None  # noqa: S101 headquarters signed it
        assert ticket.phone is not None  # noqa: S101 a slip is none
        try:
            seed = self._file(ticket.phone).read_bytes()
        except FileNotFoundError as error:
            raise Cannot(
                f"no phone here has the key of order {held.order.number}: reissue it to one"
            ) from error
        where = store or (held.store if held.audience != held.store else None)
        return present(held.ticket, signing_key(seed), now, where)

    def _new_key(self) -> PublicKey:
        seed = self._chance.token_bytes(SEED_BYTES)
        key = public_of(seed)
        with translated(self.folder):
            make_directory(self.folder)
            with appearing(self._file(key)) as file:
                file.write_bytes(seed)
        return key

    def _file(self, key: PublicKey) -> Path:
        return self.folder / f"{key.hex()}.key"


def printed(held: Placed) -> str:
    """The text on a slip of paper, which needs no phone; raises Cannot where the order allows none."""
    if held.slip is None:
        raise Cannot(f"order {held.order.number} allows no slip")
    return code(held.slip)
