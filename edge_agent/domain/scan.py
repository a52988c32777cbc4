"""One entry for every scan: `classify` says what a code is, as a closed union; unreadable is a value."""

import enum
import re
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import msgspec

from edge_agent.domain import gtin
from edge_agent.domain.element_strings import IDENTIFIERS, SEPARATOR, Elements, read_elements
from edge_agent.domain.labels import PLU_LENGTH, LabelTemplate, fits, read_label
from edge_agent.domain.money import Fen
from edge_agent.domain.payment_codes import mask, provider_of
from edge_agent.domain.quantity import Milli
from edge_agent.domain.reasons import Reason

__all__ = [
    "ArticleKey",
    "ArticleScan",
    "KeyKind",
    "LabelTemplate",
    "PaymentScan",
    "Prefixed",
    "PrefixedScan",
    "Reason",
    "Scan",
    "ScanRules",
    "UnknownScan",
    "WeighedScan",
    "article_keys",
    "classify",
    "is_own_number",
    "mask",
    "menu_no",
]

TEXT_LENGTH_MAX = 700
PICKUP_LENGTH_MAX = 640
"""Of a whole PK1 code."""
MENU_LENGTH_MAX = 3
SKU_LENGTH_MAX = 32


class KeyKind(enum.StrEnum):
    """By which of its codes an article is looked up."""

    GTIN = "gtin"
    PLU = "plu"
    SKU = "sku"
    MENU = "menu"


class ArticleKey(msgspec.Struct, frozen=True):
    """One way to look an article up; a GTIN is normalised to 14 digits, a PLU to five."""

    kind: KeyKind
    value: str


class ArticleScan(msgspec.Struct, frozen=True):
    """An article, by the first of these keys that the catalogue knows."""

    keys: tuple[ArticleKey, ...]
    quantity: Milli | None = None
    """A weight in a GS1 element string, else None."""
    batch: str | None = None
    expiry: str | None = None
    """`2026-11-30`."""


class WeighedScan(msgspec.Struct, frozen=True):
    """A weighed label (店内码): the article's PLU with money, weight, or both."""

    plu: str
    amount_fen: Fen | None
    weight: Milli | None
    template: str
    otherwise: "Scan | None" = None
    """What the code is when the catalogue does not know the PLU: another label, a payment code, an article;
    None when it can be nothing else."""


class Prefixed(enum.StrEnum):
    """Codes that this product or headquarters makes."""

    MEMBER = "member"
    PICKUP = "pickup"
    COUPON = "coupon"
    CUP_LABEL = "cup_label"
    BADGE = "badge"
    RECEIPT = "receipt"


class PrefixedScan(msgspec.Struct, frozen=True):
    """A member, pickup, coupon, cup label, badge or receipt code."""

    kind: Prefixed
    value: str
    """Without its prefix; a pickup code and a receipt number are kept whole."""


class PaymentScan(msgspec.Struct, frozen=True):
    """A customer's payment code; never logged nor stored unmasked."""

    provider: str
    """`wechat` or `alipay`."""
    code: str


class UnknownScan(msgspec.Struct, frozen=True):
    """Nothing that we know, and why each reading failed that it could have been."""

    code: str
    """As read, cut to `TEXT_LENGTH_MAX`."""
    reasons: tuple[str, ...]
    """Each a `Reason`."""


Scan: TypeAlias = ArticleScan | WeighedScan | PrefixedScan | PaymentScan | UnknownScan


class ScanRules(msgspec.Struct, frozen=True):
    """What a shop's codes look like."""

    templates: tuple[LabelTemplate, ...] = ()
    prefixes: tuple[tuple[str, Prefixed], ...] = ()
    """Such as `("M:", Prefixed.MEMBER)`."""
    store_code: str = ""
    """Receipt numbers begin with it; empty takes those of any store."""


