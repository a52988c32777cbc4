"""The configuration as one frozen, typed value; `load.py` makes it from files and names every mistake."""

from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from edge_agent.domain.ids import DrawerId, StoreCode, TillId
from edge_agent.domain.receipt import Template
from edge_agent.domain.scan import ScanRules
from edge_agent.domain.tender import ExternalMethod


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


class Printing(msgspec.Struct, frozen=True):
    """What is printed, and until when."""

    receipt: str
    """`always` or `on_demand`."""
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
