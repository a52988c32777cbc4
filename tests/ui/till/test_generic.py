"""The generic screens: a form, a list and a page of a made-up activity, the menu, and approvals over them."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.ids import ApprovalId, StaffId
from edge_agent.domain.money import Fen
from edge_agent.wire.approvals import ApprovalView, AskApproval
from edge_agent.wire.body import Body
from edge_agent.wire.carts import CartView
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.sessions import SessionView
from ui.till.by_hand import TillByHand
from ui.till.commands import Call, DoApproved, DoScan
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import (
    Bar,
    Choice,
    Column,
    Do,
    DoAnyway,
    Field,
    Form,
    FormScreen,
    Gap,
    Grid,
    Heading,
    Kind,
    List,
    ListScreen,
    Page,
    Pair,
    Part,
    Text,
    Value,
    Values,
)
from ui.till.generic.moves import (
    back,
    open_form,
    open_list,
    open_page,
    show_list,
    show_page,
    show_rows,
    show_subject,
)
from ui.till.generic.values import Read, pay_permille, read
from ui.till.office.activity import Activity, Group
from ui.till.office.all import ACTIVITIES, BY_ACTION
from ui.till.picture.rows import View
from ui.till.state import SaleScreen, State
from ui.till.step import Step
from ui.till.text import width
from ui.till.words import Phrase, Word

EVERYDAY = tuple(activity for activity in ACTIVITIES if not activity.in_practice_only)
ProblemOf = Callable[..., Problem]
COLOURS = (Choice("red", "Red"), Choice("blue", "Blue"))


class Paint(Body, frozen=True, omit_defaults=True):
    """What the form sends."""

    name: str
    price_fen: int
    colour: str
    pin: str
    confirm: bool = False


class Painted(msgspec.Struct, frozen=True):
    """What the agent answers."""

    name: str


def _submit(state: State, subject: str, values: Values) -> Step:
    body = Paint(
        values.text("name") + subject, values.fen("price"), values.text("colour"), values.text("pin")
    )
    return Step(state, (post("/v1/paints", body, Painted, _painted),))


def _painted(state: State, _painted: Painted) -> Step:
    return back(state, Word.CANCELLED)


def _too_cheap(value: Value) -> Phrase | None:
    return Word.NOT_AN_AMOUNT if value == 0 else None


FORM: Form[str] = Form(
    "Paint",
    (
        Field("name", Word.NAME),
        Field("price", Word.PRICE, Kind.YUAN, proposed="2.5", check=_too_cheap),
        Field("colour", "Colour", Kind.CHOICE, choices=COLOURS),
        Field("pin", Word.PIN, Kind.SECRET),
    ),
    _submit,
    note=lambda _view, subject: (f"about {subject}",),
)


def _load(_state: State, _subject: None) -> Call[tuple[Painted, ...]]:
    return get("/v1/paints", tuple[Painted, ...], show_rows)


def _cells(_view: View, row: Painted) -> tuple[str, ...]:
    return row.name, "1.00"


def _edit(state: State, row: Painted) -> Step:
    return open_form(state, FORM, row.name)


def _new(state: State) -> Step:
    return open_form(state, FORM, "new")


LIST: List[None, Painted] = List(
    "Paints",
    (Column(Word.NAME), Column(Word.PRICE, 10, right=True)),
    _cells,
    do=(Do("enter", "edit", _edit),),
    do_anyway=(DoAnyway("+", "new", _new),),
    load=_load,
    note=lambda _view, _subject, rows: (f"{len(rows)} paints",),
)


def _parts(_view: View, subject: Painted) -> tuple[Part, ...]:
    lines = tuple(Pair(f"line {at}", str(at)) for at in range(40))
    grid = Grid((Column("a", 5), Column("b", 5, right=True)), (("x", "1"),))
    return (Heading(subject.name), Text("words " * 40), Bar("mon", 5, 10, "5"), Gap(), grid, *lines)


def _strong_parts(_view: View, _subject: Painted) -> tuple[Part, ...]:
    return Pair("to the customer", "￥10.00", is_strong=True), Pair("of no weight", "1")


def _load_page(_state: State) -> Call[Painted]:
    return get("/v1/paints/1", Painted, show_subject)


def _print(state: State, subject: Painted) -> Step:
    return Step(state, (post(f"/v1/paints/{subject.name}/print", None, Painted, _painted),))


PAGE: Page[Painted] = Page("A paint", _parts, do=(Do("1", "print", _print),), load=_load_page)


def _shows(till: TillByHand, step: Step) -> TillByHand:
    """Put a screen on the till as if a key had."""
    till.desk.state = msgspec.structs.replace(step.state, waiting=len(step.commands))
    till.sent.extend(step.commands)
    return till


@pytest.fixture
def form(selling: TillByHand) -> TillByHand:
    """The form, about `x`."""
    return _shows(selling, open_form(selling.state, FORM, "x"))


@pytest.fixture
def filled(form: TillByHand) -> TillByHand:
    """The form, sent and not answered."""
    return form.press("oak", "Enter", "3", "Enter", "2", "1234", "Enter")


@pytest.fixture
def paints(selling: TillByHand) -> TillByHand:
    """The list with two rows."""
    return _shows(selling, open_list(selling.state, LIST, None)).reply((Painted("oak"), Painted("ash")))


def test_a_form_is_filled_field_by_field(filled: TillByHand) -> None:
    """Enter goes on, a digit chooses and goes on, Enter after the last sends all of it."""
    (call,) = filled.sent
    assert isinstance(call, Call)
    assert (call.method, call.path, call.kind) == ("POST", "/v1/paints", Painted)
    assert call.body == Paint("oakx", 300, "blue", "1234")


def test_a_form_tells_when_it_is_done(filled: TillByHand) -> None:
    """Back on the screen below, with a line that says what was done."""
    filled.reply(Painted("oak"))
    assert filled.state.screen == SaleScreen()
    assert "已整单取消" in filled.text()


def test_enter_takes_what_is_proposed(form: TillByHand) -> None:
    """The proposal is shown, and sent when nothing else is typed."""
    form.press("oak", "Enter")
    assert "_ 2.5" in form.text()
    form.press("Enter", "1", "9", "Enter")
    assert isinstance(form.sent[0], Call)
    assert form.sent[0].body == Paint("oakx", 250, "red", "9")


@pytest.mark.parametrize("keys", [("Enter",), ("oak", "Enter", "x", "Enter"), ("oak", "Enter", "0", "Enter")])
def test_a_wrong_field_says_so_and_keeps_what_was_typed(form: TillByHand, keys: tuple[str, ...]) -> None:
    """Empty, unreadable, or against the field's own rule: a line, a sound, nothing sent, nothing lost."""
    form.press(*keys[:-1])
    before = form.state.buffer
    form.press(keys[-1])
    assert (form.sent, form.state.bells, form.state.buffer) == ([], 1, before)
    assert form.state.notice is not None


