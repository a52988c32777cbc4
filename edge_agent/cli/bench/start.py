"""`start`: how soon agent and till are ready, and what they weigh, with a large catalogue."""

import statistics
import time
from pathlib import Path

from config.settings import Settings
from edge_agent.cli.bench.figures import Figure, within
from edge_agent.cli.bench.processes import Terminal, memory_mb, program
from edge_agent.cli.bench.shop import make_store, run_agent, wait_until_ready
from edge_agent.cli.bench.till import signed_in_till, till_arguments

ARTICLES = 100_000
STARTS = 5
AGENT_S, TILL_S = 1.0, 0.6
AGENT_MB, TILL_MB = 120.0, 60.0


def measure(folder: Path) -> list[Figure]:
    """Medians of several starts, each after a clean stop."""
    settings = make_store(folder / "start-store", ARTICLES)
    agents, tills = [], []
    for _ in range(STARTS):
        started = time.perf_counter()
        with program(run_agent(settings)) as agent:
            agents.append(wait_until_ready(settings) - started)
            tills.append(_till_start(settings))
            with signed_in_till(settings) as till:
                weights = memory_mb(agent.pid), memory_mb(till.pid)
    return [
        within("start.agent", statistics.median(agents), "s", AGENT_S),
        within("start.till", statistics.median(tills), "s", TILL_S),
        within("memory.agent", weights[0], "MB", AGENT_MB),
        within("memory.till", weights[1], "MB", TILL_MB),
    ]


def _till_start(settings: Settings) -> float:
    started = time.perf_counter()
    with Terminal(till_arguments(settings)) as till:
        ready = till.until("登录".encode())
        till.settle(0.3)
    return ready - started
