"""What is shipped: the lock file, the declared dependencies, the wheel, and nothing of one machine."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("config", "drivers", "edge_agent", "sync", "ui")
NOT_OURS = frozenset({".venv", ".git", "__pycache__", "build", "dist"})
"""Folders that are made, and in no clone."""
PICTURES = (".png", ".jpg", ".bin")

BEHIND = {"tzdata": "zoneinfo reads it where the system has no time zones"}
"""Distributions that are needed and not imported by us, each with who does."""
TOOLS = frozenset(
    (
        "editables",
        "hatchling",
        "import-linter",
        "mypy",
        "pytest-asyncio",
        "pytest-timeout",
        "pytest-xdist",
        "ruff",
        "types-psutil",
        "types-qrcode",
    )
)
"""Development dependencies that are run and not imported."""


@cache
def _project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def _names(requirements: list[str]) -> set[str]:
    return {_normal(re.split(r"[<>=!~;\[ ]", requirement)[0]) for requirement in requirements}


def _normal(name: str) -> str:
    """As the package index knows it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> set[str]:
    return _names(_project()["dependencies"])


def _development() -> set[str]:
    return _names(_project()["optional-dependencies"]["dev"])


@cache
def _lock() -> str:
    return (ROOT / "requirements.lock").read_text("utf-8")


def _locked() -> dict[str, list[str]]:
    """Each requirement of the lock file with its hashes."""
    logical = _lock().replace("\\\n", " ").splitlines()
    found = (line.split() for line in logical if re.match(r"[A-Za-z0-9]", line))
    return {words[0]: [word for word in words if word.startswith("--hash=sha256:")] for words in found}


def test_every_locked_requirement_is_one_version_with_its_hashes() -> None:
    """Whatever an index offers, only these bytes are installed."""
    locked = _locked()
    assert locked
    for requirement, hashes in locked.items():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[^=<>~]+", requirement), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", found) for found in hashes), requirement


def test_the_lock_names_no_index() -> None:
    """Where packages come from is the affair of whoever installs."""
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|https?://", _lock())


def test_every_declared_dependency_is_locked() -> None:
    """Those of the development, and the build backend, too: a clone builds with what is locked."""
    locked = {_normal(requirement.split("==")[0]) for requirement in _locked()}
    assert (_declared() | _development()) - locked == set()
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert _names(build) - locked == set()


@cache
def _distributions() -> dict[str, set[str]]:
    """Top-level module → the distributions that it may come from."""
    return {module: {_normal(name) for name in names} for module, names in packages_distributions().items()}


def _imported(folders: tuple[str, ...]) -> dict[str, str]:
    """Every top-level module of somebody else's that is imported, and a file that does."""
    found: dict[str, str] = {}
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for name in _modules(ast.parse(path.read_text("utf-8"))):
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top not in (*PACKAGES, "tests"):
                found[top] = str(path.relative_to(ROOT))
    return found


def _modules(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_what_is_imported_is_declared() -> None:
    """Nothing works by the luck that another library needs the same."""
    undeclared = {
        module: path
        for module, path in _imported(PACKAGES).items()
        if not _distributions().get(module, set()) & _declared()
    }
    assert undeclared == {}


def test_what_tests_import_is_declared() -> None:
    """For the development, or for the agent itself."""
    allowed = _declared() | _development()
    undeclared = {
        module: path
        for module, path in _imported(("tests",)).items()
        if not _distributions().get(module, set()) & allowed
    }
    assert undeclared == {}


def test_what_is_declared_is_imported() -> None:
    """Nobody installs what nobody needs."""
    used = {name for module in _imported(PACKAGES) for name in _distributions().get(module, set())}
    assert _declared() - used - BEHIND.keys() == set()
    tested = {name for module in _imported(("tests",)) for name in _distributions().get(module, set())}
    assert _development() - tested - TOOLS == set()


def _shipped() -> Iterator[Path]:
    """Every file that a clone has, and those that are not yet tracked."""
    for folder, names, files in os.walk(ROOT):
        names[:] = [
            name for name in names if name not in NOT_OURS and not name.endswith(("_cache", ".egg-info"))
        ]
        names[:] = [name for name in names if name != ".hypothesis"]
        yield from (Path(folder) / name for name in files if not name.endswith(PICTURES))


def test_nothing_names_one_machine_or_one_index() -> None:
    """No path of whoever wrote it, and no address from which packages come: a clone is at home anywhere."""
    index = "|".join(("py" + r"pi\.", "python" + r"hosted\.", "simple" + "/$"))
    home = "|".join(
        (re.escape(str(ROOT)) + r"\b", "/home/" + "[a-z]+/", "/" + "Users/", r"\.\./" + "shared/")
    )
    forbidden = re.compile(f"https?://[^ ]*({index})|{home}", re.MULTILINE)
    guilty = {
        str(path.relative_to(ROOT)): found[0]
        for path in _shipped()
        if (found := forbidden.search(path.read_text("utf-8", errors="replace")))
    }
    assert guilty == {}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this folder by the locked backend, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-P", "-m", "pip", "wheel", "-q", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--disable-pip-version-check", "-w", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert built.returncode == 0, built.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_holds_every_file_of_the_five_packages(wheel: Path) -> None:
    """Code, SQL, TOML, CSV, pictures: what is read at run time travels along; tests stay at home."""
    here = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        there = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert there == here
    assert {Path(name).suffix for name in there} >= {".py", ".sql", ".toml", ".csv"}


def test_the_wheel_names_its_programs_and_dependencies(wheel: Path) -> None:
    """`edge-agent` and `edge-hq`; what it needs, and for development only as an extra."""
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = archive.read(metadata).decode()
        entries = archive.read(metadata.replace("METADATA", "entry_points.txt")).decode()
    needed = [
        line.removeprefix("Requires-Dist: ") for line in told.splitlines() if line.startswith("Requires-Dist")
    ]
    assert _names([line for line in needed if "extra ==" not in line]) == _declared()
    assert re.findall(r"^[a-z-]+ =", entries, re.MULTILINE) == ["edge-agent =", "edge-hq ="]


def test_the_agent_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere it lives a short day: no file of the source folder is missed."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "lib")
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "lib"), "TMPDIR": str(tmp_path)}
    program = "import sys, edge_agent; print(edge_agent.__file__); from edge_agent.cli import main; "
    program += "sys.exit(main(['demo', '--scripted', '--baskets=2', '--keep=d']))"
    ended = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(str(tmp_path / "lib"))
