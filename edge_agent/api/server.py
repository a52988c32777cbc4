"""Serving the application on the agent's Unix socket, which only its owner may open."""

import asyncio
import contextlib
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


class _Server(uvicorn.Server):
    """A server that leaves signals to the agent, and says when it serves."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]  # noqa: ANN201 as uvicorn has it
        yield


@asynccontextmanager
async def serve(app: Litestar, path: Path) -> AsyncIterator[None]:
    """Serve `app` on the Unix socket `path` (mode 600) until the block ends."""
    listening = _listen(path)
    server = _Server(
        uvicorn.Config(
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
    )
    task = asyncio.create_task(server.serve([listening]), name="api")
    ready = asyncio.create_task(server.ready.wait())
    try:
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        yield
    finally:
        ready.cancel()
        server.should_exit = True
        await task
        listening.close()
        path.unlink(missing_ok=True)


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    listening.listen(BACKLOG)
    return listening
