"""The bodies of `/v1/print-jobs`, both ways."""

from typing import Literal, TypeAlias

import msgspec

from edge_agent.domain.ids import JobId, SaleId
from edge_agent.wire.body import Body

Settlement: TypeAlias = Literal["printed", "reprint", "drop"]
"""What a person says of a job."""


class PrintJobView(msgspec.Struct, frozen=True):
    """A job of the print spooler."""

    id: JobId
    sale: SaleId | None
    template: str
    printer: str
    state: str
    created_at: int
    copy: int


class SettleJob(Body, frozen=True):
    """`POST /v1/print-jobs/{id}/settle`: what became of a job that is uncertain or held."""

    outcome: Settlement = msgspec.field(name="as")
