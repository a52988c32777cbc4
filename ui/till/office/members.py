"""查会员, 登记会员, 负积分 and 查询记录: members beside the sale; every look-up is on record."""

from edge_agent.domain.moments import BusinessDate
from edge_agent.wire.members import (
    EnrolMember,
    LookUpView,
    MemberAccount,
    MemberErasedView,
    MemberView,
    PointsMoveView,
)
from edge_agent.wire.shifts import ShiftView
from ui.till.commands import Call
from ui.till.generic.calls import delete, get, post
from ui.till.generic.kinds import (
    Column,
    Do,
    DoAnyway,
    Field,
    Form,
    FormScreen,
    Gap,
    Grid,
    Kind,
    List,
    ListScreen,
    Page,
    Pair,
    Part,
    Text,
    Values,
)
from ui.till.generic.moves import back, open_form, open_list, show_page, show_rows, to_sale
from ui.till.office.activity import Activity, Group
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import SaleScreen, State
from ui.till.step import Step, change, refuse
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of members."""

    FIND = "查会员", "Find a member"
    WHO = "会员码/手机号/后四位", "Code, phone or last four"
    COUNTED = "每次查询都有记录", "Every look-up is on record"
    MEMBER = "会员", "Member"
    TAIL = "尾号{tail}", "..{tail}"
    NAME = "姓名", "Name"
    CODE = "会员码", "Code"
    POINTS = "积分", "Points"
    MOVES = "本店积分变动", "Points moved in this shop"
    NO_MOVES = "本店还没有积分变动", "No points have moved in this shop"
    KIND = "类型", "Kind"
    ERASE = "删除资料", "erase"
    ASK_ERASE = "确定删除", "Erase this member"
    ERASE_MEANS = (
        "手机号、会员码和姓名将永久删除, 不能恢复; 交易和积分记录保留, 不再有姓名。",
        "Number, code and name are deleted for good. Sales and points stay, and name nobody.",
    )
    ERASED = "会员资料已删除", "The member is erased"
    NOT_ERASED = "没有删除", "Nothing was erased"
    ENROL = "登记会员", "Enrol a member"
    PHONE = "手机号", "Phone number"
    CONSENT = "已告知隐私说明", "Privacy notice given"
    CONSENT_HINT = "先告知顾客隐私说明, 再按 1", "Give the customer the privacy notice, then press 1"
    CONSENT_FIRST = "没有告知隐私说明, 不能登记", "Nobody is enrolled without the privacy notice"
    ENROLLED = "尾号{tail} 已入会", "..{tail} is a member now"
    BELOW = "负积分会员", "Points below zero"
    NONE_BELOW = "没有会员的积分是负数", "Nobody has points below zero"
    LOOK_UPS = "会员查询记录", "Look-ups by cashier"
    NO_LOOK_UPS = "这一天没有人查过会员", "Nobody looked a member up on that day"
    STAFF = "员工", "Staff"
    LOOKED_UP = "查询次数", "Look-ups"
    FOUND = "查到", "Found"
    DAY = "换日期", "other day"
    DATE = "营业日", "Business date"


class Move(Phrase):
    """Why points moved."""

    earned = "获得", "earned"
    spent = "使用", "spent"
    taken = "退货收回", "taken back"
    returned = "退货退还", "returned"


# --- one member ------------------------------------------------------------------------------------------


def _open_find(state: State) -> Step:
    return open_form(state, FIND, None)


def _find(state: State, _subject: None, values: Values) -> Step:
    return Step(state, (get("/v1/members", MemberView, _found, q=values.text("who")),))


def _found(state: State, member: MemberView) -> Step:
    return Step(state, (get(f"/v1/members/{member.id}", MemberAccount, _show),))


def _show(state: State, account: MemberAccount) -> Step:
    """The form stays below, empty: Backspace asks for the next one."""
    return show_page(state, ACCOUNT, account)


def _parts(view: View, account: MemberAccount) -> tuple[Part, ...]:
    member = account.member
    parts: list[Part] = [Pair(view.say(Said.MEMBER), view.say(Said.TAIL, tail=member.tail), is_strong=True)]
    parts += [Pair(view.say(Said.NAME), member.name)] if member.name else []
    parts += [Pair(view.say(Said.CODE), member.code)] if member.code else []
    parts += [Pair(view.say(Said.POINTS), str(member.points), is_strong=True), Gap()]
    if not account.moves:
        return (*parts, Text(view.say(Said.NO_MOVES)))
    moves = tuple(_move_cells(view, move) for move in account.moves)
    return (*parts, Text(view.say(Said.MOVES)), Grid(MOVES, moves))


def _move_cells(view: View, move: PointsMoveView) -> tuple[str, ...]:
    kind = view.say(Move[move.kind])
    return moment_text(view, move.at), kind, f"{move.points:+d}", move.receipt_no


def _ask_erase(state: State, account: MemberAccount) -> Step:
    return open_form(state, ERASE, account)


def _erase(state: State, account: MemberAccount, values: Values) -> Step:
    if not values.flag("sure"):
        return back(state, Said.NOT_ERASED)
    return Step(state, (delete(f"/v1/members/{account.member.id}", MemberErasedView, _erased),))


def _erased(state: State, _view: MemberErasedView) -> Step:
    return to_sale(state, Said.ERASED)


def _erase_note(view: View, account: MemberAccount) -> tuple[str, ...]:
    member = account.member
    who = f"{view.say(Said.TAIL, tail=member.tail)} {member.name}".strip()
    return who, view.say(Said.ERASE_MEANS)


# --- enrolment -------------------------------------------------------------------------------------------


def _open_enrol(state: State) -> Step:
    return open_form(state, ENROL, None)


def _enrol(state: State, _subject: None, values: Values) -> Step:
    if not values.flag("consent"):
        return refuse(state, Said.CONSENT_FIRST)
    code = values.text("code") or None
    body = EnrolMember(values.text("phone"), consent=True, name=values.text("name"), code=code)
    return Step(state, (post("/v1/members", body, MemberView, _enrolled),))


def _enrolled(state: State, member: MemberView) -> Step:
    return to_sale(state, Said.ENROLLED, tail=member.tail)


# --- lists -----------------------------------------------------------------------------------------------


def _open_below(state: State) -> Step:
    return open_list(state, BELOW, None)


def _load_below(_state: State, _subject: None) -> Call[tuple[MemberView, ...]]:
    return get("/v1/members/below-zero", tuple[MemberView, ...], show_rows)


def _below_cells(view: View, member: MemberView) -> tuple[str, ...]:
    return view.say(Said.TAIL, tail=member.tail), member.name, member.code or "", str(member.points)


def _show_account(state: State, member: MemberView) -> Step:
    return _found(state, member)


def _open_look_ups(state: State) -> Step:
    """Of the day that the open shift belongs to."""
    return Step(state, (get("/v1/shifts/current", ShiftView, _of_shift),))


def _of_shift(state: State, shift: ShiftView) -> Step:
    return open_list(state, LOOK_UPS, BusinessDate(shift.business_date))


def _load_look_ups(_state: State, day: BusinessDate) -> Call[tuple[LookUpView, ...]]:
    return get("/v1/members/look-ups", tuple[LookUpView, ...], show_rows, date=day)


def _ask_day(state: State) -> Step:
    screen = state.screen
    day = screen.subject if isinstance(screen, ListScreen) else ""
    return open_form(state, ANY_DAY, None, fields=(Field("day", Said.DATE, Kind.DATE, proposed=day),))


def _of_day(state: State, _subject: None, values: Values) -> Step:
    """The list again, in the place of the one below."""
    below = state.screen.back if isinstance(state.screen, FormScreen) else SaleScreen()
    under = below.back if isinstance(below, ListScreen) else SaleScreen()
    return open_list(change(state, screen=under), LOOK_UPS, BusinessDate(values.text("day")))


def _look_up_cells(_view: View, one: LookUpView) -> tuple[str, ...]:
    return one.staff, str(one.looked_up), str(one.found), ""


def _look_up_note(view: View, day: BusinessDate, _rows: tuple[LookUpView, ...]) -> tuple[str, ...]:
    return (f"{view.say(Said.DATE)} {day}",)


MOVES = (
    Column(Word.TIME, 12),
    Column(Said.KIND, 12),
    Column(Said.POINTS, 8, right=True),
    Column(Word.RECEIPT),
)
FIND: Form[None] = Form(Said.FIND, (Field("who", Said.WHO, hint=Said.COUNTED),), _find, verb=Said.FIND)
ACCOUNT: Page[MemberAccount] = Page(Said.MEMBER, _parts, do=(Do("delete", Said.ERASE, _ask_erase),))
ERASE: Form[MemberAccount] = Form(
    Said.ERASE, (Field("sure", Said.ASK_ERASE, Kind.YES_NO),), _erase, note=_erase_note, verb=Said.ERASE
)
ENROL: Form[None] = Form(
    Said.ENROL,
    (
        Field("phone", Said.PHONE, Kind.DIGITS, about=("exists",)),
        Field("name", Said.NAME, is_needed=False),
        Field("code", Said.CODE, is_needed=False),
        Field("consent", Said.CONSENT, Kind.YES_NO, hint=Said.CONSENT_HINT),
    ),
    _enrol,
    verb=Said.ENROL,
)
BELOW: List[None, MemberView] = List(
    Said.BELOW,
    (
        Column(Said.MEMBER, 12),
        Column(Said.NAME),
        Column(Said.CODE, 20),
        Column(Said.POINTS, 10, right=True),
    ),
    _below_cells,
    do=(Do("enter", Word.KEY_OPEN, _show_account),),
    load=_load_below,
    empty=Said.NONE_BELOW,
)
LOOK_UPS: List[BusinessDate, LookUpView] = List(
    Said.LOOK_UPS,
    (
        Column(Said.STAFF, 14),
        Column(Said.LOOKED_UP, 12, right=True),
        Column(Said.FOUND, 12, right=True),
        Column(""),
    ),
    _look_up_cells,
    do_anyway=(DoAnyway("+", Said.DAY, _ask_day),),
    load=_load_look_ups,
    empty=Said.NO_LOOK_UPS,
    note=_look_up_note,
)
ANY_DAY: Form[None] = Form(Said.LOOK_UPS, (), _of_day)
ACTIVITIES = (
    Activity(Said.FIND, Group.MEMBERS, _open_find),
    Activity(Said.ENROL, Group.MEMBERS, _open_enrol),
    Activity(Said.BELOW, Group.MEMBERS, _open_below),
    Activity(Said.LOOK_UPS, Group.MEMBERS, _open_look_ups),
)
