"""促销: what is in force, stopped by a key; the common kinds are started by a form, any kind by an import."""

from typing import Any

from edge_agent.wire.promotions import PromotionAnswer, PromotionsView, PromotionView
from ui.till.commands import Call
from ui.till.generic.calls import delete, get
from ui.till.generic.kinds import Column, Do, DoAnyway, Field, Form, Kind, List, Values
from ui.till.generic.moves import back, open_form, open_list, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.office.start_promotion import Said as OfStart
from ui.till.office.start_promotion import choose_kind
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step
from ui.till.words import Phrase


class Said(Phrase):
    """The texts of promotions."""

    TITLE = "促销", "Promotions"
    NONE = "没有促销", "There are no promotions"
    NAME = "名称", "Name"
    KIND = "类型", "Kind"
    UNTIL = "到", "Until"
    ALWAYS = "长期", "for good"
    OWNER = "来源", "By"
    SHOP = "本店", "the shop"
    HQ = "总部", "HQ"
    STOP = "停止", "stop"
    ASK_STOP = "停止这个促销", "Stop this promotion"
    STOPPED = "{id} 已停止, 之后开的单不再用", "{id} is stopped for carts opened from now on"
    STAYS = "没有停止", "Nothing was stopped"


class RuleKind(Phrase):
    """The kinds, by their tags."""

    member_price = "会员价", "member price"
    timed_price = "限时价", "timed price"
    nth_piece = "第n件", "nth piece"
    buy_get = "买送", "buy and get"
    n_for_price = "n件一口价", "n for a price"
    bundle = "套餐", "bundle"
    spend_save = "满减", "spend and save"
    coupon = "优惠券", "coupon"


def _open(state: State) -> Step:
    return open_list(state, PROMOTIONS, None)


def _load(_state: State, _subject: None) -> Call[Any]:
    return get("/v1/promotions", PromotionsView, _loaded)


def _loaded(state: State, view: PromotionsView) -> Step:
    return show_rows(state, view.promotions)


def _cells(view: View, one: PromotionView) -> tuple[str, ...]:
    rule = one.rule
    return (
        rule.id,
        rule.name,
        view.say(RuleKind[str(rule.__struct_config__.tag)]),
        view.say(Said.ALWAYS) if rule.valid_until is None else moment_text(view, rule.valid_until),
        view.say(Said.HQ if one.owner == "hq" else Said.SHOP),
    )


def _list_note(view: View, _subject: None, _rows: tuple[PromotionView, ...]) -> tuple[str, ...]:
    return (view.say(OfStart.HOLDS_FOR),)


# --- stopping one ----------------------------------------------------------------------------------------


def _ask_stop(state: State, one: PromotionView) -> Step:
    return open_form(state, STOP, one)


def _stop(state: State, one: PromotionView, values: Values) -> Step:
    if not values.flag("sure"):
        return back(state, Said.STAYS)
    return Step(state, (delete(f"/v1/promotions/{one.rule.id}", PromotionAnswer, _stopped),))


def _stopped(state: State, answer: PromotionAnswer) -> Step:
    return back(state, Said.STOPPED, id=answer.id)


def _stop_note(view: View, one: PromotionView) -> tuple[str, ...]:
    return (f"{one.rule.id}  {one.rule.name}", view.say(OfStart.HOLDS_FOR))


STOP: Form[PromotionView] = Form(
    Said.TITLE, (Field("sure", Said.ASK_STOP, Kind.YES_NO),), _stop, note=_stop_note, verb=Said.STOP
)
PROMOTIONS: List[None, PromotionView] = List(
    Said.TITLE,
    (
        Column(OfStart.NUMBER, 16),
        Column(Said.NAME),
        Column(Said.KIND, 14),
        Column(Said.UNTIL, 11),
        Column(Said.OWNER, 8),
    ),
    _cells,
    do=(Do("delete", Said.STOP, _ask_stop),),
    do_anyway=(DoAnyway("+", OfStart.START, choose_kind),),
    load=_load,
    empty=Said.NONE,
    note=_list_note,
)
ACTIVITIES = (Activity(Said.TITLE, Group.GOODS, _open),)
