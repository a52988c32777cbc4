"""What can go wrong: refusals that are values, and the one tree of exceptions.

    EdgeError                     what a person must be told; carries a code and the words' parameters
    ├── ConfigError               the configuration cannot be used; names every mistake at once
    ├── DatabaseError             the store's file cannot be used
    │   ├── DatabaseInUse         another agent has it open
    │   ├── ForeignDatabase       it belongs to another program, or to a later release
    │   └── DatabaseDamaged       it failed its checks
    ├── TableError                a file that is not a table of what it should be
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
    # the cart at the counter: options, typed weights and prices, discounts, members, coupons
    SCAN_PRICE_NEEDED = "scan.price-needed"
    SCAN_SOLD_OUT = "scan.sold-out"
    OPEN_PRICE_NONE = "open-price.none"
    OPEN_PRICE_UNKNOWN = "open-price.unknown"
    WEIGHT_INVALID = "weight.invalid"
    PRICE_INVALID = "price.invalid"
    PRICE_CONFIRM = "price.confirm"
    PRICE_LABELLED = "price.labelled"
    PRICE_NOT_OPEN = "price.not-open"
    OPTION_UNKNOWN = "option.unknown"
    OPTION_SOLD_OUT = "option.sold-out"
    OPTION_REPEATED = "option.repeated"
    OPTION_TOO_FEW = "option.too-few"
    OPTION_TOO_MANY = "option.too-many"
    DISCOUNT_INVALID = "discount.invalid"
    DISCOUNT_BOTH = "discount.both"
    DISCOUNT_ABOVE_SUM = "discount.above-sum"
    CART_MEMBER_NONE = "cart.member-none"
    CART_COUPON_MANY = "cart.coupon-many"
    CART_COUPON_UNKNOWN = "cart.coupon-unknown"
    POINTS_ABOVE_DUE = "points.above-due"
    # what the shop changes of its goods
    ARTICLE_UNKNOWN = "article.unknown"
    ARTICLE_CHOICE_UNKNOWN = "article.choice-unknown"
    ARTICLE_PRICE_INVALID = "article.price-invalid"
    ARTICLE_MEMBER_PRICE = "article.member-price-above"
    ARTICLE_PRICE_OPTIONS = "article.price-below-options"
    # tenders
    TENDER_INVALID = "tender.invalid"
    TENDER_ABOVE_REST = "tender.above-rest"
    TENDER_METHOD_UNKNOWN = "tender.method-unknown"
    TENDER_REFERENCE_NEEDED = "tender.reference-needed"
    TENDER_TOO_LARGE = "tender.too-large"
    TENDER_TOO_MANY = "tender.too-many"
    # payments through a provider, corrections of a tender
    PAYMENT_PENDING = "payment.pending"
    PAYMENT_CONFIRM = "payment.confirm"
    PAYMENT_NOTHING_DUE = "payment.nothing-due"
    PAYMENT_NOT_FOUND = "payment.not-found"
    PAYMENT_STATE = "payment.state"
    PAYMENT_REASON = "payment.reason-needed"
    PAYMENT_PROVIDER_OFF = "payment.provider-off"
    PAYMENT_NOT_REFUNDABLE = "payment.not-refundable"
    PAYMENT_REFUND_ABOVE = "payment.refund-above-left"
    CORRECTION_LEG = "correction.leg-unknown"
    CORRECTION_SHIFT = "correction.shift-closed"
    CORRECTION_PAYMENT = "correction.payment"
    CORRECTION_SAME = "correction.same"
    CORRECTION_REFUNDED = "correction.refunded"
    CORRECTION_EXCHANGE = "correction.exchange"
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
    # staff, approvals, shifts and cash
    ACCOUNT_LOCKED = "session.locked"
    STAFF_UNKNOWN = "staff.unknown"
    STAFF_DISABLED = "staff.disabled"
    STAFF_SELF = "staff.self"
    APPROVAL_ACTION = "approval.unknown-action"
    APPROVAL_SELF = "approval.self"
    APPROVAL_LACKS = "approval.lacks-right"
    REASON_NEEDED = "reason.needed"
    REASON_INVALID = "reason.invalid"
    CASH_AMOUNT_INVALID = "cash.amount-invalid"
    CASH_ABOVE_DRAWER = "cash.above-drawer"
    COUNT_INVALID = "shift.count-invalid"
    COUNT_FACE_UNKNOWN = "shift.face-unknown"
    COUNT_DIFFERS = "shift.count-sum"
    COUNT_AGAIN = "shift.count-again"
    FLOAT_ABOVE_COUNT = "shift.float-above-count"
    SHIFT_METHOD_UNKNOWN = "shift.method-unknown"
    SHIFT_CART_OPEN = "shift.cart-open"
    SHIFT_PAYMENTS_CONFIRM = "shift.payments.confirm"
    SHIFT_NO_PRINTER = "shift.no-printer"
    SHIFT_UNKNOWN = "shift.unknown"
    # members
    MEMBER_TEXT = "member.unreadable"
    MEMBER_UNKNOWN = "member.unknown"
    MEMBER_MANY = "member.many"
    MEMBER_GONE = "member.gone"
    MEMBER_EXISTS = "member.exists"
    MEMBER_PHONE = "member.phone-invalid"
    MEMBER_NAME = "member.name-invalid"
    MEMBER_CODE = "member.code-invalid"
    MEMBER_CODE_TAKEN = "member.code-taken"
    MEMBER_CONSENT = "member.consent-needed"
    POINTS_OFF = "points.off"
    POINTS_CODE_NEEDED = "points.code-needed"
    POINTS_SHORT = "points.short"
    POINTS_OFFLINE = "points.offline-limit"
    # stock
    STOCK_SKU = "stock.sku-unknown"
    STOCK_NOT_KEPT = "stock.not-kept"
    STOCK_EMPTY = "stock.empty"
    STOCK_LINES = "stock.too-many-lines"
    STOCK_QUANTITY = "stock.quantity-invalid"
    STOCK_FRACTION = "stock.fraction"
    STOCK_COST = "stock.cost-invalid"
    STOCK_EXPIRY = "stock.expiry-invalid"
    STOCK_EXPIRED_CONFIRM = "stock.expired.confirm"
    STOCK_NUMBER = "stock.number-invalid"
    STOCK_NOTE_TWICE = "stock.note-twice"
    STOCK_SUPPLIER = "stock.supplier-invalid"
    STOCK_STORE = "stock.store-invalid"
    STOCK_COUNTED_AT = "stock.counted-at"
    STOCK_COUNT_TWICE = "stock.count-twice"
    STOCK_COUNT_OVERTAKEN = "stock.count-overtaken"
    STOCK_COUNT_UNKNOWN = "stock.count-unknown"
    STOCK_COUNT_LINE = "stock.count-line"
    STOCK_COUNT_REVIEWED = "stock.count-reviewed"
    # promotions and coupons
    PROMOTION_INVALID = "promotion.invalid"
    PROMOTION_UNKNOWN = "promotion.unknown"
    COUPON_UNKNOWN = "coupon.unknown"
    COUPON_TWICE = "coupon.twice"
    COUPON_NO_RULE = "coupon.no-rule"
    COUPON_NOT_VALID = "coupon.not-valid"
    COUPON_USED = "coupon.used"
    # after the sale
    REFUND_UNKNOWN = "refund.unknown"
    REFUND_LINES = "refund.lines-invalid"
    REFUND_LINE_UNKNOWN = "refund.line-unknown"
    REFUND_NOTHING_LEFT = "refund.nothing-left"
    REFUND_ABOVE_LEFT = "refund.above-left"
    REFUND_CONFIRM_EXTERNAL = "refund.confirm-external"
    RETURN_ABOVE_LIMIT = "return.above-limit"
    RETURN_ABOVE_PRICE = "return.above-price"
    REOPEN_SHIFT = "reopen.other-shift"
    REOPEN_REFUNDED = "reopen.refunded"
    EXCHANGE_NONE = "exchange.none"
    EXCHANGE_OTHER_SALE = "exchange.other-sale"
    EXCHANGE_CHANGED = "exchange.changed"
    EXCHANGE_NOT_COVERED = "exchange.not-covered"
    RECEIPT_PRINTED = "receipt.printed"
    PRINTER_NONE = "printer.none"
    FIND_INVALID = "find.invalid"
    # queue tickets
    TICKET_UNKNOWN = "ticket.unknown"
    TICKET_STATE = "ticket.state"
    TICKET_NO_ITEMS = "ticket.no-items"
    TICKET_ITEM_UNKNOWN = "ticket.item-unknown"
    TICKET_ITEM_STATE = "ticket.item-state"
    TICKET_NONE_WAITING = "ticket.none-waiting"
    TICKET_COUNTER_UNKNOWN = "ticket.counter-unknown"
    TICKET_CALLED_NOW = "ticket.called-just-now"
    TICKET_CALLS_SPENT = "ticket.calls-spent"
    TICKET_BY_CODE = "ticket.by-code"
    TICKET_LABEL = "ticket.label-unreadable"
    TICKET_LABEL_DAY = "ticket.label-other-day"
    # pickup at the counter: the outcomes of a code, then what else is refused
    PICKUP_FORMAT = "pickup.format"
    PICKUP_B45 = "pickup.b45"
    PICKUP_CBOR = "pickup.cbor"
    PICKUP_COSE = "pickup.cose"
    PICKUP_UNKNOWN_KEY = "pickup.unknown-key"
    PICKUP_FORGED = "pickup.forged"
    PICKUP_KEY_RETIRED = "pickup.key-retired"
    PICKUP_CLAIMS = "pickup.claims"
    PICKUP_EXPIRED = "pickup.expired"
    PICKUP_NOT_YET = "pickup.not-yet"
    PICKUP_WRONG_STORE = "pickup.wrong-store"
    PICKUP_POP = "pickup.pop"
    PICKUP_STALE_SCREEN = "pickup.stale-screen"
    PICKUP_REVOKED = "pickup.revoked"
    PICKUP_SUPERSEDED = "pickup.superseded"
    PICKUP_REPLAYED_SCREEN = "pickup.replayed-screen"
    PICKUP_UNITS = "pickup.units"
    PICKUP_ALREADY_COLLECTED = "pickup.already-collected"
    PICKUP_CLOCK = "pickup.clock"
    PICKUP_HANDOVER = "pickup.look-again"
    PICKUP_UNLISTED = "pickup.goods-needed"
    PICKUP_LISTED = "pickup.listed"
    PICKUP_SHORT_INVALID = "pickup.short-invalid"
    PICKUP_SHORT_WRONG = "pickup.short-wrong"
    PICKUP_SHORT_LOCKED = "pickup.short-locked"
    PICKUP_PHONE_INVALID = "pickup.phone-invalid"
    PICKUP_PHONE_WRONG = "pickup.phone-wrong"
    PICKUP_NOT_LISTED = "pickup.not-listed"
    PICKUP_UNKNOWN = "pickup.unknown"
    PICKUP_PLACE = "pickup.place-invalid"
    PICKUP_DONE_UNKNOWN = "pickup.handover-unknown"
    PICKUP_UNDONE = "pickup.undone"
    PICKUP_UNDO_DAY = "pickup.other-day"
    # headquarters' feed
    FEED_UNREADABLE = "feed.unreadable"
    FEED_STORE = "feed.other-store"
    FEED_HISTORY = "feed.history"
    FEED_GAP = "feed.gap"
    FEED_ITEM = "feed.item-unreadable"
    FEED_ROOT_UNKNOWN = "feed.key-unknown"
    FEED_FORGED = "feed.forged"
    FEED_KEY_RETIRED = "feed.key-retired"
    FEED_OLD = "feed.older"
    FEED_REVOCATIONS_GAP = "feed.revocations-gap"
    # group buying
    BATCH_UNKNOWN = "batch.unknown"
    BATCH_STATE = "batch.state"
    BATCH_COUNTS = "batch.counts-invalid"
    BATCH_SKU = "batch.sku-unknown"
    BATCH_QUANTITY = "batch.quantity-invalid"
    BATCH_ABOVE_CONFIRM = "batch.above.confirm"
    BATCH_ORDERS_CONFIRM = "batch.orders.confirm"
    BATCH_NO_ORDERS = "batch.no-orders"
    BATCH_ORDER = "batch.order-unknown"
    BATCH_NOT_SPLIT = "batch.not-split"
    BATCH_NOTHING_GIVEN = "batch.nothing-given"
    BATCH_SETTLED = "batch.settled"
    BATCH_NOT_WEIGHED = "batch.not-weighed"
    BATCH_WEIGHT = "batch.weight-invalid"
    BATCH_LEADER = "batch.leader-unknown"
    BATCH_NOTHING_LEFT = "batch.nothing-left"
    BATCH_GONE = "batch.order-collected"
    BATCH_NOTHING_PRINTED = "batch.nothing-printed"
    BATCH_NO_SHOWS = "batch.no-shows"
    # the clock in doubt
    CLOCK_CONFIRM = "clock.confirm"
    CLOCK_SURE = "clock.sure"
    CLOCK_INVALID = "clock.invalid"
    CLOCK_EARLIER = "clock.earlier.confirm"
    CLOCK_LATER = "clock.later.confirm"
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
    DISK_FAILED = "agent.disk-failed"
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
    FILE_UNREADABLE = "file.unreadable"
    FILE_HEADER = "file.header"
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


class TableError(EdgeError):
    """A file that is not a table of what it should be."""


class NotReachable(EdgeError):
    """The agent, a device or headquarters does not answer."""
