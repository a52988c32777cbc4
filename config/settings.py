"""The configuration as one frozen, typed value; `load.py` makes it from files and names every mistake."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from edge_agent.domain.ids import DrawerId, StoreCode, TillId
from edge_agent.domain.orders import Channel
from edge_agent.domain.receipt_template import Template
from edge_agent.domain.rights import Rights
from edge_agent.domain.scan import ScanRules
from edge_agent.domain.tax import TaxClass
from edge_agent.domain.tender import ExternalMethod, Rounding


class Store(msgspec.Struct, frozen=True):
    """Which shop this is."""

    code: StoreCode
    name: str
    generation: int
    """Counts the installations of this shop; part of every receipt number."""
    zone: ZoneInfo
    cutoff_minutes: int
    """The business date changes this many minutes after local midnight."""
    language: str
    """`zh-CN` or `en`: of paper, and of a till that asks for nothing else."""


class Lane(msgspec.Struct, frozen=True):
    """A till with its drawer and its printer."""

    till: TillId
    name: str
    drawer: DrawerId
    printer: str | None
    """The name of a printer; None prints nothing."""


class PrinterSettings(msgspec.Struct, frozen=True):
    """A receipt printer and how to reach it."""

    name: str
    address: str
    """`tcp://192.168.1.50:9100`."""
    columns: int
    """Of single width: 32 on 58 mm paper, 48 on 80 mm."""
    connect_timeout_ms: int
    print_timeout_ms: int
    """From the last byte sent to the fence's answer."""
    fallback: str | None = None
    """The printer that takes its labels and tickets while it is out; two may name each other."""
    fallback_after_ms: int = 0


class Printing(msgspec.Struct, frozen=True):
    """What is printed, and until when."""

    receipt: str
    """`always`, `ask` (the till asks after each sale) or `on_demand`."""
    stale_after_ms: int
    """A receipt not begun this long after its sale is held."""
    drawer_pulse_expires_ms: int
    template: Template


class Headquarters(msgspec.Struct, frozen=True):
    """Where the journal is pushed."""

    url: str | None
    push_batch_events_max: int
    push_batch_bytes_max: int
    push_timeout_ms: int
    retry_min_ms: int
    retry_max_ms: int


class Limits(msgspec.Struct, frozen=True):
    """Bounds of the machinery."""

    request_answers_kept_days: int
    closed_carts_kept_days: int
    print_jobs_kept_days: int
    body_bytes_max: int
    line_confirm_fen: int
    """A line above this amount asks for confirmation."""


class Selling(msgspec.Struct, frozen=True):
    """How the shop sells."""

    rounding: Rounding
    """抹零, of the cash part only."""
    open_price_max_fen: int
    """The unit price up to which `open_price` suffices; above it takes `open_price_above`."""
    payment_confirm_fen: int
    """A payment code above this amount waits for Enter."""
    refund_without_receipt_max_fen: int
    idle_lock_minutes: int
    """A till with an empty cart locks itself after so long without a key; 0 never."""
    low_stock: int
    """Pieces or kilograms at or below which an article is on the low list."""
    near_expiry_days: int


class MemberRules(msgspec.Struct, frozen=True):
    """Points."""

    fen_per_point: int
    """Spent for one point earned."""
    point_value_fen: int
    """What one point is worth when it is spent; 0 spends none."""
    points_per_day_offline_max: int
    """Of one member, while headquarters is unreachable."""


class ShiftRules(msgspec.Struct, frozen=True):
    """The drawer's count."""

    count_differs_max_fen: int
    """A blind count that differs by more is asked for once more."""


class PaymentSettings(msgspec.Struct, frozen=True):
    """Payment codes of customers (付款码)."""

    provider: str
    """`none`, or `simulated`: a provider for practice and tests, at `url`."""
    url: str
    request_timeout_ms: int
    ask_every_ms: int
    """How often an undecided payment is asked about."""
    wait_max_ms: int
    """A customer who has not confirmed by then is given up: the payment is reversed."""


