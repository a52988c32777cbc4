"""What the command line tells a person, in the terminal's language."""

import errno
import os

import pytest

from edge_agent.cli.told import Declined, accepted, sentence, system_sentence, terminal_language, told
from edge_agent.domain.errors import Code, EdgeError, Refused
from edge_agent.wire.problem import Problem

SETTINGS = ("LC_ALL", "LC_MESSAGES", "LANG")


def _speak(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({}, "zh-CN"),
        ({"LANG": "C"}, "zh-CN"),
        ({"LANG": "C.UTF-8"}, "zh-CN"),
        ({"LANG": "POSIX"}, "zh-CN"),
        ({"LANG": "zh_CN.GB18030"}, "zh-CN"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-CN"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en"}, "en"),
        ({"LANG": "fr_FR@euro"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "zh-CN"),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], language: str
) -> None:
    """Chinese unless the locale asks for another; LC_ALL goes before LC_MESSAGES, and that before LANG."""
    _speak(monkeypatch, **settings)
    assert terminal_language() == language


@pytest.mark.parametrize("lang", ["zh_CN.UTF-8", "en_US.UTF-8"])
@pytest.mark.parametrize("code", Code)
def test_every_error_is_a_sentence(monkeypatch: pytest.MonkeyPatch, code: Code, lang: str) -> None:
    """What happened and what to do, with a stop between the two."""
    _speak(monkeypatch, LANG=lang)
    said = sentence(EdgeError(code))
    assert said
    assert ".." not in said
    assert "。。" not in said
    assert said == said.strip()


def test_the_agents_own_words_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """They came in the language that was asked for."""
    _speak(monkeypatch, LANG="en_US.UTF-8")
    problem = Problem("about:blank", "密码不合要求", 422, Code.PIN_INVALID, hint="请用 4 到 12 位数字")
    with pytest.raises(Declined, match=r"^密码不合要求。请用 4 到 12 位数字$"):
        told(problem)
    assert told("an answer") == "an answer"


def test_a_refusal_becomes_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its code and its parameters; anything else is passed on."""
    _speak(monkeypatch, LANG="en_US.UTF-8")
    with pytest.raises(EdgeError) as raised:
        accepted(Refused(Code.STAFF_EXISTS, {"staff": "1001"}))
    assert sentence(raised.value) == "The number 1001 is taken. Choose another."
    assert accepted(1) == 1


def test_what_the_system_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own words, and the file that they are about when there is one."""
    _speak(monkeypatch, LANG="en_US.UTF-8")
    refused = OSError(errno.EACCES, os.strerror(errno.EACCES), "shop.toml")
    assert system_sentence(refused) == (
        "The system refused shop.toml: Permission denied. Put that right and try again."
    )
    assert (
        system_sentence(OSError("odd")) == "The system refused the output: odd. Put that right and try again."
    )
    _speak(monkeypatch)
    assert system_sentence(refused) == "系统不允许:shop.toml(Permission denied)。请处理后再试。"
