"""The bookkeeper and the reckoning know nothing of how the product works: else they would only repeat it."""

import ast
import sys
from pathlib import Path

import pytest

from edge_agent.cli import scripted_day

HERE = Path(scripted_day.__file__).parent
OURS = "edge_agent.cli.scripted_day."
ALLOWED = {
    "bookkeeper": {"paper", "reckoning", "shelf", "tally"},
    "customers": set(),
    "happenings": set(),
    "order_book": set(),
    "paper": {"drivers.simulated.printer_slip"},
    "poster": set(),
    "reckoning": {"poster"},
    "shelf": {
        "reckoning",
        "edge_agent.domain.catalogue",
        "edge_agent.domain.quantity",
    },
    "sides": set(),
    "tally": {"paper", "reckoning", "edge_agent.wire.sales"},
}


@pytest.mark.parametrize("module", ALLOWED)
def test_what_it_imports(module: str) -> None:
    """The standard library, structs, the paper, and what is told on the wire; no price, refund or shift."""
    tree = ast.parse((HERE / f"{module}.py").read_text("utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    others = {name for name in imported if name.split(".")[0] not in {*sys.stdlib_module_names, "msgspec"}}
    assert {name.removeprefix(OURS) for name in others} == ALLOWED[module]
