"""Practice: the shop's own goods, taken over into a store that is thrown away."""

from collections.abc import Callable, Sequence

from edge_agent.db.database import StoreWriter
from edge_agent.db.queries import practice as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.catalogue import Article
from edge_agent.domain.moments import Millis
from edge_agent.domain.promotions import Rule
from edge_agent.domain.quantity import Unit
from edge_agent.services.articles import save_articles
from edge_agent.services.promotions import put_promotions_in_force, read_promotions, save_rule

PIECE_ARTICLES_MAX = 200
ARTICLES_MAX = 20_000
"""More would keep a trainee waiting."""


async def copy_goods(shop: Reads, writer: StoreWriter, now: Millis) -> int:
    """Take over the articles as they are now, options and all, and the promotions; how many articles."""
    count = 0
    articles = await _articles_after(shop, "", now)
    while articles and count < ARTICLES_MAX:
        await writer.run(_saving(articles))
        count += len(articles)
        articles = await _articles_after(shop, articles[-1].sku, now)
    promotions = (await read_promotions(shop)).promotions
    await writer.run(lambda tx: _save_promotions(tx, [one.rule for one in promotions]))
    return count


async def find_example(reads: Reads, now: Millis) -> str:
    """A code that can be typed to sell one piece, nothing asked; empty when there is none."""
    articles = await _articles_after(reads, "", now)
    codes = (article.gtins[0].removeprefix("0") for article in articles if _is_plain(article))
    return next(codes, "")


def _is_plain(article: Article) -> bool:
    is_asked_about = article.is_open_price or article.options or article.sold_out or article.unit is Unit.KG
    return bool(article.gtins and article.price_fen and not is_asked_about)


async def _articles_after(reads: Reads, sku: str, now: Millis) -> list[Article]:
    return [row.article() for row in await reads.all(queries.ARTICLES_AFTER, now, sku, PIECE_ARTICLES_MAX)]


def _saving(articles: Sequence[Article]) -> Callable[[Tx], object]:
    return lambda tx: save_articles(tx, articles)


def _save_promotions(tx: Tx, rules: Sequence[Rule]) -> None:
    for rule in rules:
        save_rule(tx, rule)
    put_promotions_in_force(tx)
