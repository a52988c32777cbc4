"""促销: what is in force, stopped by a key; the common kinds are started by a form, any kind by an import."""

import re
from typing import Any

from edge_agent.domain.ids import RuleId
from edge_agent.domain.moments import DAY, MINUTE, Millis
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.promotions import NthPiece, Rule, Scope, SpendSave, Tier, TimedPrice
from edge_agent.domain.quantity import Unit
from edge_agent.wire.promotions import PromotionAnswer, PromotionsView, PromotionView, PutPromotion
from edge_agent.wire.types import ArticleView
from ui.till.commands import Call
from ui.till.generic.calls import delete, get, put
from ui.till.generic.kinds import Column, Do, DoAnyway, Field, Form, Kind, List, Value, Values
from ui.till.generic.moves import back, open_form, open_list, pick_article, show_list, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, refuse
from ui.till.words import Phrase, Word, say

HALF_PERMILLE = 500
DAYS_MAX = 366
ID_LENGTH_MAX = 32
NOT_OF_AN_ID = re.compile(r"[^0-9A-Za-z._-]+")


class Said(Phrase):
    """The texts of promotions."""

    TITLE = "促销", "Promotions"
    NONE = "没有促销", "There are no promotions"
    NUMBER = "编号", "Number"
    NAME = "名称", "Name"
    KIND = "类型", "Kind"
    UNTIL = "到", "Until"
    ALWAYS = "长期", "for good"
    OWNER = "来源", "By"
    SHOP = "本店", "the shop"
    HQ = "总部", "HQ"
    HOLDS_FOR = (
        "新开始和停止的, 只管之后开的单; 已经开的单照旧",
        "This holds for carts opened from now on; open ones keep what they have",
    )
    STOP = "停止", "stop"
    ASK_STOP = "停止这个促销", "Stop this promotion"
    STOPPED = "{id} 已停止, 之后开的单不再用", "{id} is stopped for carts opened from now on"
    STAYS = "没有停止", "Nothing was stopped"
    START = "新促销", "start one"
    STARTED = "{id} 已开始, 之后开的单用", "{id} holds for carts opened from now on"
    NUMBER_HINT = (
        "同一编号的促销会被换掉; 字母、数字、. _ -",
        "takes the place of one of this number; letters, digits and . _ -",
    )
    PRICE = "特价", "Special price"
    PER_KG = "特价(每千克)", "Special price (a kg)"
    DAYS = "几天", "Days"
    DAYS_HINT = "1 即到今晚 12 点; 长期:", "1 is until midnight; for good:"
    SPEND = "满", "Spend"
    SAVE = "减", "Save"
    EVERY = "每满都减", "Each time it is reached"
    SPECIAL_OF = "{name} 特价", "{name} on offer"
    HALF_OF = "{name} 第二件半价", "{name}: the second at half"
    SAVE_OF = "满{spend}减{save}", "{save} off {spend}"
    NOW = "现价 {price}", "Now {price}"
    LESS = "减的要比满的少", "It must save less than is spent"
    ABOVE_ZERO = "要大于 0", "It must be above 0"
    WRONG_DAYS = "天数: 1 到 366", "Days: 1 to 366"
    WRONG_NUMBER = "编号: 1 到 32 位字母、数字、. _ -", "A number is 1 to 32 letters, digits and . _ -"
    BY_PIECE = "第二件半价只用于按件卖的商品", "Only what is sold by the piece has a second one"


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


class Common(Phrase):
    """The kinds that a form starts."""

    SPECIAL = "商品特价", "A special price for an article"
    HALF = "第二件半价", "The second of an article at half price"
    SAVE = "全店满减", "Spend and save, on everything"


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
    return (view.say(Said.HOLDS_FOR),)


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
    return (f"{one.rule.id}  {one.rule.name}", view.say(Said.HOLDS_FOR))


# --- starting one ----------------------------------------------------------------------------------------


def _choose_kind(state: State) -> Step:
    return show_list(state, KINDS, None, tuple(Common))


def _begin(state: State, kind: Common) -> Step:
    match kind:
        case Common.SPECIAL:
            return pick_article(state, _ask_special)
        case Common.HALF:
            return pick_article(state, _ask_half)
        case Common.SAVE:
            return open_form(state, SAVE, None)


def _ask_special(state: State, article: ArticleView) -> Step:
    label = Said.PER_KG if article.unit is Unit.KG else Said.PRICE
    price = Field("price", label, Kind.YUAN, check=_above_zero)
    return open_form(state, SPECIAL, article, fields=(price, DAYS, _number("special", article.sku)))


def _start_special(state: State, article: ArticleView, values: Values) -> Step:
    return _put(
        state,
        TimedPrice(
            id=RuleId(values.text("number")),
            name=say(state.language, Said.SPECIAL_OF, name=article.name),
            valid_until=_until(state, values),
            scope=Scope(skus=(article.sku,)),
            price_fen=values.fen("price"),
        ),
    )


def _ask_half(state: State, article: ArticleView) -> Step:
    if article.unit is Unit.KG:
        return refuse(state, Said.BY_PIECE)
    return open_form(state, HALF, article, fields=(DAYS, _number("half", article.sku)))


