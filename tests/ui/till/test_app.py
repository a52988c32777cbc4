"""The Textual shell: what it costs to import, what it may use, and a few flows through its own event loop."""

import ast
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

import ui
from edge_agent.cli.demo_store import Shop, demo_store
from edge_agent.domain.ids import TillId
from ui.client import Client
from ui.till.app import TillApp
from ui.till.glass import STYLES, Glass
from ui.till.keymap import load_keymap
from ui.till.picture.rows import Look
from ui.till.state import State
from ui.till.text import width

UI = Path(ui.__file__).parent
SIZE = (80, 24)
WATER = "6909409012031"


def _modules_after(statement: str) -> set[str]:
    script = f"{statement}; import sys; print(*sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name != "TEXTUAL_FPS"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], capture_output=True, check=True, text=True, env=environment
    )
    return set(done.stdout.split())


def test_a_till_imports_no_server_no_database_no_camera() -> None:
    """A till is a screen: what the agent needs is not paid for here."""
    imported = _modules_after("import ui.till.app")
    assert "textual.app" in imported
    assert {
        "litestar",
        "uvicorn",
        "sqlite3",
        "aiosqlite",
        "cv2",
        "PIL",
        "httpx",
        "escpos",
    } & imported == set()


def test_importing_the_till_package_is_cheap() -> None:
    """The command line looks at `ui.till` before it knows whether a till is wanted."""
    assert not {name for name in _modules_after("import ui.till") if name.startswith(("textual", "rich"))}


def test_frames_are_set_before_textual_is_imported() -> None:
    """Textual reads TEXTUAL_FPS once; at its own 60 a key takes 11 ms."""
    script = "import ui.till.app, textual.constants; print(textual.constants.MAX_FPS)"
    done = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, check=True, text=True)
    assert int(done.stdout) >= 500


def _textual_imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("textual"):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("textual"))


def test_names_can_never_be_markup() -> None:
    """No ready-made widget is used, and our only one has markup switched off."""
    imports = {module for file in (UI / "till").rglob("*.py") for module in _textual_imports(file)}
    assert not {module for module in imports if module.startswith(("textual.widgets", "textual.content"))}
    assert Glass()._render_markup is False


def test_every_look_has_a_style() -> None:
    """Nothing can be painted that has no colour."""
    assert set(STYLES) == set(Look)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """The demo's shop in this process."""
    async with demo_store(tmp_path) as one:
        yield one


@pytest.fixture
async def pilot(shop: Shop, tmp_path: Path) -> AsyncIterator[Pilot[None]]:
    """A till at that shop, signed in, the shift open."""
    client = Client(str(shop.settings.socket), tmp_path / "till.json")
    app = TillApp(client, load_keymap(), State(), TillId("1"))
    async with app.run_test(size=SIZE) as one:
        await until(one, "长沙五一店")
        await one.press(*"1001", "enter", *"1234", "enter")
        await until(one, "开班")
        await one.press("enter")
        await until(one, "请扫码")
        yield one
    await client.close()


async def until(pilot: Pilot[None], text: str) -> None:
    """Wait until the screen shows `text`."""
    glass = pilot.app.query_one(Glass)
    for _ in range(1000):
        if text in "\n".join(row.text for row in glass.rows):
            return
        await pilot.pause(0.01)
    pytest.fail(f"never saw {text}")


async def test_a_pasted_code_is_a_scan(pilot: Pilot[None]) -> None:
    """A terminal that brackets pastes delivers a code in one piece."""
    from textual.events import Paste  # noqa: PLC0415

    pilot.app.post_message(Paste(f"{WATER}\r\n{WATER}\n"))
    await until(pilot, "件数 2")


async def test_full_width_keys_are_keys(pilot: Pilot[None]) -> None:
    """With an input method left on, １ and ＋ still mean 1 and +."""
    from textual.events import Key  # noqa: PLC0415

    for character in "P1001":
        pilot.app.post_message(Key(character, chr(ord(character) + 0xFEE0)))
    await pilot.press("enter")
    await until(pilot, "件数 1")


async def test_shift_and_f9_is_one_key(pilot: Pilot[None]) -> None:
    """Terminals have no word for it and send F21."""
    from textual.events import Key  # noqa: PLC0415

    pilot.app.post_message(Key("f21", None))
    await until(pilot, "还没有叫过号")


async def test_a_touch_presses_the_key_that_is_written_there(pilot: Pilot[None]) -> None:
    """The help line can be touched: `+收款` opens the payment, a method row is chosen."""
    await pilot.press(*"P1001", "enter")
    await until(pilot, "件数 1")
    keys = next(row.text for row in pilot.app.query_one(Glass).rows if "+收款" in row.text)
    await pilot.click(Glass, offset=(width(keys[: keys.index("+")]), SIZE[1] - 1))
    await until(pilot, "还差")


async def test_a_touch_selects_a_line(pilot: Pilot[None]) -> None:
    """Two lines; touching the first selects it."""
    for sku in ("P1001", "P1002"):
        await pilot.press(*sku, "enter")
    await until(pilot, "选中 2")
    await pilot.click(Glass, offset=(10, 2))
    await until(pilot, "选中 1")


async def test_a_smaller_terminal_is_painted_anew(pilot: Pilot[None]) -> None:
    """Resizing leaves nothing of the old size."""
    await pilot.resize_terminal(60, 20)
    await until(pilot, "请扫码")
    glass = pilot.app.query_one(Glass)
    for _ in range(1000):
        if len(glass.rows) == 20:
            break
        await pilot.pause(0.01)
    assert len(glass.rows) == 20
