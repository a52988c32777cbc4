"""Everything that can happen in the shop, as versioned events in the form of CloudEvents 1.0."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NewType, TypeAlias

import msgspec

from edge_agent.domain.cart import Label
from edge_agent.domain.ids import (
    CartId,
    DrawerId,
    EventId,
    ReceiptNo,
    SaleId,
    ShiftId,
    Sku,
    StaffId,
    StoreCode,
    TillId,
)
from edge_agent.domain.moments import BusinessDate, Millis, parse_rfc3339, rfc3339
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import Step
from edge_agent.domain.quantity import Milli, Unit

Body = NewType("Body", bytes)
"""The exact JSON of a CloudEvent: stored, hashed, pushed and kept by headquarters, never re-encoded."""


class Data(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an event says; each kind names its type and the version that this release writes."""

    TYPE: ClassVar[str]
    VERSION: ClassVar[int] = 1


class Parent(msgspec.Struct, frozen=True):
    """The journal's head before this epoch: its hash starts the new chain."""

    epoch: str
    seq: int
    hash: str


class EpochOpened(Data, frozen=True):
    """The agent started; the first event of every epoch."""

    TYPE: ClassVar[str] = "epoch.opened"
    epoch: str
    """32 hexadecimal digits, random."""
    parent: Parent | None
    """None only for the first epoch of a store's life."""
    generation: int
    release: str


class ShiftOpened(Data, frozen=True):
    """A drawer's session began with a counted float."""

    TYPE: ClassVar[str] = "shift.opened"
    shift: ShiftId
    drawer: DrawerId
    float_fen: Fen
    expected_fen: Fen
    """What the last close left in this drawer; a difference is on record by this."""


class SoldLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a sale, with every input that its price came from; voided lines stay on record."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    price_fen: Fen
    gross_fen: Fen
    amount_fen: Fen
    code: str
    added_at: Millis
    category: str = ""
    tax_class: str = ""
    steps: tuple[Step, ...] = ()
    label: Label | None = None
    voided_at: Millis | None = None


class PaidTender(msgspec.Struct, frozen=True, omit_defaults=True):
    """One leg of a payment as it counted: `amount_fen` is what the shop keeps, change already taken off."""

    no: int
    kind: str
    """`cash` or `external`."""
    amount_fen: Fen
    received_fen: Fen
    method: str = ""
    reference: str | None = None


class SaleCompleted(Data, frozen=True):
    """A sale was paid: lines, tenders, receipt number, and what stock follows from it."""

    TYPE: ClassVar[str] = "sale.completed"
    sale: SaleId
    receipt_no: ReceiptNo
    number: int
    """The running number within the business date."""
    cart: CartId
    shift: ShiftId
    drawer: DrawerId
    opened_at: Millis
    lines: tuple[SoldLine, ...]
    tenders: tuple[PaidTender, ...]
    total_fen: Fen
    discount_fen: Fen
    change_fen: Fen
    rules_version: int = 0


class SaleCancelled(Data, frozen=True):
    """A cart with lines was given up before payment (整单取消)."""

    TYPE: ClassVar[str] = "sale.cancelled"
    cart: CartId
    opened_at: Millis
    lines: tuple[SoldLine, ...]
    total_fen: Fen


class AccessRefused(Data, frozen=True):
    """A PIN, a right or an approval was refused."""

    TYPE: ClassVar[str] = "access.refused"
    what: str
    staff: str


class StaffAdded(Data, frozen=True):
    """A person may sign in from now on; the PIN is never in an event."""

    TYPE: ClassVar[str] = "staff.added"
    staff: StaffId
    name: str
    role: str


class CatalogueImported(Data, frozen=True):
    """A file of articles was taken in."""

    TYPE: ClassVar[str] = "catalogue.imported"
    file_sha256: str
    rows_taken: int
    rows_refused: int


class Unknown(msgspec.Struct, frozen=True):
    """What a later release wrote: kept and pushed as it is, projected by nobody."""

    data: Any


KINDS: tuple[type[Data], ...] = (
    EpochOpened,
    ShiftOpened,
    SaleCompleted,
    SaleCancelled,
    AccessRefused,
    StaffAdded,
    CatalogueImported,
)

Upcast: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTS: dict[tuple[str, int], Upcast] = {}
"""(type, version) → the change that makes data of that version read as the next one."""


class Event(msgspec.Struct, frozen=True):
    """One thing that happened, with who, where and when."""

    id: EventId
    type: str
    version: int
    at: Millis
    business_date: BusinessDate | None
    actor: StaffId | None
    till: TillId | None
    data: Data | Unknown


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """The CloudEvents 1.0 JSON format of an event; `edge…` are this product's extension attributes."""

    specversion: str
    id: EventId
    source: str
    type: str
    time: str
    edgeversion: int
    data: msgspec.Raw
    edgedate: BusinessDate | None = None
    edgeactor: StaffId | None = None
    edgetill: TillId | None = None


_encoder = msgspec.json.Encoder()
_envelope_decoder = msgspec.json.Decoder(Envelope)


def encode(event: Event, store: StoreCode) -> Body:
    """The event's bytes, made once, at its birth."""
    envelope = Envelope(
        specversion="1.0",
        id=event.id,
        source=f"/stores/{store}",
        type=event.type,
        time=rfc3339(event.at),
        edgeversion=event.version,
        data=msgspec.Raw(_encoder.encode(event.data)),
        edgedate=event.business_date,
        edgeactor=event.actor,
        edgetill=event.till,
    )
    return Body(_encoder.encode(envelope))


def decode(
    body: bytes | str,
    kinds: Mapping[str, type[Data]] | None = None,
    upcasts: Mapping[tuple[str, int], Upcast] | None = None,
) -> Event:
    """Read an event of any release: old versions are upcast, what is newer than this release is `Unknown`.

    Raises msgspec.ValidationError or msgspec.DecodeError when `body` is not an event.
    """
    envelope = _envelope_decoder.decode(body)
    return Event(
        id=envelope.id,
        type=envelope.type,
        version=envelope.edgeversion,
        at=_moment(envelope.time),
        business_date=envelope.edgedate,
        actor=envelope.edgeactor,
        till=envelope.edgetill,
        data=_decode_data(envelope, kinds or _BY_TYPE, UPCASTS if upcasts is None else upcasts),
    )


def _moment(time: str) -> Millis:
    try:
        return parse_rfc3339(time)
    except ValueError as error:
        raise msgspec.ValidationError(f"{error} - at `$.time`") from error


def _decode_data(
    envelope: Envelope, kinds: Mapping[str, type[Data]], upcasts: Mapping[tuple[str, int], Upcast]
) -> Data | Unknown:
    kind, version = kinds.get(envelope.type), envelope.edgeversion
    if kind is None or version > kind.VERSION:
        return Unknown(msgspec.json.decode(envelope.data))
    if version == kind.VERSION:
        return msgspec.json.decode(envelope.data, type=kind)
    data = msgspec.json.decode(envelope.data)
    for old in range(version, kind.VERSION):
        upcast = upcasts.get((envelope.type, old))
        if upcast is None:
            raise msgspec.ValidationError(f"{envelope.type} has no version {old} - at `$.edgeversion`")
        data = upcast(data)
    return msgspec.convert(data, kind)


_BY_TYPE: dict[str, type[Data]] = {kind.TYPE: kind for kind in KINDS}
