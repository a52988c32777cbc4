"""The lists: held carts, articles found, and print jobs that a person must settle."""

from collections.abc import Sequence

from edge_agent.domain.money import yuan
from edge_agent.domain.quantity import Unit
from edge_agent.wire.types import ArticleView, HeldCart, PrintJobView
from ui.till.picture.clock import clock_text
from ui.till.picture.digits import large_fitting
from ui.till.picture.rows import Look, Row, Span, View, blank, filled, line, row
from ui.till.state import JobsScreen, RecallScreen, SearchScreen
from ui.till.text import fit, fit_right
from ui.till.words import Word

GTIN_LENGTHS = (8, 12, 13, 14)
JOB_STATES = {"uncertain": Word.JOB_UNCERTAIN, "held": Word.JOB_HELD}


def recall_body(view: View, screen: RecallScreen, height: int) -> list[Row]:
    """The held carts, the longest waiting first."""
    columns = view.columns
    heads = [
        fit(view.say(Word.TIME), 7),
        fit(view.say(Word.LANE), 6),
        fit_right(view.say(Word.COUNT), 6),
        fit_right(view.say(Word.AMOUNT), 11),
        f"  {view.say(Word.FIRST)}",
    ]
    rows = [_held_text(view, cart) for cart in screen.carts or ()]
    empty = Word.LOADING if screen.carts is None else Word.NONE_HELD
    return _list(
        view, view.say(Word.RECALL), "".join(heads), _Rows(rows, screen.selected, empty), height, columns
    )


def search_body(view: View, screen: SearchScreen, height: int) -> list[Row]:
    """The articles found; the price of a scanned one in large digits."""
    columns = view.columns
    articles = screen.articles or ()
    name_columns = columns - 44
    heads = [
        fit(view.say(Word.NAME), name_columns),
        fit_right(view.say(Word.PRICE), 14),
        f"  {view.say(Word.CODE)}",
    ]
    rows = [_article_text(view, article, name_columns) for article in articles]
    empty = _search_empty(screen)
    title = f"{view.say(Word.SEARCH)} {screen.query}" if screen.scanned else view.say(Word.SEARCH)
    shown = _list(view, title, "".join(heads), _Rows(rows, screen.selected, empty), height, columns)
    if not (screen.scanned and len(articles) == 1):
        return shown
    price = [blank(columns), *large_fitting(yuan(articles[0].price_fen), columns // 2)]
    price = [row(columns, *part.spans) for part in price]
    return filled([*shown[:4], *price], columns, height)


def jobs_body(view: View, screen: JobsScreen, height: int) -> list[Row]:
    """The print jobs, and what to do about them."""
    columns = view.columns
    heads = [
        fit(view.say(Word.TIME), 7),
        fit(view.say(Word.DOCUMENT), 18),
        fit(view.say(Word.PRINTER), 14),
        view.say(Word.STATE),
    ]
    rows = [_job_text(view, job) for job in screen.jobs or ()]
    empty = Word.LOADING if screen.jobs is None else Word.NO_JOBS
    shown = _list(
        view, view.say(Word.JOBS), "".join(heads), _Rows(rows, screen.selected, empty), height - 1, columns
    )
    return [*shown, line(columns, f" {view.say(Word.JOBS_HINT)}", Look.DIM)]


class _Rows:
    """The texts of a list, which one is selected, and what is said when there are none."""

    def __init__(self, texts: Sequence[str], selected: int, empty: Word) -> None:
        self.texts = texts
        self.selected = selected
        self.empty = empty


def _list(view: View, title: str, heads: str, rows: _Rows, height: int, columns: int) -> list[Row]:
    shown = [line(columns, f" {title}", Look.STRONG), line(columns, f"   {heads}", Look.HEAD)]
    if not rows.texts:
        return filled(
            [*shown, blank(columns), line(columns, f"   {view.say(rows.empty)}", Look.DIM)], columns, height
        )
    room = max(height - 2, 1)
    first = max(
        0, min(rows.selected - room + 1 + (rows.selected < len(rows.texts) - 1), len(rows.texts) - room)
    )
    for index, text in enumerate(rows.texts[first : first + room], first):
        is_selected = index == rows.selected
        look = Look.SELECTED if is_selected else Look.PLAIN
        shown.append(
            row(columns, Span(f"{'>' if is_selected else ' '}  {text}", look), look=look, pick=index)
        )
    return filled(shown, columns, height)


def _held_text(view: View, cart: HeldCart) -> str:
    amount = fit_right(yuan(cart.total_fen), 11)
    return f"{fit(clock_text(view, cart.held_at), 7)}{fit(cart.till, 6)}{cart.count:>6}{amount}  {cart.first}"


def _article_text(view: View, article: ArticleView, name_columns: int) -> str:
    unit = view.say(Word.PER_KG) if article.unit is Unit.KG else ""
    price = fit_right(f"{yuan(article.price_fen)}{unit}", 14)
    code = _printed(article.gtins[0]) if article.gtins else article.plu or article.menu_no or article.sku
    return f"{fit(article.name, name_columns - 1)} {price}  {code}"


def _printed(gtin: str) -> str:
    """A GTIN as the package shows it: its fourteen digits without the zeros that only fill up."""
    digits = gtin.lstrip("0")
    return digits.zfill(next(length for length in GTIN_LENGTHS if length >= len(digits)))


def _search_empty(screen: SearchScreen) -> Word:
    if not screen.query.strip():
        return Word.SEARCH_HINT
    return Word.LOADING if screen.articles is None else Word.NONE_FOUND


def _job_text(view: View, job: PrintJobView) -> str:
    paper = view.say(Word.RECEIPT_PAPER) if job.sale is not None else job.template
    document = f"{paper} {view.say(Word.COPY, n=job.copy)}" if job.copy else paper
    state = view.say(JOB_STATES[job.state]) if job.state in JOB_STATES else job.state
    return f"{fit(clock_text(view, job.created_at), 7)}{fit(document, 18)}{fit(job.printer, 14)}{state}"
