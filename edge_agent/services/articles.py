"""Articles: found by any of their codes as they are now, and taken in from a file or from headquarters."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from edge_agent.db.queries import articles as queries
from edge_agent.db.query import Query
from edge_agent.db.search_index import forget_name, index_name
from edge_agent.db.tx import Tx
from edge_agent.domain.catalogue import Article, OptionGroup
from edge_agent.domain.catalogue_now import as_in_file
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import DAY, Millis
from edge_agent.domain.scan import ArticleKey, KeyKind

PIECE_ARTICLES_MAX = 20
"""Articles in one piece of an import: it takes about two milliseconds, so that a sale never waits long."""
PRICES_KEPT_DAYS = 92
"""Of prices that no longer hold: so long 今日变价 tells of a day gone by, and a clock may be wrong."""

_SKU_OF: dict[KeyKind, Query[queries.SkuRow]] = {
    KeyKind.GTIN: queries.SKU_OF_GTIN,
    KeyKind.PLU: queries.SKU_OF_PLU,
    KeyKind.MENU: queries.SKU_OF_MENU_NO,
}
_encoder = msgspec.json.Encoder()

Moved = tuple[Sku, str, Sku]
"""A code that an import moved: who had it, the code, who has it now."""


class Taken(msgspec.Struct, frozen=True):
    """What became of a piece of an import."""

    moved: tuple[Moved, ...]
    at_once: tuple[Article, ...]
    """New ones whose price was to hold later: they have no other."""


def find_article(tx: Tx, keys: Sequence[ArticleKey]) -> Article | None:
    """The article, as it is now, that the first known of `keys` names."""
    for key in keys:
        row = _row_of(tx, key)
        if row is not None:
            return row.article()
    return None


def find_by_plu(tx: Tx, plu: str) -> Article | None:
    """The article that a counter scale knows by `plu`."""
    return find_article(tx, (ArticleKey(KeyKind.PLU, plu),))


def find_by_sku(tx: Tx, sku: str) -> Article | None:
    """The article of that own number."""
    return find_article(tx, (ArticleKey(KeyKind.SKU, sku),))


def save_articles(tx: Tx, articles: Iterable[Article]) -> list[Moved]:
    """Take articles in as they are, options and all; their prices hold at once.

    A code that another article carried until now moves to the one that is saved; each such move is answered.
    """
    moved: list[Moved] = []
    for article in articles:
        moved += _take_codes(tx, article)
        _take(tx, article, options=article.options)
    tx.touch("articles")
    return moved


def import_articles(tx: Tx, articles: Sequence[Article], valid_from: Mapping[Sku, Millis]) -> Taken:
    """Take in one piece of a catalogue file, which knows no options: those of a known article stay.

    A price that is to hold later waits, and the one of before holds until then.
    """
    moved: list[Moved] = []
    at_once: list[Article] = []
    for article in articles:
        moved += _take_codes(tx, article)
        later = valid_from.get(article.sku, tx.now)
        is_new = _take(tx, article, since=later if later > tx.now else None)
        if is_new and later > tx.now:
            at_once.append(article)
    tx.touch("articles")
    return Taken(tuple(moved), tuple(at_once))


def remove_article(tx: Tx, sku: Sku) -> bool:
    """Take an article out of the catalogue with its codes; whether there was one."""
    forget_name(tx, sku)
    tx.touch("articles")
    return tx.run(queries.REMOVE, sku) > 0


def options_text(groups: Sequence[OptionGroup]) -> str:
    """Option groups as the catalogue keeps them; what is sold out is not its affair."""
    return _encoder.encode(as_in_file(groups)).decode() if groups else ""


def _row_of(tx: Tx, key: ArticleKey) -> queries.ArticleRow | None:
    if key.kind is KeyKind.GTIN:
        return tx.one(queries.NOW_BY_GTIN, tx.now, key.value)
    sku = _sku_of(tx, key)
    return tx.one(queries.NOW, tx.now, sku) if sku is not None else None


def _sku_of(tx: Tx, key: ArticleKey) -> str | None:
    if key.kind is KeyKind.SKU:
        return key.value
    row = tx.one(_SKU_OF[key.kind], key.value)
    return row.sku if row is not None else None


def _take(
    tx: Tx, article: Article, *, options: tuple[OptionGroup, ...] | None = None, since: Millis | None = None
) -> bool:
    """Save an article, its prices from `since` on when that is set; whether it is new."""
    known = tx.one(queries.NOW, tx.now, article.sku)
    if known is None:
        _save(tx, article, options)
        return True
    if since is None:
        _note_price(tx, known, article)
        _save(tx, article, options)
    else:
        _save_price(tx, known, article, since)
        prices = (known.price_fen, known.member_price_fen)
        _save(tx, article, options, prices)
    return False


def _note_price(tx: Tx, known: queries.ArticleRow, article: Article) -> None:
    """Another price than the last import brought holds from now on, whatever the shop has set meanwhile."""
    fed = known.fed_price()
    if (article.price_fen, article.member_price_fen) != (fed.fen, fed.member_fen):
        _save_price(tx, known, article, tx.now)


def _save_price(tx: Tx, known: queries.ArticleRow, article: Article, since: Millis) -> None:
    """The price of a file from `since` on; those go that no time asks for any more."""
    now = known.price()
    told = (article.price_fen, article.member_price_fen)
    tx.run(queries.SAVE_PRICE, article.sku, since, *told, now.fen, now.member_fen, since > tx.now)
    tx.run(queries.FORGET_PRICES, article.sku, tx.now - PRICES_KEPT_DAYS * DAY)


def _take_codes(tx: Tx, article: Article) -> list[Moved]:
    """Free the codes of `article` from whoever carries them: a code names one article at a time."""
    moved: list[Moved] = []
    for key in _keys_of(article):
        other = _sku_of(tx, key)
        if other is None or other == article.sku:
            continue
        moved.append((Sku(other), key.value, article.sku))
        _give_up(tx, other, key)
    return moved


def _keys_of(article: Article) -> list[ArticleKey]:
    keys = [ArticleKey(KeyKind.GTIN, gtin) for gtin in article.gtins]
    if article.plu:
        keys.append(ArticleKey(KeyKind.PLU, article.plu))
    if article.menu_no:
        keys.append(ArticleKey(KeyKind.MENU, article.menu_no))
    return keys


def _give_up(tx: Tx, loser: str, key: ArticleKey) -> None:
    row = tx.one(queries.NOW, tx.now, loser)
    if row is None:
        return
    gtins = tuple(gtin for gtin in row.gtins.split() if (key.kind, key.value) != (KeyKind.GTIN, gtin))
    plu = None if key.kind is KeyKind.PLU else row.plu
    menu_no = None if key.kind is KeyKind.MENU else row.menu_no
    tx.run(queries.SAVE_CODES, " ".join(gtins), plu, menu_no, loser)
    _save_gtins(tx, loser, gtins)


def _save(
    tx: Tx,
    article: Article,
    options: tuple[OptionGroup, ...] | None,
    prices: tuple[int, int | None] | None = None,
) -> None:
    """Write the row; without `options` those of before stay, with `prices` these are kept."""
    price_fen, member_price_fen = prices or (article.price_fen, article.member_price_fen)
    tx.run(
        queries.SAVE,
        article.sku,
        article.name,
        article.unit,
        price_fen,
        " ".join(article.gtins),
        article.plu,
        article.menu_no,
        article.category,
        article.tax_class,
        article.tax_code,
        article.station,
        article.prep_seconds,
        member_price_fen,
        article.cost_fen,
        article.price_unit,
        article.is_open_price,
        None if options is None else options_text(options),
    )
    _save_gtins(tx, article.sku, article.gtins)
    index_name(tx, article.sku, article.name)


def _save_gtins(tx: Tx, sku: str, gtins: Sequence[str]) -> None:
    tx.run(queries.FORGET_GTINS, sku)
    tx.run_many(queries.SAVE_GTIN, [(gtin, sku) for gtin in gtins])