def test_an_unknown_choice_is_refused(form: TillByHand) -> None:
    """A digit that no choice has changes nothing."""
    form.press("oak", "Enter", "3", "Enter", "7")
    assert (form.state.bells, form.state.buffer) == (1, "")


def test_fields_can_be_gone_back_to(form: TillByHand) -> None:
    """Up, Down, and Backspace in an empty field; a choice is chosen anew by its digit."""
    form.press("oak", "Enter", "3", "Enter", "2", "Up", "1", "Up", "Up", "Back", "4")
    assert form.state.buffer == "4"
    form.press("Up")
    assert form.state.buffer == "oak"
    form.press("Down", "Down", "Down", "9", "Enter")
    assert isinstance(form.sent[0], Call)
    assert form.sent[0].body == Paint("oakx", 400, "red", "9")


def test_a_refused_form_keeps_everything_but_the_secret(filled: TillByHand, problem_of: ProblemOf) -> None:
    """The cursor stands in the secret; Enter after it sends the rest again."""
    filled.answer(problem_of("staff.pin-invalid"))
    assert "oak" in filled.text()
    assert filled.state.buffer == ""
    filled.press("77", "Enter")
    assert isinstance(filled.sent[0], Call)
    assert filled.sent[0].body == Paint("oakx", 300, "blue", "77")


