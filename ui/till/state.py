"""What a till knows, as one frozen value; the picture is a function of it and nothing else."""

import enum
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from edge_agent.domain.ids import ApprovalId
from edge_agent.domain.quantity import Milli
from edge_agent.wire.carts import CartView, LineView
from edge_agent.wire.goods import ArticleView, OptionGroupView
from edge_agent.wire.health import Health
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.sales import SaleView
from edge_agent.wire.sessions import MethodView, SessionView
from edge_agent.wire.tenders import ExternalTenderRequest
from edge_agent.wire.tickets import QueueView
from ui.till.commands import Command, DoScan
from ui.till.generic.kinds import FormScreen, ListScreen, PageScreen
from ui.till.keymap import Section
from ui.till.practice_task import Practice

if TYPE_CHECKING:
    from ui.till.step import Step

Choose: TypeAlias = "Callable[[State, ArticleView], Step] | None"
"""What becomes of an article that was looked up for an activity; None sells it."""

BUFFER_LENGTH_MAX = 64
REFUSALS_MAX = 200
TROUBLES_MAX = 6
CASH = MethodView(id="cash", name="", key="1", asks_reference=False)
"""Cash among the methods of the tender screen."""


class SignInScreen(msgspec.Struct, frozen=True, tag=True):
    """Who are you; `staff` is set while the PIN is asked for."""

    staff: str | None = None


class FloatScreen(msgspec.Struct, frozen=True, tag=True):
    """The shift must be opened: how much is in the drawer."""


class SaleScreen(msgspec.Struct, frozen=True, tag=True):
    """The cart, or the sale that was just finished."""


class TenderScreen(msgspec.Struct, frozen=True, tag=True):
    """The customer pays."""

    selected: int = 0
    """Into the methods; 0 is cash."""
    picking: bool = False
    """The next key names a method."""
    reference_for: ExternalTenderRequest | None = None
    """An external leg that only lacks its reference."""


class SearchScreen(msgspec.Struct, frozen=True, tag=True):
    """Articles by name or code; nothing is sold by looking."""

    query: str = ""
    articles: tuple[ArticleView, ...] | None = None
    selected: int = 0
    scanned: bool = False
    """The query came from the scanner: the next key starts a new one."""
    hurried: bool = False
    """Enter came before the answer: it means the article, if there is only one."""
    choose: Choose = None
    back: "Screen" = SaleScreen()

    def at(self, selected: int) -> "SearchScreen":
        """With another row selected."""
        return msgspec.structs.replace(self, selected=selected)


class Question(enum.StrEnum):
    """What a till asks before it does it."""

    CANCEL = "cancel"
    GIVE_BACK = "give_back"
    QUIT = "quit"


class AskScreen(msgspec.Struct, frozen=True, tag=True):
    """A question that Enter answers with yes and Backspace with no."""

    question: Question
    back: "Screen"


class HelpScreen(msgspec.Struct, frozen=True, tag=True):
    """The keys of the screen below."""

    back: "Screen"


class TroubleScreen(msgspec.Struct, frozen=True, tag=True):
    """报障: what is read out, or photographed, for whoever helps from afar."""

    back: "Screen"


Screen: TypeAlias = (
    SignInScreen
    | FloatScreen
    | SaleScreen
    | TenderScreen
    | SearchScreen
    | AskScreen
    | HelpScreen
    | TroubleScreen
    | FormScreen
    | ListScreen
    | PageScreen
)


class Need(enum.StrEnum):
    """What a scan that was refused lacks."""

    WEIGHT = "weight"
    """Grams: the next number is the weight."""
    PRICE = "price"
    """The article has none: the next number is its price."""
    OFFER = "offer"
    """The catalogue lacks it: `n /` sells it at that price."""


class Refusal(msgspec.Struct, frozen=True):
    """Something that was not done, in the cashier's words."""

    what: str
    """The code that was scanned, or nothing."""
    title: str
    hint: str
    repeat: Command | None = None
    """What to send when the person says yes to what was asked."""
    is_good: bool = False
    """It tells what was done."""
    scan: DoScan | None = None
    """What was scanned, when `need` would let it be sold."""
    need: Need | None = None
    is_of_payment: bool = False
    """A payment code above the shop's limit: Enter says yes to it."""


class Options(msgspec.Struct, frozen=True):
    """What may be chosen of the line that was just added: one digit per group, in order."""

    line_no: int
    groups: tuple[OptionGroupView, ...]
    at: int = 0

    @property
    def group(self) -> OptionGroupView:
        """The one that the next digit chooses from."""
        return self.groups[self.at]


