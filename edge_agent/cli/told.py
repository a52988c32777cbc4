"""How the command line tells a person what went wrong: one sentence, in the terminal's language."""

import os
from typing import TypeVar

from edge_agent.domain.errors import Code, EdgeError, Refused
from edge_agent.wire.problem import Problem
from edge_agent.wire.words import language_of, say

T = TypeVar("T")


class Declined(Exception):
    """A refusal, already in words."""


_SYSTEM = {
    "zh-CN": "系统不允许:{what}({error})。请处理后再试。",
    "en": "The system refused {what}: {error}. Put that right and try again.",
}
_DEFECT = {
    "zh-CN": "程序出错:{error}。请连同上面一行报障。",
    "en": "The program failed: {error}. Report it with the line above.",
}
_OUTPUT = {"zh-CN": "输出", "en": "the output"}


def sentence(error: EdgeError) -> str:
    """What happened and what to do."""
    said = say(error.code, error.params, terminal_language())
    return joined(said.title, said.hint)


def system_sentence(error: OSError) -> str:
    """What the system refused, in its own words."""
    language = terminal_language()
    what = error.filename or _OUTPUT[language]
    return _SYSTEM[language].format(what=what, error=error.strerror or error)


def defect_sentence(error: Exception) -> str:
    """That it is nobody's mistake at the counter, and what to report."""
    return _DEFECT[terminal_language()].format(
        error=f"{type(error).__name__} {error}".replace("\n", " ").strip()
    )


def told(answer: T | Problem) -> T:
    """The answer; raises Declined with the problem's own words."""
    if isinstance(answer, Problem):
        raise Declined(joined(answer.title, answer.hint))
    return answer


def accepted(outcome: T | Refused) -> T:
    """What a use-case answered; raises EdgeError with the refusal's code."""
    if isinstance(outcome, Refused):
        raise EdgeError(Code(outcome.code), **outcome.params)
    return outcome


def terminal_language() -> str:
    """Chinese, unless the terminal's locale asks for another language."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    name = locale.split(".", 1)[0].replace("_", "-")
    return "zh-CN" if name in ("", "C", "POSIX") else language_of(name, "en")


def joined(title: str, hint: str) -> str:
    """Chinese titles have no stop of their own, English ones have."""
    between = " " if title.endswith((".", "?", "!")) else "。"
    return f"{title}{between}{hint}" if hint else title