def test_a_scan_fills_a_text_field(form: TillByHand) -> None:
    """And goes on to the next; an amount takes no scan, and says so."""
    form.scan("6901234567892")
    assert isinstance(form.state.screen, FormScreen)
    assert (form.state.screen.at, form.state.screen.typed[0]) == (1, "6901234567892")
    form.scan("6901234567892")
    assert form.state.notice is not None
    assert "6901234567892" in form.state.notice.title


def test_leaving_a_form_finds_what_was_typed_below(selling: TillByHand) -> None:
    """Esc gives the form up, not the digits on the sale screen."""
    selling.press("12")
    _shows(selling, open_form(selling.state, FORM, "x")).press("oak", "Esc")
    assert (selling.state.screen, selling.state.buffer) == (SaleScreen(), "12")


def test_space_says_yes_to_a_question(filled: TillByHand, problem_of: ProblemOf) -> None:
    """A refusal that asks is repeated with `confirm`; any other key leaves it."""
    filled.answer(problem_of("stock.confirm"))
    assert "空格" in filled.text()
    filled.press("Space")
    (call,) = filled.sent
    assert isinstance(call, Call)
    assert call.body == Paint("oakx", 300, "blue", "1234", confirm=True)


def test_another_key_leaves_a_question(filled: TillByHand, problem_of: ProblemOf) -> None:
    """Space afterwards is a space in the field."""
    filled.answer(problem_of("stock.confirm")).press("Up", "Up", "Up", "Space")
    assert (filled.sent, filled.state.buffer) == ([], "oak ")


def test_a_list_acts_on_its_row(paints: TillByHand) -> None:
    """Down selects, Enter edits that row; back on the list its rows are asked for again."""
    paints.press("Down", "Enter")
    assert "about ash" in paints.text()
    paints.press("Esc")
    (call,) = paints.sent
    assert isinstance(call, Call)
    assert (call.path, isinstance(paints.state.screen, ListScreen)) == ("/v1/paints", True)


def test_an_empty_list_has_only_what_needs_no_row(selling: TillByHand) -> None:
    """Enter does nothing, `+` does."""
    empty = _shows(selling, open_list(selling.state, LIST, None))
    assert "正在读取" in empty.text()
    assert "没有记录" in empty.reply(()).text()
    assert "Paints" in empty.press("Enter").text()
    assert "about new" in empty.press("+").text()


def test_the_selection_stays_within_fewer_rows(paints: TillByHand) -> None:
    """The last row is gone: the one before it is selected."""
    paints.press("Down")
    show_rows(paints.state, (Painted("oak"),))
    step = show_rows(paints.state, (Painted("oak"),))
    assert isinstance(step.state.screen, ListScreen)
    assert step.state.screen.row == Painted("oak")


def test_a_scan_on_a_list_goes_to_the_sale(paints: TillByHand) -> None:
    """Nothing that is scanned is lost."""
    paints.scan("6901234567892")
    assert (paints.state.screen, paints.sent) == (SaleScreen(), [DoScan("6901234567892")])


