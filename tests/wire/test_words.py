"""The agent's words: both languages for everything, every placeholder filled, and nothing that raises."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import edge_agent
from edge_agent.domain import errors
from edge_agent.domain.cart import Action, CartState
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.catalogue_row import NoteKind, RefusedRow, RowReason
from edge_agent.domain.errors import Code, EdgeError
from edge_agent.domain.moments import Weekday
from edge_agent.domain.reasons import Reason
from edge_agent.domain.rights import Right
from edge_agent.domain.scan import Prefixed
from edge_agent.wire.vocabulary import Vocabulary
from edge_agent.wire.words import (
    LANGUAGES,
    Said,
    language_of,
    say,
    say_moved_code,
    say_note,
    say_refused_row,
)

ROOT = Path(edge_agent.__file__).parents[1]
PLACE = re.compile(r"\{([^}]*)\}")
AT_THE_COUNTER = ("scan", "payment", "cart", "quantity", "amount", "tender", "shift", "session", "till")
MAKERS = {"Refused"} | {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, EdgeError)
}

languages = st.sampled_from(sorted(LANGUAGES))
vocabularies = pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)


def columns(text: str) -> int:
    """How wide a text is on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


def creations() -> Iterator[tuple[str, frozenset[str]]]:
    """Every place in the product that makes a refusal or an error: its code, its parameters' names."""
    for package in ("edge_agent", "config", "drivers", "sync", "ui"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                    yield from _creation(node)


def _creation(call: ast.Call) -> Iterator[tuple[str, frozenset[str]]]:
    code = call.args[0] if call.args else None
    if isinstance(code, ast.Attribute) and isinstance(code.value, ast.Name) and code.value.id == "Code":
        yield code.attr, _parameters(call)


def _parameters(call: ast.Call) -> frozenset[str]:
    names = {keyword.arg for keyword in call.keywords if keyword.arg}
    for argument in call.args[1:]:
        if isinstance(argument, ast.Dict):
            names |= {str(key.value) for key in argument.keys if isinstance(key, ast.Constant)}
    return frozenset(names)


# --- completeness -----------------------------------------------------------------------------------------


@vocabularies
def test_everything_has_words(words: Vocabulary) -> None:
    """Every code, reason, note and coded value has its words, and no words are left over."""
    assert set(words.said) == set(Code)
    assert set(words.rows) == set(RowReason)
    assert set(words.notes) == set(NoteKind)
    assert {*Reason, *Prefixed, *CartState, *Action, *Right, *Weekday} <= set(words.values)
    assert all(title for title, _ in words.said.values())


def test_both_languages_use_the_same_parameters() -> None:
    """What one language tells, the other tells too."""
    zh, en = LANGUAGES["zh-CN"], LANGUAGES["en"]
    for code in Code:
        assert places("".join(zh.said[code])) == places("".join(en.said[code])), code
    for reason in RowReason:
        assert places(zh.rows[reason]) == places(en.rows[reason]), reason
    for kind in NoteKind:
        assert places(zh.notes[kind]) == places(en.notes[kind]), kind


@vocabularies
def test_every_placeholder_is_filled_where_the_code_is_made(words: Vocabulary) -> None:
    """Wherever the product makes a refusal or an error, it gives every parameter that its words name."""
    made = list(creations())
    assert len(made) > 50
    for name, given_names in made:
        wanted = places("".join(words.said[Code[name]]))
        assert wanted <= given_names, f"{name} needs {wanted}, gets {set(given_names)}"


def test_words_with_a_placeholder_belong_to_codes_that_are_made() -> None:
    """No words wait for a parameter of a code that nothing makes."""
    made = {name for name, _ in creations()}
    for code in Code:
        assert code.name in made or not places("".join(LANGUAGES["en"].said[code])), code


@vocabularies
def test_words_fit_the_till(words: Vocabulary) -> None:
    """At 80 columns a cashier reads the whole title behind a barcode, and the hint beside its keys."""
    for code, (title, hint) in words.said.items():
        if code.split(".")[0] in AT_THE_COUNTER:
            assert columns(title) <= 62, title
            assert columns(hint) <= 52, hint


COMMAND = "edge-agent run"


def test_english_words_are_sentences() -> None:
    """They begin with a capital and end with a stop, unless a parameter or a command stands there."""
    for code, said in LANGUAGES["en"].said.items():
        for text in filter(None, said):
            assert text[0] in "{￥" or text[0].isupper() or text[0].isdigit(), code
            assert text.endswith((".", "?", COMMAND, "{mistakes}")) or text == "{detail}", code


def test_chinese_words_have_one_punctuation() -> None:
    """Narrow signs without a space beside them, and no full stop: a line on the till is short."""
    for code, said in LANGUAGES["zh-CN"].said.items():
        for text in said:
            assert not re.search(r"[\uff0c\uff1b\uff1a\uff01\uff1f\u3002]|[,;:] |[.?!]$", text), code


@vocabularies
def test_words_can_be_printed_and_shown(words: Vocabulary) -> None:
    """￥ and never the sign of ambiguous width, no emoji, no trailing space."""
    texts = [text for pair in words.said.values() for text in pair]
    texts += [
        *words.values.values(),
        *words.rows.values(),
        *words.notes.values(),
        words.row,
        words.moved_code,
    ]
    for text in texts:
        assert "¥" not in text
        assert text == text.strip()
        assert not any(unicodedata.category(character) in ("So", "Cf", "Co") for character in text)


# --- saying -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "params", "language", "said"),
    [
        (
            Code.PAYMENT_NO_PROVIDER,
            {},
            "zh-CN",
            Said("本机未接付款码,请用收款机收,再按 .2 记账", ""),
        ),
        (
            Code.QUANTITY_INVALID,
            {"max": 9999},
            "zh-CN",
            Said("数量不对", "应大于 0、不超过 9999;按件卖的要整数"),
        ),
        (
            Code.TENDER_ABOVE_REST,
            {"rest": "27.85"},
            "en",
            Said("Only ￥27.85 is due.", "Change is given on cash alone."),
        ),
        (
            Code.CART_STATE,
            {"state": "tendering", "action": "edit"},
            "zh-CN",
            Said("这一单正在收款,不能改动", "请先做完或退出当前一步"),
        ),
        (
            Code.SCAN_UNREADABLE,
            {"code": "2100202015850", "reasons": "label-check-digit gtin-check-digit"},
            "zh-CN",
            Said("读不懂这个码:秤签校验位不对、条码校验位不对", "请擦净、抚平再扫,或输入货号"),
        ),
        (
            Code.SCAN_NOT_TAKEN,
            {"kind": Prefixed.CUP_LABEL},
            "en",
            Said("This is a cup label, not needed now.", "Scan an article."),
        ),
    ],
)
def test_what_is_said(code: Code, params: dict[str, str | int], language: str, said: Said) -> None:
    """Sentences as a person reads them."""
    assert said == say(code, params, language)


