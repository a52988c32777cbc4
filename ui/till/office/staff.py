"""员工: who may sign in, and what becomes of an account; all of it by the right to manage staff."""

import msgspec

from edge_agent.wire.staff import AddStaff, SetPin, StaffView
from ui.till.generic.calls import get, post, put
from ui.till.generic.kinds import (
    Choice,
    Column,
    Do,
    DoAnyway,
    Field,
    Form,
    FormScreen,
    Kind,
    List,
    ListScreen,
    Values,
)
from ui.till.generic.moves import back, open_form, show_list, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay, tell
from ui.till.words import Phrase


class Said(Phrase):
    """The texts of staff."""

    TITLE = "员工", "Staff"
    NONE = "还没有员工", "There is no staff yet"
    NUMBER = "工号", "Number"
    NAME = "姓名", "Name"
    ROLE = "角色", "Role"
    STATE = "状态", "State"
    GOOD = "正常", "active"
    DISABLED = "已停用", "disabled"
    LOCKED = "密码锁定, 还有 {minutes} 分钟", "locked for {minutes} min"
    UNLOCK = "解锁", "unlock"
    NOT_LOCKED = "{name} 没有被锁定", "{name} is not locked"
    SWITCH = "停用/启用", "disable/enable"
    SET_PIN = "设密码", "set PIN"
    PIN = "新密码", "New PIN"
    PIN_AGAIN = "再输一次", "Once more"
    PIN_HINT = "4 到 12 位数字", "4 to 12 digits"
    DIFFERENT = "两次输入的密码不同, 请重输", "The two PINs differ: type both again"
    ADD = "新员工", "add somebody"
    UNLOCKED = "{name} 已解锁", "{name} is unlocked"
    IS_DISABLED = "{name} 已停用, 不能再登录", "{name} is disabled and cannot sign in"
    IS_ENABLED = "{name} 已启用", "{name} may sign in again"
    PIN_IS_SET = "{name} 的密码已换", "{name} has a new PIN"
    ADDED = "{name} 已加入, 可以登录", "{name} is added and may sign in"


class RoleName(Phrase):
    """The roles, by their names on the wire."""

    cashier = "收银员", "cashier"
    supervisor = "主管", "supervisor"
    manager = "店长", "manager"


def _open(state: State) -> Step:
    """It takes the right to read the list: it is read once, and follows what is done."""
    return Step(state, (get("/v1/staff", tuple[StaffView, ...], _show),))


def _show(state: State, staff: tuple[StaffView, ...]) -> Step:
    return show_list(state, STAFF, None, staff)


def _cells(view: View, person: StaffView) -> tuple[str, ...]:
    return person.staff, person.name, view.say(RoleName[person.role]), _standing(view, person)


def _standing(view: View, person: StaffView) -> str:
    if person.is_disabled:
        return view.say(Said.DISABLED)
    if person.locked_minutes:
        return view.say(Said.LOCKED, minutes=person.locked_minutes)
    return view.say(Said.GOOD)


# --- an account ------------------------------------------------------------------------------------------


def _unlock(state: State, person: StaffView) -> Step:
    if not person.locked_minutes:
        return refuse(state, Said.NOT_LOCKED, name=person.name)
    return Step(state, (post(f"/v1/staff/{person.staff}/unlock", None, StaffView, _unlocked),))


def _unlocked(state: State, person: StaffView) -> Step:
    return _told(state, Said.UNLOCKED, person)


def _switch(state: State, person: StaffView) -> Step:
    what = "enable" if person.is_disabled else "disable"
    return Step(state, (post(f"/v1/staff/{person.staff}/{what}", None, StaffView, _switched),))


def _switched(state: State, person: StaffView) -> Step:
    return _told(state, Said.IS_DISABLED if person.is_disabled else Said.IS_ENABLED, person)


def _ask_pin(state: State, person: StaffView) -> Step:
    return open_form(state, NEW_PIN, person)


def _set_pin(state: State, person: StaffView, values: Values) -> Step:
    if not _is_same(values):
        return _again(state)
    body = SetPin(values.text("pin"))
    return Step(state, (put(f"/v1/staff/{person.staff}/pin", body, StaffView, _pin_set),))


def _pin_set(state: State, person: StaffView) -> Step:
    return _told(back(state).state, Said.PIN_IS_SET, person)


def _ask_new(state: State) -> Step:
    return open_form(state, NEW_PERSON, None)


def _add(state: State, _subject: None, values: Values) -> Step:
    if not _is_same(values):
        return _again(state)
    body = AddStaff(values.text("staff"), values.text("name"), values.text("role"), values.text("pin"))
    return Step(state, (post("/v1/staff", body, StaffView, _added),))


def _added(state: State, person: StaffView) -> Step:
    return _told(back(state).state, Said.ADDED, person)


def _is_same(values: Values) -> bool:
    return values.text("pin") == values.text("again")


def _again(state: State) -> Step:
    """Both PINs are asked for anew, the rest stays."""
    screen = state.screen
    if not isinstance(screen, FormScreen):
        return refuse(state, Said.DIFFERENT)
    secret = [field.kind is Kind.SECRET for field in screen.fields]
    typed = tuple("" if is_secret else text for is_secret, text in zip(secret, screen.typed, strict=True))
    anew = msgspec.structs.replace(screen, typed=typed, at=secret.index(True))
    return refuse(change(state, screen=anew, buffer=""), Said.DIFFERENT)


def _told(state: State, word: Phrase, person: StaffView) -> Step:
    """The list with this person as the account is now."""
    told = tell(state, word, name=person.name)
    screen = state.screen
    if not isinstance(screen, ListScreen):
        return stay(told)
    others = {one.staff: one for one in screen.rows or ()}
    rows = sorted((others | {person.staff: person}).values(), key=_by_number)
    return show_rows(told, tuple(rows))


def _by_number(person: StaffView) -> str:
    return person.staff


def _pin_note(_view: View, person: StaffView) -> tuple[str, ...]:
    return (f"{person.staff} {person.name}",)


PIN = Field("pin", Said.PIN, Kind.SECRET, hint=Said.PIN_HINT)
PIN_AGAIN = Field("again", Said.PIN_AGAIN, Kind.SECRET)
ROLES = tuple(Choice(role.name, role) for role in RoleName)
NEW_PIN: Form[StaffView] = Form(Said.SET_PIN, (PIN, PIN_AGAIN), _set_pin, note=_pin_note)
NEW_PERSON: Form[None] = Form(
    Said.ADD,
    (
        Field("staff", Said.NUMBER, Kind.DIGITS),
        Field("name", Said.NAME),
        Field("role", Said.ROLE, Kind.CHOICE, choices=ROLES),
        PIN,
        PIN_AGAIN,
    ),
    _add,
)
STAFF: List[None, StaffView] = List(
    Said.TITLE,
    (Column(Said.NUMBER, 14), Column(Said.NAME), Column(Said.ROLE, 12), Column(Said.STATE, 28)),
    _cells,
    do=(
        Do("1", Said.UNLOCK, _unlock),
        Do("2", Said.SWITCH, _switch),
        Do("3", Said.SET_PIN, _ask_pin),
    ),
    do_anyway=(DoAnyway("+", Said.ADD, _ask_new),),
    empty=Said.NONE,
)
ACTIVITIES = (Activity(Said.TITLE, Group.FIGURES, _open),)