_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""An AIM identifier, as scanners put it before the data (ISO/IEC 15424)."""
_AIM_EAN_8 = "]E4"
_AIM_EAN_WITH_ADD_ON = "]E3"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CODE = re.compile(r"[A-Za-z0-9]{4,32}")
_RECEIPT = re.compile(r"([A-Z0-9]{1,8})-[0-9]{1,4}-[0-9]{8}-[0-9]{4,8}")
_SKU = re.compile(r"[A-Z0-9._-]+")

Reader: TypeAlias = Callable[[str, str | None], Scan | Reason | None]
"""One reading of a text with its AIM identifier: what it is, why not, or None when it does not look it."""


def classify(raw: str, symbology: str | None, rules: ScanRules) -> Scan:
    """Say what a code is; total: every text is something, if only an `UnknownScan`.

    `symbology` is an AIM identifier (`]C1`) when the scanner gave one apart from the text; anything else,
    such as `keyboard`, changes nothing.
    """
    text, aim = _unwrapped(raw, symbology, rules)
    unusable = _unusable(text, aim)
    if unusable:
        return UnknownScan(text[:TEXT_LENGTH_MAX], (unusable,))
    if aim in IDENTIFIERS:
        return _element_string(text)
    labels = [partial(_label, template) for template in rules.templates]
    return _first(
        text, aim, (partial(_prefixed, rules), partial(_receipt, rules), *labels, _payment, _article)
    )


def article_keys(text: str, aim: str | None = None) -> tuple[ArticleKey, ...]:
    """The ways in which a text may name an article, the first that the catalogue knows to be taken.

    Typed digits are a menu number (1–3 digits), then a PLU whose leading zeros were left out, then an own
    number; all five digits are a PLU before anything else.
    """
    own = ArticleKey(KeyKind.SKU, _upper(text))
    if not gtin.is_digits(text):
        return (own,) if is_own_number(own.value) else ()
    barcodes = _barcode_keys(text, aim)
    if _is_ean(aim) or len(text) in gtin.LENGTHS:
        return (*barcodes, own) if barcodes else ()
    if len(text) <= PLU_LENGTH:
        plu = ArticleKey(KeyKind.PLU, text.zfill(PLU_LENGTH))
        menu = ArticleKey(KeyKind.MENU, menu_no(text))
        return (menu, plu, own) if len(text) <= MENU_LENGTH_MAX else (plu, own)
    return (own, *barcodes) if len(text) <= SKU_LENGTH_MAX else ()


def is_own_number(sku: str) -> bool:
    """A sku as the catalogue takes it: 1 to 32 capital letters, digits and `.`, `_`, `-`."""
    return len(sku) <= SKU_LENGTH_MAX and _SKU.fullmatch(sku) is not None


def menu_no(digits: str) -> str:
    """A menu number as the catalogue keeps it: without leading zeros."""
    return digits.lstrip("0") or "0"


def _unwrapped(raw: str, symbology: str | None, rules: ScanRules) -> tuple[str, str | None]:
    """The text without what scanners put around it, and its AIM identifier."""
    text = raw.rstrip("\r\n").lstrip(" \t\r\n")
    aim = symbology if symbology and _AIM.fullmatch(symbology) else None
    inside = _AIM.match(text)
    if inside and aim in (None, inside[0]):
        text, aim = text[inside.end() :], inside[0]
    # A pickup code is taken as scanned: base45 counts the space as one of its digits.
    return (text if _pickup_prefix(text, rules) else text.strip(" \t\r\n")), aim


def _unusable(text: str, aim: str | None) -> Reason | None:
    if not text:
        return Reason.EMPTY
    if len(text) > TEXT_LENGTH_MAX:
        return Reason.LENGTH
    if _CONTROL.search(text.replace(SEPARATOR, "") if aim in IDENTIFIERS else text):
        return Reason.CONTROL_CHARACTERS
    return None


def _element_string(text: str) -> Scan:
    elements = read_elements(text)
    if isinstance(elements, Elements):
        key = ArticleKey(KeyKind.GTIN, elements.gtin)
        return ArticleScan((key,), elements.weight, elements.batch, elements.expiry)
    return UnknownScan(text, (elements,))


def _first(text: str, aim: str | None, readers: tuple[Reader, ...]) -> Scan:
    """The first reading that holds; a label also keeps what the code would be without it."""
    reasons: list[str] = []
    for place, read in enumerate(readers, start=1):
        found = read(text, aim)
        if isinstance(found, Reason):
            reasons.append(found)
        elif isinstance(found, WeighedScan):
            rest = _first(text, aim, readers[place:])
            return msgspec.structs.replace(found, otherwise=None if isinstance(rest, UnknownScan) else rest)
        elif found is not None:
            return found
    return UnknownScan(text, tuple(reasons) or (Reason.CHARACTERS,))


def _prefixed(rules: ScanRules, text: str, aim: str | None) -> Scan | Reason | None:
    del aim
    if _pickup_prefix(text, rules):
        return (
            PrefixedScan(Prefixed.PICKUP, _upper(text)) if len(text) <= PICKUP_LENGTH_MAX else Reason.LENGTH
        )
    for prefix, kind in rules.prefixes:
        if text.startswith(prefix):
            rest = text.removeprefix(prefix)
            return PrefixedScan(kind, rest) if _CODE.fullmatch(rest) else Reason.PREFIX_REST
    return None


def _pickup_prefix(text: str, rules: ScanRules) -> bool:
    """In either case: Caps Lock turns what a wedge scanner types."""
    return any(
        kind is Prefixed.PICKUP and text[: len(prefix)].upper() == prefix.upper()
        for prefix, kind in rules.prefixes
    )


def _receipt(rules: ScanRules, text: str, aim: str | None) -> Scan | None:
    del aim
    found = _RECEIPT.fullmatch(_upper(text))
    if not found:
        return None
    if rules.store_code and found[1] != rules.store_code.upper():
        return UnknownScan(text, (Reason.RECEIPT_OTHER_STORE,))
    return PrefixedScan(Prefixed.RECEIPT, found[0])


def _label(template: LabelTemplate, text: str, aim: str | None) -> Scan | Reason | None:
    del aim
    if not fits(text, template):
        return None
    label = read_label(text, template)
    if label is None:
        return Reason.LABEL_CHECK_DIGIT
    return WeighedScan(label.plu, label.amount_fen, label.weight, template.pattern)


def _payment(text: str, aim: str | None) -> Scan | None:
    provider = None if _is_ean(aim) else provider_of(text)
    return PaymentScan(provider, text) if provider else None


def _article(text: str, aim: str | None) -> Scan | Reason | None:
    keys = article_keys(text, aim)
    if keys:
        return ArticleScan(keys)
    if gtin.is_digits(text) and (_is_ean(aim) or len(text) in gtin.LENGTHS):
        return Reason.GTIN_CHECK_DIGIT
    if _SKU.fullmatch(_upper(text)):
        return Reason.LENGTH
    return None


def _barcode_keys(digits: str, aim: str | None) -> tuple[ArticleKey, ...]:
    """The GTINs that digits may stand for: a UPC-E in eight digits can look like a GTIN-8."""
    if aim == _AIM_EAN_WITH_ADD_ON:
        digits = digits[:13]  # the two or five digits after it count a magazine's issues
    plain = gtin.normalised(digits)
    written_out = gtin.expand_upc_e(digits)
    upc_e = written_out.zfill(14) if written_out and aim != _AIM_EAN_8 else None
    if upc_e and _is_ean(aim):
        plain = None
    return tuple(ArticleKey(KeyKind.GTIN, value) for value in (plain, upc_e) if value)


def _upper(text: str) -> str:
    """In capitals where it is ASCII: elsewhere ß would turn into SS and so into an own number."""
    return text.upper() if text.isascii() else text


def _is_ean(aim: str | None) -> bool:
    return aim is not None and aim.startswith("]E")
