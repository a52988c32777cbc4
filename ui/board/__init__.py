"""The board on the wall: a page for a browser, and the same in a terminal."""

from collections.abc import Mapping
from importlib import resources


def page() -> Mapping[str, bytes]:
    """The files of the page, by name."""
    folder = resources.files(__name__) / "page"
    return {file.name: file.read_bytes() for file in folder.iterdir()}