def test_a_parameter_is_plain_text() -> None:
    """An article's name is no template, no markup and moves no cursor; a missing one leaves a mark."""
    assert say(Code.SCAN_WEIGHT_NEEDED, {"name": "{name}[/]\x1b[2J\n"}, "en").title.startswith("{name}[/][2J")
    assert say(Code.SCAN_WEIGHT_NEEDED, {}, "en").title == "… is sold by weight."


def test_an_unknown_language_is_chinese() -> None:
    """Words are always found."""
    assert say(Code.CART_EMPTY, {}, "tlh") == say(Code.CART_EMPTY, {}, "zh-CN")


weird = st.text() | st.integers() | st.just(10**5_000)


@given(
    st.sampled_from(list(Code)),
    st.dictionaries(st.text() | st.sampled_from(["name", "max", "state"]), weird),
    languages,
)
def test_saying_never_raises(code: Code, params: dict[str, str | int], language: str) -> None:
    """Whatever the parameters are, there is a title, and no control character in it."""
    said = say(code, params, language)
    assert said.title
    assert not any(unicodedata.category(character) == "Cc" for character in said.title if character != "\n")


# --- rows and notes of a catalogue ------------------------------------------------------------------------


BAD_ROWS = """sku,name,unit,price_fen,gtin,plu,menu_no,prep_seconds
P1,水,each,200,6921168509256,,,
P1,茶,each,300,,,,
P2,茶,each,3.50,,,,
P3,茶,each,300,6.92117E+12,,,
P4,\u200b奶茶,each,300,,,,
00101,苹果,each,998,,,,
W1,香蕉,kg,598,,00101,,
"""