def _start_half(state: State, article: ArticleView, values: Values) -> Step:
    return _put(
        state,
        NthPiece(
            id=RuleId(values.text("number")),
            name=say(state.language, Said.HALF_OF, name=article.name),
            valid_until=_until(state, values),
            scope=Scope(skus=(article.sku,)),
            n=2,
            pay_permille=HALF_PERMILLE,
        ),
    )


def _start_save(state: State, _subject: None, values: Values) -> Step:
    spend, save = values.fen("spend"), values.fen("save")
    if save >= spend:
        return refuse(state, Said.LESS)
    return _put(
        state,
        SpendSave(
            id=RuleId(values.text("number")),
            name=say(state.language, Said.SAVE_OF, spend=_short(spend), save=_short(save)),
            valid_until=_until(state, values),
            scope=Scope(everything=True),
            tiers=(Tier(spend, save),),
            every=values.flag("every"),
        ),
    )


def _put(state: State, rule: Rule) -> Step:
    call = put(f"/v1/promotions/{rule.id}", PutPromotion(rule), PromotionAnswer, _started)
    return Step(state, (call,))


def _started(state: State, answer: PromotionAnswer) -> Step:
    """Past the choice of kinds, to the list."""
    return back(back(state).state, Said.STARTED, id=answer.id)


def _number(kind: str, sku: str) -> Field:
    """The same article has the same number again: another special price takes the place of the first."""
    proposed = NOT_OF_AN_ID.sub("-", f"{kind}-{sku}")[:ID_LENGTH_MAX]
    return Field("number", Said.NUMBER, proposed=proposed, check=_id_like, hint=Said.NUMBER_HINT)


def _until(state: State, values: Values) -> Millis | None:
    """The end of the last day by the shop's own clock."""
    if not values.has("days"):
        return None
    offset = (state.health.utc_offset_minutes if state.health else 0) * MINUTE
    midnight = (state.now + offset) // DAY * DAY - offset
    return Millis(midnight + values.number("days") * DAY)


def _short(fen: Fen) -> str:
    """`100`, not `100.00`: as a sign in the shop says it."""
    return yuan(fen).removesuffix(".00")


def _above_zero(value: Value) -> Phrase | None:
    return None if isinstance(value, int) and value > 0 else Said.ABOVE_ZERO


def _some_days(value: Value) -> Phrase | None:
    return None if isinstance(value, int) and 0 < value <= DAYS_MAX else Said.WRONG_DAYS


def _id_like(value: Value) -> Phrase | None:
    is_id = isinstance(value, str) and len(value) <= ID_LENGTH_MAX and not NOT_OF_AN_ID.search(value)
    return None if is_id else Said.WRONG_NUMBER


def _article_note(view: View, article: ArticleView) -> tuple[str, ...]:
    return article.name, view.say(Said.NOW, price=yuan(article.price_fen)), view.say(Said.HOLDS_FOR)


def _whole_note(view: View, _subject: None) -> tuple[str, ...]:
    return (view.say(Said.HOLDS_FOR),)


def _kind_cells(view: View, kind: Common) -> tuple[str, ...]:
    return (view.say(kind),)


DAYS = Field("days", Said.DAYS, Kind.NUMBER, is_needed=False, check=_some_days, hint=Said.DAYS_HINT)
STOP: Form[PromotionView] = Form(
    Said.TITLE, (Field("sure", Said.ASK_STOP, Kind.YES_NO),), _stop, note=_stop_note, verb=Said.STOP
)
SPECIAL: Form[ArticleView] = Form(Common.SPECIAL, (), _start_special, note=_article_note)
HALF: Form[ArticleView] = Form(Common.HALF, (), _start_half, note=_article_note)
SAVE: Form[None] = Form(
    Common.SAVE,
    (
        Field("spend", Said.SPEND, Kind.YUAN, check=_above_zero),
        Field("save", Said.SAVE, Kind.YUAN, check=_above_zero),
        Field("every", Said.EVERY, Kind.YES_NO, proposed="2"),
        DAYS,
        Field("number", Said.NUMBER, proposed="save", check=_id_like, hint=Said.NUMBER_HINT),
    ),
    _start_save,
    note=_whole_note,
)
KINDS: List[None, Common] = List(
    Said.START, (Column(""),), _kind_cells, do=(Do("enter", Word.KEY_CHOOSE, _begin),), is_menu=True
)
PROMOTIONS: List[None, PromotionView] = List(
    Said.TITLE,
    (
        Column(Said.NUMBER, 16),
        Column(Said.NAME),
        Column(Said.KIND, 14),
        Column(Said.UNTIL, 11),
        Column(Said.OWNER, 8),
    ),
    _cells,
    do=(Do("delete", Said.STOP, _ask_stop),),
    do_anyway=(DoAnyway("+", Said.START, _choose_kind),),
    load=_load,
    empty=Said.NONE,
    note=_list_note,
)
ACTIVITIES = (Activity(Said.TITLE, Group.GOODS, _open),)
