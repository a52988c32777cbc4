"""Everything that can happen in the shop, as versioned events in the form of CloudEvents 1.0."""

from edge_agent.domain.events.access import AccessRefused, RightUsed, StaffAdded
from edge_agent.domain.events.codec import KINDS, UPCASTS, Body, Envelope, Upcast, decode, encode
from edge_agent.domain.events.data import Data, Event, Unknown
from edge_agent.domain.events.epochs import EpochOpened, Parent
from edge_agent.domain.events.goods import CatalogueImported
from edge_agent.domain.events.payments import PaymentChanged, PaymentSettledByHand, PaymentStarted
from edge_agent.domain.events.sales import (
    GoodsGo,
    PaidTender,
    ReceiptReprinted,
    RefundedLine,
    RefundLeg,
    SaleCancelled,
    SaleCompleted,
    SaleRefunded,
    SoldLine,
    TenderCorrected,
    UsedCoupon,
)
from edge_agent.domain.events.shifts import ShiftOpened

__all__ = [
    "KINDS",
    "UPCASTS",
    "AccessRefused",
    "Body",
    "CatalogueImported",
    "Data",
    "Envelope",
    "EpochOpened",
    "Event",
    "GoodsGo",
    "PaidTender",
    "Parent",
    "PaymentChanged",
    "PaymentSettledByHand",
    "PaymentStarted",
    "ReceiptReprinted",
    "RefundLeg",
    "RefundedLine",
    "RightUsed",
    "SaleCancelled",
    "SaleCompleted",
    "SaleRefunded",
    "ShiftOpened",
    "SoldLine",
    "StaffAdded",
    "TenderCorrected",
    "Unknown",
    "Upcast",
    "UsedCoupon",
    "decode",
    "encode",
]