def test_rows_and_notes_are_sentences() -> None:
    """Each names its line, and what is the matter with it, in the language that was asked for."""
    file = parse_catalogue(BAD_ROWS.encode())
    assert [say_refused_row(row, "zh-CN") for row in file.refused] == [
        "第 3 行:货号 P1 与第 2 行重复",
        "第 4 行:价格 3.50 应为整数的分,如 350 表示 3.50 元",
        "第 5 行:条码 6.92117E+12 被表格软件改成了科学计数,请把这一列设为文本再导出",
    ]
    assert [say_note(note, "zh-CN") for note in file.notes] == [
        "第 6 行:品名去掉了不能打印的字符:奶茶",
        "输入 00101 得到 香蕉(W1),不是 苹果(00101)",
    ]
    assert say_refused_row(file.refused[0], "en") == "line 3: the sku P1 is on line 2 too"
    assert say_note(file.notes[1], "en") == "typing 00101 gives 香蕉 (W1), not 苹果 (00101)"


@given(st.sampled_from(list(RowReason)), st.dictionaries(st.text(), weird), languages)
def test_a_row_s_sentence_never_raises(
    reason: RowReason, params: dict[str, str | int], language: str
) -> None:
    """A row with any parameters has a sentence with its line."""
    assert "7" in say_refused_row(RefusedRow(7, reason, params), language)


def test_an_empty_cell_is_named_as_one() -> None:
    """A price that is missing is not an invisible one."""
    row = RefusedRow(2, RowReason.PRICE, {"value": ""})
    assert "(空)" in say_refused_row(row, "zh-CN")
    assert "(empty)" in say_refused_row(row, "en")


def test_a_code_that_moved_is_a_sentence() -> None:
    """Both articles and the code are named."""
    assert say_moved_code("P1", "06921168509256", "P2", "zh-CN") == "06921168509256 从 P1 转到了 P2"
    assert say_moved_code("P1", "06921168509256", "P2", "en") == "06921168509256 went from P1 to P2"


# --- which language ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh-CN"),
        ("", "zh-CN"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-TW", "zh-CN"),
        ("zh", "zh-CN"),
        ("EN-us", "en"),
        ("fr, en;q=0.5, zh;q=0.4", "en"),
        ("fr, en;q=0.4, zh;q=0.5", "zh-CN"),
        ("en;q=0, zh;q=0.1", "zh-CN"),
        ("fr", "zh-CN"),
        ("*", "zh-CN"),
        ("en;q=0.5, *", "zh-CN"),
        ("en;q=banana", "zh-CN"),
        ("en;q=2", "zh-CN"),
        (";;;,,q", "zh-CN"),
        ("enough", "zh-CN"),
    ],
)
def test_the_language_that_is_liked_best(header: str | None, language: str) -> None:
    """Weights decide, a first word wins a draw, what is malformed or foreign does not count."""
    assert language_of(header, "zh-CN") == language


def test_the_shop_s_language_is_the_default() -> None:
    """Whoever asks for nothing gets the shop's language."""
    assert language_of(None, "en") == language_of("*", "en") == language_of("fr", "en") == "en"


@given(st.text(), languages)
def test_any_header_gives_a_language(header: str, default: str) -> None:
    """A header is never a reason to fail."""
    assert language_of(header, default) in LANGUAGES
