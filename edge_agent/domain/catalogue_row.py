"""Why a row of an imported file is not taken, and what is worth knowing about one that is."""

import enum

import msgspec

from edge_agent.domain.errors import Params
from edge_agent.domain.names import clean_name

_SHOWN_LENGTH_MAX = 40


class RowReason(enum.StrEnum):
    """Why a row was not taken; the sentences are in `edge_agent.wire.words`."""

    ROW = "row"
    """Quotes that are not closed, or not where they may be."""
    COLUMNS = "columns"
    SKU_EMPTY = "sku-empty"
    SKU_CHARACTERS = "sku-characters"
    SKU_TWICE = "sku-twice"
    NAME_EMPTY = "name-empty"
    UNIT = "unit"
    PRICE = "price"
    PRICE_NEGATIVE = "price-negative"
    PRICE_TOO_LARGE = "price-too-large"
    GTIN = "gtin"
    GTIN_EXCEL = "gtin-excel"
    """A spreadsheet has turned the barcode into something like 6.92117E+12."""
    GTIN_CHECK_DIGIT = "gtin-check-digit"
    GTIN_TWICE = "gtin-twice"
    PLU = "plu"
    PLU_TWICE = "plu-twice"
    MENU_NO = "menu-no"
    MENU_NO_TWICE = "menu-no-twice"
    PREP_SECONDS = "prep-seconds"
    MEMBER_PRICE = "member-price"
    MEMBER_PRICE_ABOVE = "member-price-above"
    COST = "cost"
    PRICE_UNIT = "price-unit"
    TAX_CLASS = "tax-class"
    TAX_CODE = "tax-code"
    STATION = "station"
    OPEN_PRICE = "open-price"
    VALID_FROM = "valid-from"
    # files of options
    OPTION_ID = "option-id"
    OPTION_NAME = "option-name"
    OPTION_COUNT = "option-count"
    OPTION_FEN = "option-fen"
    OPTION_DEFAULT = "option-default"
    OPTION_GROUP_DIFFERS = "option-group-differs"
    """The rows of a group do not agree on its name, or on how many are chosen."""
    OPTION_CHOICE_TWICE = "option-choice-twice"
    OPTION_LEAST_ABOVE_MOST = "option-least-above-most"
    OPTION_FEW_CHOICES = "option-few-choices"
    OPTION_MANY_CHOICES = "option-many-choices"
    OPTION_MANY_GROUPS = "option-many-groups"
    OPTION_DEFAULT_UNKNOWN = "option-default-unknown"
    OPTION_DEFAULTS_FEW = "option-defaults-few"
    OPTION_DEFAULTS_MANY = "option-defaults-many"
    OPTION_BELOW_ZERO = "option-below-zero"
    OPTION_OTHER_ROW = "option-other-row"
    """Another row of the same article is bad: half its options would be worse than none."""
    # files of promotions
    PROMOTION_KIND = "promotion-kind"
    PROMOTION_EXTRA = "promotion-extra"
    """A column that the kind does not know."""
    PROMOTION_MISSING = "promotion-missing"
    PROMOTION_VALUE = "promotion-value"
    PROMOTION_SENSE = "promotion-sense"
    """The rule can be read and must not be."""
    PROMOTION_TWICE = "promotion-twice"
    PROMOTION_MANY = "promotion-many"
    PROMOTION_OF_HQ = "promotion-of-hq"
    COUPON_CODE = "coupon-code"
    COUPON_CODE_TWICE = "coupon-code-twice"
    COUPON_RULE_UNKNOWN = "coupon-rule-unknown"
    COUPON_OF_HQ = "coupon-of-hq"
    # files of members
    PHONE = "phone"
    PHONE_TWICE = "phone-twice"
    MEMBER_CODE = "member-code"
    MEMBER_CODE_TWICE = "member-code-twice"
    MEMBER_NAME = "member-name"
    MEMBER_MIXED = "member-mixed"
    """The number is one member's, the code another's."""
    MEMBER_OF_HQ = "member-of-hq"
    POINTS = "points"
    # files of opening stock
    QUANTITY = "quantity"
    QUANTITY_UNIT = "quantity-unit"
    EXPIRY = "expiry"
    SKU_UNKNOWN = "sku-unknown"
    STOCK_NOT_KEPT = "stock-not-kept"
    STOCK_OPENED = "stock-opened"
    """From another file."""


class NoteKind(enum.StrEnum):
    """What was changed on the way, or will surprise at the counter."""

    NAME_CLEANED = "name-cleaned"
    NAME_CUT = "name-cut"
    COLLISION = "collision"
    """The same typed text means two articles: the first gets it."""
    PRICE_AT_ONCE = "price-at-once"
    """A new article has no older price to wait with."""
    STOCK_ALREADY = "stock-already"
    """An earlier run of the same file has opened these articles' stock."""
    SKU_UNREACHABLE = "sku-unreachable"
    """An own number that reads as a barcode with a wrong check digit, so that nobody can type it."""


class RefusedRow(msgspec.Struct, frozen=True):
    """A row that was not taken."""

    line: int
    """In the file, from 1; the heading is a line too."""
    reason: RowReason
    params: Params = {}


class Note(msgspec.Struct, frozen=True):
    """Something worth knowing about what was taken."""

    kind: NoteKind
    params: Params


def shown(value: str) -> str:
    """A value as a message may show it."""
    return clean_name(value)[:_SHOWN_LENGTH_MAX]
