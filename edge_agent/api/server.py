"""Serving the application on the agent's Unix socket, which only its owner may open."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from litestar import Litestar

BACKLOG = 128
KEEP_ALIVE_S = 75
STOP_TIMEOUT_S = 5


@asynccontextmanager
async def serve(app: Litestar, path: Path) -> AsyncIterator[None]:
    """Serve `app` on the Unix socket `path` (mode 600) until the block ends and all is answered.

    uvicorn's own main loop is left out: it takes the signals, which are the agent's, and keeps a date header.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_TIMEOUT_S,
        ws="none",
        server_header=False,
        date_header=False,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    listening = _listen(path)
    try:
        await server.startup([listening])
        try:
            yield
        finally:
            await server.shutdown([listening])
    finally:
        listening.close()
        _unlink(path)


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)


def _listen(path: Path) -> socket.socket:
    _unlink(path)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    listening.listen(BACKLOG)
    return listening