def test_a_page_scrolls_and_acts(selling: TillByHand) -> None:
    """Down shows more and stops at the end; its keys act on what it is about."""
    page = _shows(selling, open_page(selling.state, PAGE))
    assert "正在读取" in page.text()
    page.reply(Painted("oak"))
    assert "line 39" not in page.text()
    page.press(*["PgDn"] * 9)
    assert "line 39" in page.text()
    page.press("PgUp")
    assert "line 39" not in page.text()
    page.press("1")
    assert isinstance(page.sent[0], Call)
    assert page.sent[0].path == "/v1/paints/oak/print"


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
@pytest.mark.parametrize("rows", [5, 24])
def test_every_row_has_its_cells(filled: TillByHand, paints: TillByHand, columns: int, rows: int) -> None:
    """A form, a list and a page fit any terminal."""
    form, listing = filled.rows(columns, rows), paints.rows(columns, rows)
    page = _shows(paints, open_page(paints.state, PAGE)).reply(Painted("oak")).rows(columns, rows)
    for painted in (form, listing, page):
        assert [width(row.text) for row in painted] == [columns] * rows


@pytest.mark.parametrize("activity", EVERYDAY, ids=lambda activity: str(activity.title))
def test_the_menu_leads_everywhere_by_two_digits(selling: TillByHand, activity: Activity) -> None:
    """A digit for the group, a digit for the activity: what then stands there is what its own key opens."""
    groups = [group for group in Group if any(one.group is group for one in EVERYDAY)]
    of_group = [one for one in EVERYDAY if one.group is activity.group]
    assert max(len(groups), len(of_group)) <= 9
    digits = str(groups.index(activity.group) + 1), str(of_group.index(activity) + 1)
    opened = activity.open(selling.state)
    selling.press("Insert", *digits)
    assert (selling.state.screen, selling.sent) == (opened.state.screen, list(opened.commands))


def test_the_menu_is_left_like_any_screen(selling: TillByHand) -> None:
    """Backspace, group by group, to the sale."""
    selling.press("Insert", "1", "Back")
    assert "更多" in selling.text()
    assert selling.press("Back").state.screen == SaleScreen()


def test_no_two_activities_have_one_key() -> None:
    """Each direct key means one activity."""
    keys = [activity.action for activity in ACTIVITIES if activity.action]
    assert len(keys) == len(set(keys)) == len(BY_ACTION)


def _needed(subject: str = "P1") -> Problem:
    params: dict[str, str | int] = {"right": "write_off", "subject": subject}
    return Problem("urn:x", "要有报损权限", 403, "right.needed", params=params)


def test_an_approval_is_asked_in_place_and_the_call_repeated(filled: TillByHand) -> None:
    """Number and PIN of somebody who may; then the same call again with the approval, the form as it was."""
    refused = filled.sent[0]
    filled.answer(_needed())
    assert "要有报损权限" in filled.text()
    filled.press("2001", "Enter", "8888", "Enter")
    (asking,) = filled.sent
    assert isinstance(asking, Call)
    assert asking.body == AskApproval(StaffId("2001"), "8888", "write_off", "P1")
    filled.reply(ApprovalView(ApprovalId("ok"), StaffId("2001"), "店长"))
    assert isinstance(refused, Call)
    assert filled.sent == [DoApproved(refused, ApprovalId("ok"))]
    assert "店长 已授权" in filled.text()
    assert filled.reply(Painted("oak")).state.screen == SaleScreen()


def test_whoever_approves_reads_what_of(filled: TillByHand) -> None:
    """The form as it was filled in, choices by their names, but no PIN."""
    shown = filled.answer(_needed()).text()
    for text in ("P1", "about x", "品名: oak", "单价: 3", "Colour: Blue"):
        assert text in shown
    assert "1234" not in shown


