"""The shape of the program: what starts light, what files and folders tell, what the domain never does."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("config", "drivers", "edge_agent", "sync", "ui")
FOLDERS = (*PACKAGES, "tests")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
DOMAIN = sorted((ROOT / "edge_agent" / "domain").rglob("*.py"))
README_LINES_MAX = 60
"""A screen, and a half for whoever scrolls."""

SERVER = frozenset({"litestar", "uvicorn"})
DATABASE = frozenset({"sqlite3", "aiosqlite"})
DEVICES = frozenset({"escpos", "PIL", "cv2", "serial", "qrcode"})


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _loaded_by(program: str, folder: Path) -> set[str]:
    """The modules that a fresh Python has loaded after a program, started from a foreign folder."""
    program = f"import sys\n{program}\nprint(*sys.modules, file=sys.stderr)"
    ended = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    return set(ended.stderr.split())


def test_a_till_starts_without_what_it_does_not_need(tmp_path: Path) -> None:
    """No server, no database, no device library and no log: a till is on the screen in half a second."""
    program = """
import edge_agent.cli, ui.till.app
try:
    edge_agent.cli.main(["till", "--help"])
except SystemExit:
    pass
"""
    loaded = _loaded_by(program, tmp_path)
    assert "textual" in loaded
    assert loaded & (SERVER | DATABASE | DEVICES | {"structlog", "httpx"}) == set()
    assert not any(name.startswith(("edge_agent.db", "edge_agent.services", "drivers")) for name in loaded)


def test_the_agent_starts_without_a_screen_and_without_device_libraries(tmp_path: Path) -> None:
    """A printer's library is loaded with its first receipt, Textual never."""
    loaded = _loaded_by("import edge_agent.app", tmp_path)
    assert "litestar" in loaded
    assert loaded & (DEVICES | {"textual"}) == set()


def test_the_domain_is_light(tmp_path: Path) -> None:
    """All of it, with the standard library, msgspec and the GS1 parser, and no I/O behind its back."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in DOMAIN]
    names = [name.removesuffix(".__init__") for name in names]
    loaded = _loaded_by(f"import {', '.join(names)}", tmp_path)
    ours = {name for name in loaded if name.split(".")[0] in PACKAGES}
    assert ours == {"edge_agent", *names}
    assert loaded & (SERVER | DATABASE | DEVICES | {"asyncio", "structlog", "httpx", "textual"}) == set()


def test_the_five_names_are_ours(tmp_path: Path) -> None:
    """They are common words: from any folder, each is found here and not in another distribution."""
    program = f"from importlib.util import find_spec\nfor name in {PACKAGES}: print(find_spec(name).origin)"
    found = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == [str(ROOT / name / "__init__.py") for name in PACKAGES]


def test_every_file_says_first_what_it_is() -> None:
    """Its docstring begins with a line that is a sentence."""
    assert [_name(path) for path in SOURCES if not _is_told(path)] == []


def _is_told(path: Path) -> bool:
    first, *rest = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "\n").splitlines()
    return first.endswith((".", ":")) and not any(rest[:1])


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_top_folder_has_a_door(folder: str) -> None:
    """Its README tells on about one screen what lives here and what may be imported."""
    told = (ROOT / folder / "README.md").read_text("utf-8")
    assert told.startswith("# ")
    assert 5 <= len(told.splitlines()) <= README_LINES_MAX


def test_money_is_never_a_float() -> None:
    """In the domain nothing is made a float, annotated as one, written as one, or divided into one."""
    floats = [
        f"{_name(path)}:{node.lineno}"
        for path in DOMAIN
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.expr | ast.stmt) and _is_float(node)
    ]
    assert floats == []


def _is_float(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="float") | ast.Constant(value=float()):
            return True
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return True
    return False


def test_one_engine_room() -> None:
    """Only the composition root builds the whole agent; what it starts is started nowhere else."""
    builders = {_name(path) for path in SOURCES if "from edge_agent.app import" in path.read_text("utf-8")}
    assert {name for name in builders if not name.startswith("tests/")} == {
        "edge_agent/cli/demo_store.py",
        "edge_agent/cli/practice_shop.py",
        "edge_agent/cli/run.py",
    }


def test_tests_import_no_tests() -> None:
    """`tests` is no package at run time, and another distribution has one of that name."""
    guilty = [
        _name(path)
        for path in SOURCES
        if any(name == "tests" or name.startswith("tests.") for name in _run_time_imports(path))
    ]
    assert guilty == []


def _run_time_imports(path: Path) -> Iterator[str]:
    """Without those that only a type checker follows."""
    tree = ast.parse(path.read_text("utf-8"))
    checked = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in checked:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
