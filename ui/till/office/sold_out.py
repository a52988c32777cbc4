"""沽清: what is sold out, a choice of a drink as well as a whole article, and what is to be had again."""

import msgspec

from edge_agent.domain.ids import Sku
from edge_agent.wire.goods import ArticleDetail, ArticleView, MarkSoldOut, OptionPick, SoldOutView
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import Column, Do, DoAnyway, List
from ui.till.generic.moves import back, open_list, pick_article, show_list, show_rows
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, tell
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of what is sold out."""

    TITLE = "沽清", "Sold out"
    NOTHING = "没有沽清的商品", "Nothing is sold out"
    CHOICE = "选项", "Choice"
    SINCE = "自", "Since"
    BY = "登记人", "By"
    ADD = "登记沽清", "mark"
    AGAIN = "恢复供应", "to be had again"
    WHICH = "沽清哪一项", "What is sold out"
    WHOLE = "整个商品", "the whole article"
    MARKED = "{name} 已沽清", "{name} is sold out"
    UNMARKED = "{name} 恢复供应", "{name} is to be had again"


class Part(msgspec.Struct, frozen=True):
    """An article, or one of its choices."""

    sku: Sku
    name: str
    choice: OptionPick | None = None
    choice_name: str = ""
    is_sold_out: bool = False


def _open(state: State) -> Step:
    return open_list(state, SOLD_OUT, None)


def _load(_state: State, _subject: None) -> Call[tuple[SoldOutView, ...]]:
    return get("/v1/articles/sold-out", tuple[SoldOutView, ...], show_rows)


def _cells(view: View, one: SoldOutView) -> tuple[str, ...]:
    return one.name, one.choice_name, moment_text(view, one.since), one.staff or ""


def _add(state: State) -> Step:
    return pick_article(state, _picked)


def _picked(state: State, article: ArticleView) -> Step:
    """An article with options may lack one of them only."""
    if article.has_options:
        return Step(state, (get(f"/v1/articles/{article.sku}", ArticleDetail, _which),))
    return _mark(state, Part(article.sku, article.name))


def _which(state: State, detail: ArticleDetail) -> Step:
    article = detail.article
    whole = Part(article.sku, article.name, is_sold_out=article.sold_out)
    choices = tuple(
        Part(
            article.sku,
            article.name,
            OptionPick(group.id, choice.id),
            f"{group.name} {choice.name}",
            choice.sold_out,
        )
        for group in detail.options
        for choice in group.choices
    )
    return show_list(state, WHICH, article, (whole, *choices))


def _mark(state: State, part: Part) -> Step:
    body = MarkSoldOut(sold_out=True, choice=part.choice)
    return Step(state, (post(f"/v1/articles/{part.sku}/sold-out", body, ArticleView, _marked),))


def _marked(state: State, article: ArticleView) -> Step:
    """Back on the list, which shows it now."""
    told = tell(state, Said.MARKED, name=article.name)
    is_choosing = getattr(state.screen, "listing", None) is WHICH
    return back(told) if is_choosing else Step(told, (_load(told, None),))


def _again(state: State, one: SoldOutView) -> Step:
    body = MarkSoldOut(sold_out=False, choice=one.choice)
    return Step(state, (post(f"/v1/articles/{one.sku}/sold-out", body, ArticleView, _unmarked),))


def _unmarked(state: State, article: ArticleView) -> Step:
    return Step(tell(state, Said.UNMARKED, name=article.name), (_load(state, None),))


def _part_cells(view: View, part: Part) -> tuple[str, ...]:
    state = view.say(Said.TITLE) if part.is_sold_out else ""
    return part.choice_name or view.say(Said.WHOLE), state


def _note(_view: View, article: ArticleView, _rows: tuple[Part, ...]) -> tuple[str, ...]:
    return (article.name,)


SOLD_OUT: List[None, SoldOutView] = List(
    Said.TITLE,
    (Column(Word.NAME), Column(Said.CHOICE, 20), Column(Said.SINCE, 12), Column(Said.BY, 8)),
    _cells,
    do=(Do("delete", Said.AGAIN, _again),),
    do_anyway=(DoAnyway("+", Said.ADD, _add),),
    load=_load,
    empty=Said.NOTHING,
)
WHICH: List[ArticleView, Part] = List(
    Said.WHICH,
    (Column(Said.CHOICE), Column("", 10)),
    _part_cells,
    do=(Do("enter", Said.ADD, _mark),),
    note=_note,
)
ACTIVITIES = (Activity(Said.TITLE, Group.GOODS, _open, Action.SOLD_OUT),)
