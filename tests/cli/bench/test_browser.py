"""The browser that tests and benchmarks drive: it says when it is gone."""

import asyncio
from pathlib import Path

import pytest

from edge_agent.cli.bench.browser import PageError, browser


async def test_a_browser_that_dies_is_told_at_once(tmp_path: Path) -> None:
    """Whoever waits for an answer, and whoever asks afterwards, is not kept until the deadline."""
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nhead -c 1 <&3 >/dev/null\n", "utf-8")
    program.chmod(0o755)

    async with asyncio.timeout(30):
        with pytest.raises(PageError, match="gone"):
            async with browser(str(program)):
                pass
