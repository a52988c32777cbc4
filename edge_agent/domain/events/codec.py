"""Events as bytes: CloudEvents 1.0 in JSON, made once, read in any version."""

from collections.abc import Callable, Mapping
from typing import Any, NewType, TypeAlias

import msgspec

from edge_agent.domain.events.access import (
    AccessRefused,
    ApprovalGiven,
    RightUsed,
    SessionOpened,
    StaffAdded,
    StaffChanged,
    StaffUnlocked,
)
from edge_agent.domain.events.batches import BatchClosed, BatchReceived, BatchSplit, BatchWeighed
from edge_agent.domain.events.clock import ClockConfirmed, ClockDoubted
from edge_agent.domain.events.data import Data, Event, Unknown
from edge_agent.domain.events.epochs import EpochOpened
from edge_agent.domain.events.feed import FeedRefused
from edge_agent.domain.events.goods import ArticleSoldOut, CatalogueImported, OptionsImported, PriceChanged
from edge_agent.domain.events.members import MemberEnrolled, MemberErased, MemberLookedUp, MembersImported
from edge_agent.domain.events.payments import PaymentChanged, PaymentSettledByHand, PaymentStarted
from edge_agent.domain.events.pickups import (
    PickupItemised,
    PickupReady,
    PickupRedeemed,
    PickupRefused,
    PickupShown,
    PickupUndone,
)
from edge_agent.domain.events.promotions import PromotionChanged, PromotionsImported
from edge_agent.domain.events.sales import (
    ReceiptReprinted,
    SaleCancelled,
    SaleCompleted,
    SaleRefunded,
    TenderCorrected,
)
from edge_agent.domain.events.shifts import CashMoved, DrawerOpened, ShiftClosed, ShiftCounted, ShiftOpened
from edge_agent.domain.events.stock import (
    StockCounted,
    StockImported,
    StockOpened,
    StockReceived,
    StockReviewed,
    StockTransferred,
    StockWrittenOff,
)
from edge_agent.domain.events.tickets import (
    TicketCalled,
    TicketCancelled,
    TicketCollected,
    TicketExpired,
    TicketIssued,
    TicketNoShow,
    TicketReady,
    TicketReinstated,
    TicketRemade,
    TicketStarted,
)
from edge_agent.domain.ids import EventId, StaffId, StoreCode, TillId
from edge_agent.domain.moments import BusinessDate, Millis, parse_rfc3339, rfc3339

Body = NewType("Body", bytes)
"""The exact JSON of a CloudEvent: stored, hashed, pushed and kept by headquarters, never re-encoded."""

KINDS: tuple[type[Data], ...] = (
    EpochOpened,
    # sales
    SaleCompleted,
    SaleCancelled,
    SaleRefunded,
    TenderCorrected,
    ReceiptReprinted,
    # payments
    PaymentStarted,
    PaymentChanged,
    PaymentSettledByHand,
    # shifts
    ShiftOpened,
    CashMoved,
    DrawerOpened,
    ShiftCounted,
    ShiftClosed,
    # access
    AccessRefused,
    SessionOpened,
    ApprovalGiven,
    RightUsed,
    StaffAdded,
    StaffChanged,
    StaffUnlocked,
    # goods
    CatalogueImported,
    OptionsImported,
    PriceChanged,
    ArticleSoldOut,
    # promotions
    PromotionChanged,
    PromotionsImported,
    # stock
    StockReceived,
    StockCounted,
    StockReviewed,
    StockWrittenOff,
    StockTransferred,
    StockOpened,
    StockImported,
    # members
    MemberEnrolled,
    MemberLookedUp,
    MemberErased,
    MembersImported,
    # pickups
    PickupReady,
    PickupRedeemed,
    PickupShown,
    PickupItemised,
    PickupUndone,
    PickupRefused,
    # group buying
    BatchReceived,
    BatchSplit,
    BatchWeighed,
    BatchClosed,
    # tickets
    TicketIssued,
    TicketStarted,
    TicketReady,
    TicketCalled,
    TicketCollected,
    TicketNoShow,
    TicketReinstated,
    TicketCancelled,
    TicketExpired,
    TicketRemade,
    # headquarters' feed
    FeedRefused,
    # clock
    ClockDoubted,
    ClockConfirmed,
)

Upcast: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTS: dict[tuple[str, int], Upcast] = {}
"""(type, version) → the change that makes data of that version read as the next one."""


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
        data=_decode_data(
            envelope, _BY_TYPE if kinds is None else kinds, UPCASTS if upcasts is None else upcasts
        ),
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