@pytest.mark.parametrize(
    ("keys", "texts"),
    [
        (("8.5", "/"), ("臭豆腐(小份)  1  ￥10.00", "单价 10.00, 改为 8.50")),
        (("88", "%"), ("臭豆腐(小份)  1  ￥10.00", "折扣: 8.8 折")),
        (("-",), ("臭豆腐(小份)  1  ￥10.00", "整行删去")),
        (("7", "*"), ("臭豆腐(小份)  1  ￥10.00", "数量 1, 改为 7")),
        (("25", "F6"), ("本单 3 行, 合计 ￥29.85", "合计改为 ￥25.00")),
        (("F6", "95", "Enter"), ("本单 3 行, 合计 ￥29.85", "折扣: 9.5 折")),
        (("Ctrl+D", "Enter"), ("本单 3 行, 合计 ￥29.85",)),
    ],
)
def test_an_approval_of_the_sale_shows_article_and_amount(
    full: TillByHand, keys: tuple[str, ...], texts: tuple[str, ...]
) -> None:
    """What it is now, and what it shall become; never a name that only machines read."""
    full.press(*keys).answer(_needed("01930000-0000-7000-8000-000000000000"))
    shown = full.text()
    for text in texts:
        assert text in shown
    assert "01930000" not in shown


def test_an_approval_of_a_scan_shows_its_code_and_price(selling: TillByHand, problem_of: ProblemOf) -> None:
    """An article that the catalogue lacks is sold at a price that somebody typed."""
    selling.scan("6901234567892").answer(problem_of("scan.unknown")).press("12.5", "/").answer(_needed("X1"))
    assert "6901234567892  X1" in selling.text()
    assert "单价 ￥12.50" in selling.text()


def test_an_approval_over_a_list_or_a_page_shows_what_was_chosen(paints: TillByHand) -> None:
    """The row of a list, what is strong on a page."""
    gone = Do("delete", "remove", _print)
    listing = msgspec.structs.replace(LIST, do=(gone,))
    paints.desk.state = show_list(paints.state, listing, None, (Painted("oak"),)).state
    assert "oak  1.00" in paints.press("Delete").answer(_needed("paint")).text()
    page = msgspec.structs.replace(PAGE, parts=_strong_parts, load=None)
    paints.desk.state = show_page(paints.press("Esc").state, page, Painted("oak")).state
    shown = paints.press("1").answer(_needed("paint")).text()
    assert "to the customer: ￥10.00" in shown
    assert "of no weight" not in shown


@pytest.mark.parametrize(
    ("code", "at"),
    [("price.invalid", 1), ("paint.name-invalid", 0), ("colour.price-unknown", 1), ("shop.closed", 3)],
)
def test_a_refused_form_stands_at_the_field_that_is_meant(
    filled: TillByHand, problem_of: ProblemOf, code: str, at: int
) -> None:
    """By the last word of the code that is a field; what was typed stays, a secret is asked again."""
    filled.answer(problem_of(code))
    screen = filled.state.screen
    assert isinstance(screen, FormScreen)
    assert (screen.at, filled.state.buffer) == (at, ("oak", "3", "2", "")[at])
    assert screen.typed[:3] == ("oak", "3", "2")
    again = filled.press(*("Enter",) * (3 - at), "9", "Enter").sent[-1]
    assert isinstance(again, Call)
    assert again.body == Paint("oakx", 300, "blue", "9")


def test_an_approval_given_up_loses_nothing(filled: TillByHand) -> None:
    """Esc: the form stands as it was sent."""
    before = filled.state.screen, filled.state.buffer
    filled.answer(_needed()).press("20", "Esc")
    assert (filled.state.screen, filled.state.buffer, filled.sent) == (*before, [])


def test_a_wrong_approver_is_asked_again(filled: TillByHand, problem_of: ProblemOf) -> None:
    """Whoever lacks the right too, or mistypes, sees why; the PIN is asked again, not the number."""
    filled.answer(_needed()).press("2001", "Enter", "8888", "Enter").answer(_needed())
    assert isinstance(filled.state.screen, FormScreen)
    assert (filled.state.buffer, filled.state.screen.typed[0]) == ("", "2001")
    filled.press("9", "Enter").answer(problem_of("session.wrong-pin", "密码不对"))
    assert "密码不对" in filled.text()


