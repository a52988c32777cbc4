"""Fills a store with articles: a program of its own, so that whoever measures only opens it.

`python -m edge_agent.cli.bench.fill STATE_DIR ARTICLES`
"""

import sys
from functools import partial
from pathlib import Path

from config.load import load
from edge_agent.cli.bench.names import named_article
from edge_agent.db.database import Database
from edge_agent.db.search_index import merge
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.services.articles import save_articles

_PIECE = 500
_MERGE_PAGES = 512


def main(state: Path, articles: int) -> None:
    """Make the store and stop it cleanly."""
    settings = load(None, state_dir=state)
    store = settings.store
    with Database(settings.database, store.code, 1, SystemClock(), SystemChance()) as database:
        call = database.writer.call
        for first in range(0, articles, _PIECE):
            piece = [named_article(no) for no in range(first, min(first + _PIECE, articles))]
            call(partial(save_articles, articles=piece))
            call(partial(merge, pages=_MERGE_PAGES))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
