"""The offline root in a file: the seed of the key that signs key sets, for its owner alone."""

from pathlib import Path

from edge_agent.db.connection import translated
from edge_agent.db.files import appearing
from edge_agent.ports.clock import Chance
from sync.hq.cannot import Cannot
from sync.hq.keys import SEED_BYTES

_CHARACTERS_MAX = 2 * SEED_BYTES + 2
"""With the end of its line."""


def begin(path: Path, chance: Chance) -> bytes:
    """The root's seed, made where there is no such file; raises Cannot and DatabaseError."""
    if not path.exists():
        with translated(path), appearing(path) as file:
            file.write_text(f"{chance.token_bytes(SEED_BYTES).hex()}\n", "ascii")
    return read(path)


def read(path: Path) -> bytes:
    """The root's seed; raises Cannot."""
    try:
        with path.open(encoding="ascii") as file:
            seed = bytes.fromhex(file.read(_CHARACTERS_MAX + 1).strip())
    except FileNotFoundError as error:
        raise Cannot(f"there is no {path}: `edge-hq keys init` makes one") from error
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise Cannot(f"{path} is no root: it should hold {2 * SEED_BYTES} hexadecimal digits")
    return seed