def test_a_badge_names_the_approver(filled: TillByHand) -> None:
    """Scanned instead of typed, with its prefix."""
    filled.answer(_needed()).scan("B:2001").press("8888", "Enter")
    assert isinstance(filled.sent[0], Call)
    assert filled.sent[0].body == AskApproval(StaffId("2001"), "8888", "write_off", "P1")


def test_a_one_person_shop_approves_itself(filled: TillByHand, session: SessionView) -> None:
    """The own PIN and a reason."""
    alone = msgspec.structs.replace(session, is_single=True)
    filled.desk.state = msgspec.structs.replace(filled.state, session=alone)
    filled.answer(_needed()).press("1234", "Enter", "坏了", "Enter")
    assert isinstance(filled.sent[0], Call)
    assert filled.sent[0].body == AskApproval(StaffId("1001"), "1234", "write_off", "P1", "坏了")


def test_a_scan_may_need_an_approval(selling: TillByHand, cart_of: Callable[..., CartView]) -> None:
    """The approval covers whatever was refused, a scan too."""
    selling.scan("6901234567892").answer(_needed()).press("2001", "Enter", "8888", "Enter")
    selling.reply(ApprovalView(ApprovalId("ok"), StaffId("2001"), "店长"))
    assert selling.sent == [DoApproved(DoScan("6901234567892"), ApprovalId("ok"))]
    answer = ScanAnswer(cart_of(), 1)
    assert selling.answer(answer).state.last_scan is not None


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.TEXT, " a b ", "a b"),
        (Kind.DIGITS, "00123", "00123"),
        (Kind.DIGITS, "12a", None),
        (Kind.NUMBER, "007", 7),
        (Kind.NUMBER, "-1", None),
        (Kind.YUAN, "27.85", 2785),
        (Kind.YUAN, "27.855", None),
        (Kind.PIECES, "3", 3000),
        (Kind.PIECES, "3.5", None),
        (Kind.KILOGRAMS, "0.532", 532),
        (Kind.KILOGRAMS, "12", 12_000),
        (Kind.KILOGRAMS, "0.5321", None),
        (Kind.DISCOUNT, "88", 880),
        (Kind.DISCOUNT, "8", 800),
        (Kind.DISCOUNT, "0", None),
        (Kind.DATE, "20261122", "2026-11-22"),
        (Kind.DATE, "2026-02-30", None),
        (Kind.YES_NO, "1", True),
        (Kind.YES_NO, "2", False),
        (Kind.YES_NO, "3", None),
    ],
)
def test_a_field_is_read_as_its_kind(kind: Kind, typed: str, value: Value) -> None:
    """Fen, thousandths, dates as they stand in the wire; what cannot be read says why."""
    found = read(Field("f", "F", kind), typed)
    assert found == Read(value) if value is not None else isinstance(found, Phrase)


@given(st.text(max_size=12), st.sampled_from(list(Kind)))
def test_whatever_is_typed_is_read_or_refused(typed: str, kind: Kind) -> None:
    """No text that a keyboard can write makes a form fail."""
    assert isinstance(read(Field("f", "F", kind, choices=COLOURS), typed), Read | Phrase)


def test_what_may_be_left_empty_is_nothing(form: TillByHand) -> None:
    """Not the empty text, not zero."""
    assert read(Field("f", "F", Kind.YUAN, is_needed=False), "") == Read(None)
    assert form.state.screen != SaleScreen()


def test_discounts_are_read_as_people_say_them() -> None:
    """88 is 8.8 折, 8 is 8 折, 100 takes a discount back."""
    assert [pay_permille(text) for text in ("88", "8", "95", "100", "101", "")] == [
        880,
        800,
        950,
        1000,
        None,
        None,
    ]


def test_a_value_asked_for_as_something_else_is_a_defect() -> None:
    """The form's own field names and kinds are checked when they are used."""
    values = Values({"a": "text", "b": Fen(5)})
    assert (values.text("a"), values.fen("b")) == ("text", 5)
    with pytest.raises(TypeError):
        values.fen("a")
