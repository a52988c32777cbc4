"""Articles: found by any of their codes, searched by name, imported from a file."""

from collections.abc import Iterable, Sequence

import msgspec

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import articles as queries
from edge_agent.db.query import Query
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.catalogue import Article
from edge_agent.domain.events import CatalogueImported
from edge_agent.domain.ids import Sku, StaffId
from edge_agent.domain.scan import ArticleKey, KeyKind, article_keys
from edge_agent.wire.types import ArticleView

PIECE_ARTICLES_MAX = 50
"""Articles in one piece of an import: a piece takes about a millisecond, so that a sale never waits long."""

_BY_KIND: dict[KeyKind, Query[queries.ArticleRow]] = {
    KeyKind.GTIN: queries.BY_GTIN,
    KeyKind.PLU: queries.BY_PLU,
    KeyKind.MENU: queries.BY_MENU_NO,
    KeyKind.SKU: queries.BY_SKU,
}


def find_article(tx: Tx, keys: Sequence[ArticleKey]) -> Article | None:
    """The article that the first known of `keys` names."""
    for key in keys:
        row = tx.one(_BY_KIND[key.kind], key.value)
        if row is not None:
            return row.article()
    return None


def find_by_plu(tx: Tx, plu: str) -> Article | None:
    """The article that a counter scale knows by `plu`."""
    return find_article(tx, (ArticleKey(KeyKind.PLU, plu),))


async def search(reads: Reads, text: str, limit: int) -> tuple[ArticleView, ...]:
    """The article that `text` is a code of, then those whose name or own number has it, by their numbers."""
    named = await _by_code(reads, text.strip())
    pattern = "%" + text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    rows = await reads.all(queries.SEARCH, pattern, pattern, limit)
    found = [row.article() for row in rows]
    others = [article for article in found if named is None or article.sku != named.sku]
    return tuple([_view(article) for article in ([named] if named else []) + others][:limit])


async def _by_code(reads: Reads, text: str) -> Article | None:
    for key in article_keys(text):
        row = await reads.one(_BY_KIND[key.kind], key.value)
        if row is not None:
            return row.article()
    return None


def save_articles(tx: Tx, articles: Iterable[Article]) -> list[tuple[Sku, str, Sku]]:
    """Take in one piece of an import: each article as the file has it, and its codes with it.

    A code that another article carried until now moves to the one that the file names; each such move is
    answered as (the loser's sku, the code, the new owner's sku).
    """
    moved: list[tuple[Sku, str, Sku]] = []
    for article in articles:
        moved += _take_codes(tx, article)
        _save(tx, article)
    tx.touch("articles")
    return moved


def record_import(
    tx: JournalTx, file_sha256: str, taken: int, refused: int, actor: StaffId | None = None
) -> None:
    """Put the import as a whole on record, after its last piece."""
    tx.record(CatalogueImported(file_sha256=file_sha256, rows_taken=taken, rows_refused=refused), actor=actor)


def _take_codes(tx: Tx, article: Article) -> list[tuple[Sku, str, Sku]]:
    """Free the codes of `article` from whoever carries them: a code names one article at a time."""
    moved: list[tuple[Sku, str, Sku]] = []
    for key in _keys_of(article):
        other = find_article(tx, (key,))
        if other is None or other.sku == article.sku:
            continue
        moved.append((other.sku, key.value, article.sku))
        _give_up(tx, other, key)
    return moved


def _keys_of(article: Article) -> list[ArticleKey]:
    keys = [ArticleKey(KeyKind.GTIN, gtin) for gtin in article.gtins]
    if article.plu:
        keys.append(ArticleKey(KeyKind.PLU, article.plu))
    if article.menu_no:
        keys.append(ArticleKey(KeyKind.MENU, article.menu_no))
    return keys


def _give_up(tx: Tx, loser: Article, key: ArticleKey) -> None:
    _save(
        tx,
        msgspec.structs.replace(
            loser,
            gtins=tuple(gtin for gtin in loser.gtins if (key.kind, key.value) != (KeyKind.GTIN, gtin)),
            plu=None if key.kind is KeyKind.PLU else loser.plu,
            menu_no=None if key.kind is KeyKind.MENU else loser.menu_no,
        ),
    )


def _save(tx: Tx, article: Article) -> None:
    tx.run(
        queries.SAVE,
        article.sku,
        article.name,
        article.unit,
        article.price_fen,
        " ".join(article.gtins),
        article.plu,
        article.menu_no,
        article.category,
        article.tax_class,
        article.prep_seconds,
    )
    tx.run(queries.FORGET_GTINS, article.sku)
    tx.run_many(queries.SAVE_GTIN, [(gtin, article.sku) for gtin in article.gtins])


def _view(article: Article) -> ArticleView:
    return ArticleView(
        sku=article.sku,
        name=article.name,
        unit=article.unit,
        price_fen=article.price_fen,
        gtins=article.gtins,
        plu=article.plu,
        menu_no=article.menu_no,
        category=article.category,
    )
