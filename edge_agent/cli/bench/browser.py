"""Chromium without a screen, driven by its own protocol (DevTools) over two pipes; no library needed."""

import asyncio
import base64
import fcntl
import itertools
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec

PROGRAM = "chromium"
ANSWER_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 10.0
_LOOK_EVERY_S = 0.01
_GONE = "the browser is gone"
_MESSAGE_BYTES_MAX = 64 * 1024 * 1024
_FIRST_FREE = 10
"""Descriptors from here on are in nobody's way: the browser wants its pipes at 3 and 4."""
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",  # for root, who may have no other; it opens nothing but our own page
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_MOVE_PIPES = (
    "import os, sys; r, w = int(sys.argv[1]), int(sys.argv[2]); os.dup2(r, 3); os.dup2(w, 4); "
    "os.close(r); os.close(w); os.execv(sys.argv[3], sys.argv[3:])"
)


class PageError(Exception):
    """What the page threw, or the browser refused."""


def find() -> str | None:
    """The browser of this PC."""
    return shutil.which(PROGRAM)


@asynccontextmanager
async def browser(program: str, *more: str) -> AsyncIterator["Page"]:
    """Start it with a profile that is thrown away, and `more` switches; its one page, blank."""
    with tempfile.TemporaryDirectory(prefix="edge-browser-", ignore_cleanup_errors=True) as profile:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        arguments = [program, *_ARGUMENTS, *more, f"--user-data-dir={profile}", "about:blank"]
        process = await _start(arguments, theirs_in, theirs_out)
        try:
            async with _page(ours_in, ours_out) as page:
                yield page
                await page.close()
            with suppress(TimeoutError):  # a busy machine: it is ended below
                async with asyncio.timeout(STOP_TIMEOUT_S):
                    await process.wait()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def _start(arguments: Sequence[str], *pipes: int) -> asyncio.subprocess.Process:
    """The browser with its ends of the pipes, which are closed here."""
    moved = [fcntl.fcntl(pipe, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE) for pipe in pipes]
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _MOVE_PIPES, *map(str, moved), *arguments),
            pass_fds=moved,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    finally:
        for pipe in (*pipes, *moved):
            os.close(pipe)


@asynccontextmanager
async def _page(ours_in: int, ours_out: int) -> AsyncIterator["Page"]:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(_MESSAGE_BYTES_MAX)
    heard, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ours_in, "rb")
    )
    told, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(ours_out, "wb"))
    page = Page(reader, told)
    listening = asyncio.create_task(page.listen())
    try:
        await page.open()
        yield page
    finally:
        listening.cancel()
        await asyncio.wait((listening,))
        told.close()
        heard.close()


class Page:
    """The one page of a browser."""

    def __init__(self, reader: asyncio.StreamReader, told: asyncio.WriteTransport) -> None:
        self.complaints: list[str] = []
        """What it threw, or was refused, since it was opened; a server that is away is no complaint."""
        self._reader, self._told = reader, told
        self._ids = itertools.count(1)
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._session: str | None = None
        self._is_gone = False

    async def open(self) -> None:
        """Take hold of the page."""
        targets = await self.tell("Target.getTargets")
        page = next(one for one in targets["targetInfos"] if one["type"] == "page")
        held = await self.tell("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = held["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            await self.tell(f"{domain}.enable")

    async def close(self) -> None:
        """End the browser in order."""
        self._session = None
        with suppress(PageError):
            await self.tell("Browser.close")

    async def go(self, url: str) -> None:
        """Load a page."""
        answer = await self.tell("Page.navigate", url=url)
        if "errorText" in answer:
            raise PageError(f"{url}: {answer['errorText']}")

    async def resize(self, width: int, height: int) -> None:
        """The size of its window, in pixels."""
        await self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    async def ask(self, expression: str) -> Any:
        """The value of some JavaScript; of a promise, what it comes to. Raises PageError when it throws."""
        answer = await self.tell(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
            userGesture=False,
        )
        if "exceptionDetails" in answer:
            raise PageError(_thrown(answer["exceptionDetails"]))
        return answer["result"].get("value")

    async def until(self, condition: str) -> None:
        """Wait until some JavaScript is true, on whatever page there is by then."""
        looked = f"(() => {{ try {{ return Boolean({condition}); }} catch {{ return false; }} }})()"
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            while not await self._is(looked):  # noqa: ASYNC110 the page has no way to set an event here
                await asyncio.sleep(_LOOK_EVERY_S)

    async def _is(self, expression: str) -> bool:
        try:
            return bool(await self.ask(expression))
        except PageError:  # the page was just being replaced by the next one
            return False

    async def click(self, x: int, y: int) -> None:
        """As a finger would."""
        for kind in ("mousePressed", "mouseReleased"):
            await self.tell("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def photograph(self) -> bytes:
        """What a person sees, as a PNG."""
        answer = await self.tell("Page.captureScreenshot", format="png")
        return base64.b64decode(answer["data"])

    async def tell(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the protocol and its result; raises PageError when it is refused."""
        if self._is_gone:
            raise PageError(_GONE)
        number = next(self._ids)
        message = {"id": number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        self._told.write(msgspec.json.encode(message) + b"\0")
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                result: dict[str, Any] = await answer
        finally:
            self._asked.pop(number, None)
        return result

    async def listen(self) -> None:
        """Take in what the browser says, until it ends."""
        with suppress(asyncio.IncompleteReadError):
            while True:
                self._take(msgspec.json.decode((await self._reader.readuntil(b"\0"))[:-1]))
        self._is_gone = True
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(PageError(_GONE))

    def _take(self, message: dict[str, Any]) -> None:
        if "id" in message:
            answer = self._asked.pop(message["id"], None)
            if answer is None or answer.done():  # nobody waits for it any more
                return
            if "error" in message:
                answer.set_exception(PageError(message["error"]["message"]))
            else:
                answer.set_result(message["result"])
            return
        said, params = message["method"], message.get("params", {})
        if said == "Runtime.exceptionThrown":
            self.complaints.append(_thrown(params["exceptionDetails"]))
        elif said == "Log.entryAdded" and _is_complaint(params["entry"]):
            self.complaints.append(params["entry"]["text"])


def _is_complaint(entry: dict[str, Any]) -> bool:
    return bool(entry["level"] == "error" and entry["source"] != "network")


def _thrown(details: dict[str, Any]) -> str:
    return str(details.get("exception", {}).get("description") or details["text"])