class Trouble(msgspec.Struct, frozen=True):
    """A refusal that somebody may want to report."""

    at: int
    """Unix milliseconds."""
    code: str
    title: str


class Outcome(enum.StrEnum):
    """What became of the last scan."""

    WAITING = "waiting"
    ADDED = "added"
    """An article, to the cart."""
    MEMBER = "member"
    COUPON = "coupon"
    PAYMENT = "payment"
    """A payment was begun; how it ends is told elsewhere."""
    RECEIPT = "receipt"
    PICKUP = "pickup"
    """A customer's pickup code: what it opened stands on the screen."""
    TICKET = "ticket"
    """A cup label, or a slip."""
    REFUSED = "refused"
    UNUSED = "unused"
    """A member's or a coupon's code that was refused."""
    UNPAID = "unpaid"


class LastScan(msgspec.Struct, frozen=True):
    """The last code and what became of it."""

    code: str
    outcome: Outcome


class State(msgspec.Struct, frozen=True):
    """A till between two events."""

    screen: Screen = SignInScreen()
    session: SessionView | None = None
    cart: CartView | None = None
    buffer: str = ""
    """What was typed and not used yet."""
    next_quantity: Milli | None = None
    """Of the next scan."""
    selected: int | None = None
    """The number of the selected line."""
    flash_until: int = 0
    """Unix milliseconds; until then the selected line flashes."""
    last_scan: LastScan | None = None
    refusals: tuple[Refusal, ...] = ()
    """What scans met with, the oldest first, until somebody dismisses them."""
    notice: Refusal | None = None
    """Why the last key did nothing; gone with the next."""
    options: Options | None = None
    """Open until a key that is no choice is pressed."""
    moved: tuple[int, ...] = ()
    """The lines whose price is another since the cart was put on hold; until the next key."""
    payment: PaymentView | None = None
    """The payment through a provider that the cart waits for."""
    watched_at: int = 0
    """When it was asked about last."""
    last_sale: SaleView | None = None
    """The newest sale of this till, for a copy of its receipt."""
    touched_at: int = 0
    """When a key was pressed last, Unix milliseconds."""
    approval: ApprovalId | None = None
    """With which the command was asked for whose answer came last."""
    troubles: tuple[Trouble, ...] = ()
    """The last refusals, the oldest first, for the page that is read out on the phone."""
    finished: SaleView | None = None
    """The sale that was just paid, until the next one begins."""
    health: Health | None = None
    queue: QueueView | None = None
    """Who waits to be called, and the shop's counters."""
    to_collect: int | None = None
    """Orders that lie ready."""
    is_lost: bool = False
    """The agent does not answer."""
    kept: tuple[DoScan, ...] = ()
    """Scans that came while nobody was signed in."""
    sheets: dict[str, tuple[Any, ...]] = {}
    """Documents of stock that are not posted yet, and their lines."""
    waiting: int = 0
    """Commands that the agent has not answered yet."""
    language: str = "zh-CN"
    language_is_fixed: bool = False
    """Somebody asked for it at start; else the shop's own language comes with the first health."""
    now: int = 0
    """Unix milliseconds on the agent's clock."""
    practice: Practice | None = None
    """Somebody learns: which task is on."""
    hint: str = ""
    """Stands on the sign-in screen of a demo."""
    columns: int = 80
    rows: int = 24
    """Of the terminal: how far a page can be scrolled."""
    has_quit: bool = False
    bells: int = 0
    """How often the till has sounded: one more is a sound."""

    @property
    def lines(self) -> tuple[LineView, ...]:
        """The lines that are sold: a voided one is on record, not on the screen."""
        return tuple(line for line in self.cart.lines if not line.voided) if self.cart else ()

    @property
    def selected_line(self) -> LineView | None:
        """The line that `-` and `n *` mean."""
        return next((line for line in self.lines if line.no == self.selected), None)

    @property
    def asking(self) -> Refusal | None:
        """The newest refusal, when the next number answers it."""
        newest = self.refusals[-1] if self.refusals else None
        return newest if newest and newest.need in (Need.WEIGHT, Need.PRICE) else None

    @property
    def methods(self) -> tuple[MethodView, ...]:
        """Cash, and the external methods of the shop."""
        return (CASH, *(self.session.methods if self.session else ()))

    @property
    def section(self) -> Section:
        """The group of keys that this screen uses besides those of everywhere."""
        match self.screen:
            case SaleScreen():
                return Section.SALE
            case TenderScreen():
                return Section.TENDER
            case _:
                return Section.EVERYWHERE
