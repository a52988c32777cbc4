"""What can go wrong: refusals that are values, and the one tree of exceptions.

    EdgeError                     what a person must be told; carries a code and the words' parameters
    ├── ConfigError               the configuration cannot be used; names every mistake at once
    ├── DatabaseError             the store's file cannot be used
    │   ├── DatabaseInUse         another agent has it open
    │   ├── ForeignDatabase       it belongs to another program, or to a later release
    │   └── DatabaseDamaged       it failed its checks
    ├── CatalogueError            a file that is not a catalogue
    └── NotReachable              the agent, a device or headquarters does not answer

An expected refusal is never an exception: a use-case returns `Refused` and its unit commits.
"""

import enum

import msgspec

Params = dict[str, str | int]


class Code(enum.StrEnum):
    """The stable code of every refusal and error that a person may see; `edge_agent.wire.words` words it."""

    # scanning
    SCAN_EMPTY = "scan.empty"
    SCAN_UNKNOWN = "scan.unknown"
    SCAN_UNREADABLE = "scan.unreadable"
    SCAN_NOT_TAKEN = "scan.not-taken"
    SCAN_WEIGHT_NEEDED = "scan.weight-needed"
    SCAN_LABEL_REPEATED = "scan.label-repeated"
    SCAN_LABEL_ZERO = "scan.label-zero"
    PAYMENT_NO_PROVIDER = "payment.no-provider"
    # the cart
    CART_UNKNOWN = "cart.unknown"
    CART_STALE = "cart.stale"
    CART_OTHER_TILL = "cart.other-till"
    CART_STATE = "cart.state"
    CART_EMPTY = "cart.empty"
    CART_FULL = "cart.full"
    CART_LINE_UNKNOWN = "cart.line-unknown"
    CART_TILL_BUSY = "cart.till-busy"
    QUANTITY_INVALID = "quantity.invalid"
    QUANTITY_CONFIRM = "quantity.confirm"
    QUANTITY_WEIGHED = "quantity.weighed"
    AMOUNT_CONFIRM = "amount.confirm"
    AMOUNT_TOO_LARGE = "amount.too-large"
    # tenders
    TENDER_INVALID = "tender.invalid"
    TENDER_ABOVE_REST = "tender.above-rest"
    TENDER_METHOD_UNKNOWN = "tender.method-unknown"
    TENDER_REFERENCE_NEEDED = "tender.reference-needed"
    TENDER_TOO_LARGE = "tender.too-large"
    TENDER_TOO_MANY = "tender.too-many"
    # shifts, sessions
    SHIFT_NONE = "shift.none"
    SHIFT_OPEN = "shift.open"
    FLOAT_INVALID = "shift.float-invalid"
    SIGN_IN_WRONG = "session.wrong-pin"
    SESSION_NEEDED = "session.needed"
    TILL_UNKNOWN = "till.unknown"
    STAFF_EXISTS = "staff.exists"
    STAFF_INVALID = "staff.invalid"
    PIN_INVALID = "staff.pin-invalid"
    # rights
    RIGHT_NEEDED = "right.needed"
    # lists
    SALE_UNKNOWN = "sale.unknown"
    JOB_UNKNOWN = "print-job.unknown"
    JOB_STATE = "print-job.state"
    # requests
    REQUEST_MALFORMED = "request.malformed"
    REQUEST_ID_NEEDED = "request.id-needed"
    REQUEST_ID_REUSED = "request.id-reused"
    REQUEST_VERSION_NEEDED = "request.version-needed"
    REQUEST_TOO_LARGE = "request.too-large"
    NOT_FOUND = "request.not-found"
    METHOD_NOT_ALLOWED = "request.method-not-allowed"
    # the agent itself
    DISK_FULL = "agent.disk-full"
    BUSY = "agent.busy"
    STOPPING = "agent.stopping"
    DEFECT = "agent.defect"
    UNREACHABLE = "agent.unreachable"
    # files
    CONFIG_INVALID = "config.invalid"
    CONFIG_MISSING = "config.missing"
    DIRECTORY_READ_ONLY = "database.read-only"
    DATABASE_IN_USE = "database.in-use"
    DATABASE_FOREIGN = "database.foreign"
    DATABASE_NEWER = "database.newer"
    DATABASE_DAMAGED = "database.damaged"
    CATALOGUE_UNREADABLE = "catalogue.unreadable"
    CATALOGUE_HEADER = "catalogue.header"
    FILE_MISSING = "file.missing"
    FILE_EXISTS = "file.exists"
    JOURNAL_BROKEN = "journal.broken"


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """An expected refusal: nothing was changed, and this is what the person is told."""

    code: Code
    params: Params = {}


class EdgeError(Exception):
    """Something that a person must be told in one sentence."""

    def __init__(self, code: Code, **params: str | int) -> None:
        self.code = code
        self.params: Params = params
        super().__init__(f"{code} {params}" if params else str(code))


class ConfigError(EdgeError):
    """The configuration cannot be used; `params["mistakes"]` names all of them, a line each."""


class DatabaseError(EdgeError):
    """The store's file cannot be used."""


class DatabaseInUse(DatabaseError):
    """Another agent holds the lock."""


class ForeignDatabase(DatabaseError):
    """The file belongs to another application, or to a later release."""


class DatabaseDamaged(DatabaseError):
    """The file or its journal failed a check."""


class CatalogueError(EdgeError):
    """A file that is not a catalogue."""


class NotReachable(EdgeError):
    """The agent, a device or headquarters does not answer."""
