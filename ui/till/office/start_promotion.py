"""新促销: the kinds that a shop starts by itself, each by a form of its own; any other kind by an import."""

import re

from edge_agent.domain.ids import RuleId
from edge_agent.domain.moments import DAY, MINUTE, Millis
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.promotions import NthPiece, Rule, Scope, SpendSave, Tier, TimedPrice
from edge_agent.domain.quantity import Unit
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.promotions import PromotionAnswer, PutPromotion
from ui.till.generic.calls import put
from ui.till.generic.kinds import Column, Do, Field, Form, Kind, List, Value, Values
from ui.till.generic.moves import back, open_form, pick_article, show_list
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, refuse
from ui.till.words import Phrase, Word, say

HALF_PERMILLE = 500
DAYS_MAX = 366
ID_LENGTH_MAX = 32
NOT_OF_AN_ID = re.compile(r"[^0-9A-Za-z._-]+")


class Said(Phrase):
    """The texts of starting a promotion."""

    NUMBER = "编号", "Number"
    HOLDS_FOR = (
        "新开始和停止的, 只管之后开的单; 已经开的单照旧",
        "This holds for carts opened from now on; open ones keep what they have",
    )
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


class Common(Phrase):
    """The kinds that a form starts."""

    SPECIAL = "商品特价", "A special price for an article"
    HALF = "第二件半价", "The second of an article at half price"
    SAVE = "全店满减", "Spend and save, on everything"


def choose_kind(state: State) -> Step:
    """Which of the common kinds."""
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
