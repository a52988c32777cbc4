"""How the command line tells a person what went wrong: one sentence, in the terminal's language."""

import os
from typing import TypeVar

from edge_agent.domain.errors import Code, EdgeError, Refused
from edge_agent.wire.types import Problem, StaffView
from edge_agent.wire.words import language_of, say

T = TypeVar("T")


class Declined(Exception):
    """A refusal, already in words."""


def sentence(error: EdgeError) -> str:
    """What happened and what to do."""
    said = say(error.code, error.params, terminal_language())
    return f"{said.title} {said.hint}".strip()


def told(answer: T | Problem) -> T:
    """The answer; raises Declined with the problem's own words."""
    if isinstance(answer, Problem):
        raise Declined(f"{answer.title} {answer.hint}".strip())
    return answer


def done(outcome: StaffView | Refused) -> StaffView:
    """What a use-case answered; raises EdgeError with the refusal's code."""
    if isinstance(outcome, Refused):
        raise EdgeError(Code(outcome.code), **outcome.params)
    return outcome


def terminal_language() -> str:
    """Chinese, unless the terminal's locale asks for another language."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    name = locale.split(".", 1)[0].replace("_", "-")
    return "zh-CN" if name in ("", "C", "POSIX") else language_of(name, "en")