class PickupRules(msgspec.Struct, frozen=True):
    """Collecting by code (自提)."""

    groups: tuple[str, ...]
    """Groups that this store belongs to, which a code may name instead of the store; `*` is every store."""
    roots: tuple[str, ...]
    """Public keys of headquarters' offline root, Ed25519 in hexadecimal: they sign the key sets."""
    unlisted_max_fen: int
    """So much of an order that has not reached the store goes out without a supervisor."""
    handover_minutes: int
    """How long what was looked at may be handed over."""
    short_tries_max: int
    """Wrong short codes in a row that lock a till."""
    short_lock_seconds: int
    short_tries_day_max: int
    """Of one till and business date; more ask for a supervisor."""


class Counter(msgspec.Struct, frozen=True):
    """A counter that calls tickets."""

    id: str
    """What its cashier types, and what is announced: `1`."""
    name: str
    name_en: str
    kind: str
    """`making` calls what is ready, `service` whoever is next."""


class Station(msgspec.Struct, frozen=True):
    """Where things are made to order; an article names it."""

    id: str
    name: str
    servers: int
    """How many work there side by side."""
    printer: str | None
    """Of cup labels; None is the lane's own."""


class QueueRules(msgspec.Struct, frozen=True):
    """Queue tickets (排队号)."""

    prefixes: Mapping[Channel, str]
    first: int
    last: int
    """After it the numbers begin anew, passing over what still lives."""
    calls_max: int
    call_gap_seconds: int
    no_show_minutes: int
    """After the first call."""
    reinstate_behind: int
    """Places that a no-show who comes after all is put back behind."""
    calls_when_ready: bool
    """The last item made calls its ticket by itself."""
    counters: tuple[Counter, ...]
    stations: tuple[Station, ...]

    def counter(self, name: str) -> Counter | None:
        """The counter of that id, or None."""
        return next((counter for counter in self.counters if counter.id == name), None)

    def station(self, name: str) -> Station:
        """The station of that id; one that nobody configured has one server and the lane's printer."""
        found = next((station for station in self.stations if station.id == name), None)
        return found or Station(name, name, 1, None)


class BoardSettings(msgspec.Struct, frozen=True):
    """The board on the shop's television (叫号屏)."""

    port: int | None
    """On the loopback interface; None serves no board."""
    languages: tuple[str, ...]
    """In which calls are announced, in this order: `zh`, `en`."""
    voice: str
    """`auto` (clips where there are some, else espeak-ng where it is), `clips`, `espeak`, or `none`."""
    clips: Path | None
    """A folder of recorded words, a WAV file each in a folder a language; None has none."""


class Settings(msgspec.Struct, frozen=True):
    """Everything that a shop can set."""

    state_dir: Path
    store: Store
    lanes: tuple[Lane, ...]
    methods: tuple[ExternalMethod, ...]
    printers: tuple[PrinterSettings, ...]
    printing: Printing
    scan: ScanRules
    headquarters: Headquarters
    limits: Limits
    selling: Selling
    members: MemberRules
    shifts: ShiftRules
    payments: PaymentSettings
    pickup: PickupRules
    queue: QueueRules
    board: BoardSettings
    rights: Rights
    tax_classes: tuple[TaxClass, ...]
    is_practice: bool = False
    """Nothing here is meant: papers and tills say so. No file sets it, only who starts the practice."""

    def lane(self, till: TillId) -> Lane | None:
        """The lane of a till, or None when there is none of that name."""
        return next((lane for lane in self.lanes if lane.till == till), None)

    @property
    def database(self) -> Path:
        """The store's SQLite file."""
        return self.state_dir / "store.db"

    @property
    def socket(self) -> Path:
        """The Unix socket of the local API."""
        return self.state_dir / "agent.sock"
