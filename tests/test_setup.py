"""`.ci/setup` on machines that lack something: it says so in one line, and goes on where it can."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = ("bash", "cat", "cut", "dirname", "env", "grep", "rm", "sha256sum", "touch")
PACKAGES = ("fonts-wqy-zenhei", "strace", "espeak-ng", "chromium")


class Machine:
    """A computer that has the few programs which a test gives it, and a copy of the project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self._bin = folder / "bin"
        (self.folder / ".ci").mkdir(parents=True)
        (self.folder / ".venv").mkdir()
        self._bin.mkdir()
        shutil.copy(ROOT / ".ci" / "setup", self.folder / ".ci" / "setup")
        (self.folder / "requirements.lock").write_text("")
        for tool in TOOLS:
            (self._bin / tool).symlink_to(shutil.which(tool) or f"no {tool}")
        self.has("python3", f'exec {sys.executable} "$@"')
        self.has("id", "echo 1000")
        self.installed(*PACKAGES)

    def has(self, name: str, script: str) -> None:
        """A program of that name, which does this."""
        path = self._bin / name
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)

    def lacks(self, name: str) -> None:
        """No program of that name."""
        (self._bin / name).unlink()

    def installed(self, *packages: str) -> None:
        """Debian's packages that it has; what apt-get installs is added."""
        (self.folder / "installed").write_text("".join(f"{package}\n" for package in packages))
        self.has("dpkg-query", 'grep -qx "${@: -1}" installed && echo "install ok installed"')

    def may_install(self) -> None:
        """Root, with packages to be had."""
        self.has("id", "echo 0")
        self.has("apt-get", '[ "$1" = update ] || echo "${@: -1}" >> installed')

    def built(self) -> None:
        """The environment is there, for this folder, this Python and this lock file."""
        lock = hashlib.sha256((self.folder / "requirements.lock").read_bytes()).hexdigest()
        (self.folder / ".venv" / "made-for").write_text(f"{sys.version} {self.folder} {lock}")

    def set_up(self, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Run `.ci/setup`."""
        return subprocess.run(
            [self.folder / ".ci" / "setup"],
            cwd="/",
            env={"PATH": str(self._bin), "HOME": os.environ["HOME"], **environ},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def is_ready(self) -> bool:
        """`make` need not run it again."""
        return (self.folder / ".venv" / "ready").exists()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A computer on which nothing is missing."""
    machine = Machine(tmp_path.resolve())
    machine.built()
    return machine


def test_a_machine_that_has_everything(machine: Machine) -> None:
    """Nothing is done and nothing is said, and so it is the second time."""
    for _ in range(2):
        ended = machine.set_up()
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
        assert machine.is_ready


def test_what_debian_has_is_installed(machine: Machine) -> None:
    """Each missing package is named with its use, and installed; the next time there is nothing to do."""
    machine.installed()
    machine.may_install()
    said = machine.set_up().stderr.splitlines()
    assert [line.split(" (")[0] for line in said] == [f"setup: {name} is missing" for name in PACKAGES]
    assert (machine.folder / "installed").read_text().split() == list(PACKAGES)
    assert machine.set_up().stderr == ""


def test_without_the_right_to_install(machine: Machine) -> None:
    """It says what to run, and goes on: the till needs none of them."""
    machine.installed()
    machine.has("apt-get", "exit 100")
    ended = machine.set_up()
    assert ended.returncode == 0
    assert "could not be installed from here; run: sudo apt-get install strace\n" in ended.stderr
    assert machine.is_ready


def test_another_system_than_debian(machine: Machine) -> None:
    """It says what is missing, and goes on."""
    machine.lacks("dpkg-query")
    ended = machine.set_up()
    assert ended.returncode == 0
    assert ended.stderr.count("this is no Debian: install it by hand.\n") == len(PACKAGES)
    assert machine.is_ready


def test_debians_python_without_venv(machine: Machine) -> None:
    """The package is installed where it may be, else one line says which one it is."""
    machine.has("python3", f'[[ "$2" = *ensurepip* ]] && exit 1; exec {sys.executable} "$@"')
    ended = machine.set_up()
    assert ended.returncode == 1
    assert ended.stderr.startswith("setup: python3-venv is missing (to build the environment)")
    assert not machine.is_ready
    machine.may_install()
    assert machine.set_up().returncode == 0
    assert machine.is_ready


def test_without_any_python(machine: Machine) -> None:
    """One line."""
    machine.lacks("python3")
    ended = machine.set_up()
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "python3 is missing" in ended.stderr


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("/nowhere/python", "setup: there is no /nowhere/python: set PYTHON to a Python of 3.11 or later.\n"),
        (
            "old",
            "setup: Python 3.11 or later is needed, this is Python 3.9.2; set PYTHON=/path/to/python3.11\n",
        ),
    ],
)
def test_a_python_that_will_not_do(machine: Machine, python: str, said: str) -> None:
    """One line says which will, and the environment that is there stays."""
    machine.has("old", '[ "$1" = -V ] && echo "Python 3.9.2"; exit 1')
    ended = machine.set_up(PYTHON=python)
    assert (ended.returncode, ended.stderr) == (1, said)
    assert (machine.folder / ".venv" / "made-for").exists()


def test_packages_that_cannot_be_had(machine: Machine) -> None:
    """A changed lock file builds anew; what fails is said, and half an environment is not taken for ready."""
    (machine.folder / "requirements.lock").write_text("no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n")
    build = (
        f'[ "$2" = venv ] || exec {sys.executable} "$@"; mkdir -p .venv/bin; cp /bin/false .venv/bin/python'
    )
    machine.has("python3", build)
    for tool in ("mkdir", "cp"):
        machine.has(tool, f'exec {shutil.which(tool)} "$@"')
    ended = machine.set_up()
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[0] == "setup: building .venv from requirements.lock (about a minute)"
    assert ended.stderr.splitlines()[-1].startswith("setup: the locked packages could not be installed")
    assert not machine.is_ready
    assert not (machine.folder / ".venv" / "made-for").exists()
