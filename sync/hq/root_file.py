"""The offline root in a file: the seed of the key that signs key sets, for its owner alone."""

import os
from pathlib import Path

from edge_agent.ports.clock import Chance
from sync.hq.cannot import Cannot
from sync.hq.keys import SEED_BYTES


def write(path: Path, chance: Chance) -> None:
    """Make a root; raises FileExistsError where there is a file already."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{chance.token_bytes(SEED_BYTES).hex()}\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> bytes:
    """The root's seed; raises Cannot."""
    try:
        seed = bytes.fromhex(path.read_text("ascii").strip())
    except FileNotFoundError as error:
        raise Cannot(f"there is no {path}: `edge-hq keys init` makes one") from error
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise Cannot(f"{path} is no root: it should hold {2 * SEED_BYTES} hexadecimal digits")
    return seed
