"""Serving applications: the API on a Unix socket that only its owner may open, the board on loopback."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from litestar.types import ASGIApp

BACKLOG = 128
KEEP_ALIVE_S = 75
STOP_TIMEOUT_S = 5
_LOOK_EVERY_S = 0.005


@asynccontextmanager
async def serve(app: ASGIApp, path: Path) -> AsyncIterator[None]:
    """Serve `app` on the Unix socket `path` (mode 600) until the block ends and all is answered."""
    try:
        async with _serving(app, _listen(path)):
            yield
    finally:
        _unlink(path)


@asynccontextmanager
async def serve_on_loopback(app: ASGIApp, port: int) -> AsyncIterator[None]:
    """Serve `app` to browsers on this PC; raises OSError when the port is taken."""
    async with _serving(app, _listen_on_loopback(port)):
        yield


@asynccontextmanager
async def _serving(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """uvicorn, until the block ends.

    Its own main loop is left out: it takes the signals, which are the agent's, and keeps a date header. So
    is its end: it looks every tenth of a second whether somebody is left.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=KEEP_ALIVE_S,
        ws="none",
        server_header=False,
        date_header=False,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    try:
        await server.startup([listening])
        try:
            yield
        finally:
            await _stop(server)
    finally:
        listening.close()


async def _stop(server: uvicorn.Server) -> None:
    """Nobody new; whoever waits for an answer gets it, within a time."""
    state = server.server_state
    for listener in server.servers:
        listener.close()
    for connection in list(state.connections):
        connection.shutdown()
    try:
        async with asyncio.timeout(STOP_TIMEOUT_S):
            while state.connections or state.tasks:  # noqa: ASYNC110 uvicorn tells of no connection's end
                await asyncio.sleep(_LOOK_EVERY_S)
    except TimeoutError:
        for task in list(state.tasks):
            task.cancel()


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


def _listen_on_loopback(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening
