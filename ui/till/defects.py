"""A defect of the till: one line for the cashier, all that is known of it in a file, and the till goes on."""

import logging
import logging.handlers
from contextlib import suppress
from pathlib import Path

from ui.till.events import Event
from ui.till.keymap import Keymap
from ui.till.state import State
from ui.till.step import Step, refuse
from ui.till.update import update
from ui.till.words import Word

LOG_BYTES_MAX = 1_000_000

log = logging.getLogger("till")


def keep_log(path: Path) -> None:
    """Warnings and worse go into `path`, made when there is the first, and never over the picture."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=LOG_BYTES_MAX, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)


def surviving_update(state: State, event: Event, keymap: Keymap) -> Step:
    """As `update`; a defect costs this one step, not the till."""
    try:
        return update(state, event, keymap)
    except Exception:
        log.exception("defect at %s on %s", type(event).__name__, type(state.screen).__name__)
        return refuse(state, Word.DEFECT)
