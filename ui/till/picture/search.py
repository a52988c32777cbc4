"""Search: the articles found with price and stock; the price of a scanned one in large digits."""

from collections.abc import Iterable, Sequence

import msgspec

from edge_agent.domain.money import Fen, by_jin, yuan
from edge_agent.domain.quantity import Unit, quantity_text
from edge_agent.wire.goods import ArticleView
from ui.till.generic.kinds import Column
from ui.till.picture.digits import large_fitting
from ui.till.picture.office import cells, first_shown
from ui.till.picture.rows import Look, Row, Span, View, blank, filled, line, row
from ui.till.screens.search import as_printed
from ui.till.state import SearchScreen
from ui.till.text import clean, width
from ui.till.words import Word

MARK = 3
COLUMNS = (
    Column(Word.NAME),
    Column(Word.PRICE, right=True),
    Column(Word.MEMBER_PRICE, right=True),
    Column(Word.ON_HAND, right=True),
    Column(""),
    Column(Word.CODE),
)
NARROW = 2
"""So many columns on a narrow terminal."""
NARROW_BELOW = 72


def search_body(view: View, screen: SearchScreen, height: int) -> list[Row]:
    """A row per article; a single one that was scanned is a price check."""
    named = view.say(Word.SEARCH if screen.choose is None else Word.CHOOSE)
    title = f"{named} {screen.query}" if screen.scanned else named
    head = [line(view.columns, f" {title}", Look.STRONG)]
    articles = screen.articles or ()
    if not articles:
        empty = line(view.columns, f"   {view.say(_empty(screen))}", Look.DIM)
        return filled([*head, blank(view.columns), empty], view.columns, height)
    columns, (heads, *texts) = _table(view, articles)
    head.append(line(view.columns, f"   {cells(heads, columns, view.columns - MARK - 1)}", Look.HEAD))
    room = max(height - len(head), 1)
    first = first_shown(screen.selected, room, len(articles))
    shown = range(first, min(first + room, len(articles)))
    rows = [_row(view, screen, at, cells(texts[at], columns, view.columns - MARK - 1)) for at in shown]
    if screen.scanned and len(articles) == 1:
        rows += [blank(view.columns), *_price(view, articles[0])]
    return filled([*head, *rows], view.columns, height)


def price_text(view: View, article: ArticleView, price: Fen) -> str:
    """A price as the shop tells it: by the piece, the kilogram, or the 斤."""
    if article.unit is not Unit.KG:
        return yuan(price)
    if article.price_unit == "500g":
        return f"{yuan(by_jin(price))}{view.say(Word.PER_JIN)}"
    return f"{yuan(price)}{view.say(Word.PER_KG)}"


def _table(view: View, articles: Sequence[ArticleView]) -> tuple[tuple[Column, ...], list[tuple[str, ...]]]:
    """Columns no wider than what stands in them, and none that is empty: the name has the rest."""
    heads = tuple(view.label(column.head) for column in COLUMNS)
    texts = [_texts(view, article) for article in articles]
    of_columns = list(zip(*texts, strict=True))[: len(COLUMNS) if view.columns >= NARROW_BELOW else NARROW]
    used = [at for at, column in enumerate(of_columns) if any(column)]
    columns = tuple(
        msgspec.structs.replace(COLUMNS[at], cells=_widest((heads[at], *of_columns[at])) if at else 0)
        for at in used
    )
    return columns, [tuple(one[at] for at in used) for one in (heads, *texts)]


def _widest(texts: Iterable[str]) -> int:
    return max(width(clean(text)) for text in texts)


def _texts(view: View, article: ArticleView) -> tuple[str, ...]:
    return (
        article.name,
        view.say(Word.OPEN_PRICE) if article.is_open_price else price_text(view, article, article.price_fen),
        "" if article.member_price_fen is None else yuan(article.member_price_fen),
        "" if article.on_hand is None else quantity_text(article.on_hand, article.unit),
        view.say(Word.SOLD_OUT) if article.sold_out else "",
        _code(article),
    )


def _row(view: View, screen: SearchScreen, at: int, text: str) -> Row:
    article, is_selected = (screen.articles or ())[at], at == screen.selected
    look = Look.SELECTED if is_selected else Look.BAD if article.sold_out else Look.PLAIN
    return row(view.columns, Span(f"{'>' if is_selected else ' '}  {text}", look), look=look, pick=at)


def _price(view: View, article: ArticleView) -> list[Row]:
    told_by_jin = article.unit is Unit.KG and article.price_unit == "500g"
    price = by_jin(article.price_fen) if told_by_jin else article.price_fen
    return [row(view.columns, *part.spans) for part in large_fitting(yuan(price), view.columns // 2)]


def _code(article: ArticleView) -> str:
    if article.menu_no is not None:
        return article.menu_no
    return as_printed(article.gtins[0]) if article.gtins else article.plu or article.sku


def _empty(screen: SearchScreen) -> Word:
    if not screen.query.strip():
        return Word.SEARCH_HINT if screen.choose is None else Word.CHOOSE_HINT
    return Word.LOADING if screen.articles is None else Word.NONE_FOUND
