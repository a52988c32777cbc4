"""Articles found by a code, any part of a name, pinyin initials, or the beginning or end of a number."""

from edge_agent.db.queries import articles as queries
from edge_agent.db.reads import Reads
from edge_agent.domain.catalogue import Article
from edge_agent.domain.gtin import is_digits
from edge_agent.domain.moments import Millis
from edge_agent.domain.quantity import Milli
from edge_agent.domain.scan import ArticleKey, KeyKind, ScanRules, WeighedScan, article_keys, classify
from edge_agent.domain.search_terms import terms
from edge_agent.wire.goods import ArticleView

PART_DIGITS_MIN = 4
"""So many digits are a part of a barcode worth looking for."""
_ABOVE_ALL = "\U0010ffff"
_NOTHING = '"·"'
"""Asks the index for a gram that no article has."""


async def search(reads: Reads, text: str, limit: int, now: Millis) -> tuple[ArticleView, ...]:
    """The article that `text` is a code of, then names that begin with it or have it, then parts of codes."""
    text = text.strip()
    asked = terms(text)
    rows = await reads.all(
        queries.SEARCH,
        now,
        limit,
        asked.text,
        _quoted((asked.start,) if asked.text else ()),
        _quoted(asked.within),
        *_codes(text),
        *_range(text.upper()),
        *_range("0" + text if _is_part(text) else ""),
        *_range(text[::-1] if _is_part(text) else ""),
    )
    found: dict[str, queries.FoundRow] = {}
    for row in rows:
        found.setdefault(row.sku, row)
    return tuple(article_view(row.article(), row.on_hand) for row in list(found.values())[:limit])


def without_weight(text: str, rules: ScanRules) -> str:
    """A weighed label as the PLU of its article; any other text as it is."""
    scan = classify(text, None, rules)
    return scan.plu if isinstance(scan, WeighedScan) else text


def article_view(article: Article, on_hand: int | None) -> ArticleView:
    """An article as the wire shows it."""
    return ArticleView(
        sku=article.sku,
        name=article.name,
        unit=article.unit,
        price_fen=article.price_fen,
        gtins=article.gtins,
        plu=article.plu,
        menu_no=article.menu_no,
        category=article.category,
        member_price_fen=article.member_price_fen,
        price_unit=article.price_unit,
        sold_out=article.sold_out,
        is_open_price=article.is_open_price,
        has_options=bool(article.options),
        on_hand=None if on_hand is None else Milli(on_hand),
    )


def _quoted(grams: tuple[str, ...]) -> str:
    """The index's own language: all of these."""
    return " ".join(f'"{gram}"' for gram in grams) or _NOTHING


def _codes(text: str) -> tuple[str | None, ...]:
    """What the text may be a code of, in the order of the statement: two barcodes, menu, PLU, own number."""
    by_kind: dict[KeyKind, list[ArticleKey]] = {}
    for key in article_keys(text):
        by_kind.setdefault(key.kind, []).append(key)
    gtins = [key.value for key in by_kind.get(KeyKind.GTIN, ())]
    others = [
        by_kind[kind][0].value if kind in by_kind else None
        for kind in (KeyKind.MENU, KeyKind.PLU, KeyKind.SKU)
    ]
    return (*[*gtins, None, None][:2], *others)


def _is_part(text: str) -> bool:
    return is_digits(text) and len(text) >= PART_DIGITS_MIN


def _range(start: str) -> tuple[str | None, str | None]:
    """From the first text that begins with `start` to the first behind those."""
    return (start, start + _ABOVE_ALL) if start else (None, None)
