"""The bodies of `/v1/sessions`: signing in, and what a till learns by it."""

import msgspec

from edge_agent.domain.ids import StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.wire.body import Body
from edge_agent.wire.shifts import ShiftView


class SignIn(Body, frozen=True):
    """`POST /v1/sessions`."""

    staff: StaffId
    pin: str
    till: TillId


class MethodView(msgspec.Struct, frozen=True):
    """An external method for the tender screen."""

    id: str
    name: str
    key: str
    asks_reference: bool


class SessionView(msgspec.Struct, frozen=True):
    """What a till needs to know from sign-in on; `token` goes into `Authorization: Bearer`."""

    token: str
    staff: StaffId
    staff_name: str
    till: TillId
    lane_name: str
    store_name: str
    methods: tuple[MethodView, ...]
    shift: ShiftView | None
    """The open shift of this till's drawer."""
    expected_float_fen: Fen
    """What the last close left in the drawer: the proposal when a shift must be opened."""
    role: str = "cashier"
    rights: tuple[str, ...] = ()
    """What the person may do without anybody's approval."""
    idle_lock_minutes: int = 0
    payment_confirm_fen: int = 0
    """A payment code above this amount waits for Enter; 0 when there is no provider."""
    rounding: str = "off"
    is_single: bool = False
    """The cashier approves alone, with a reason."""
    is_practice: bool = False
    receipt: str = "always"
    """`ask`: the till asks after each sale, and orders it with `POST /v1/sales/{id}/print`.

    `on_demand`: only when somebody wants one; `none`: this lane has no printer.
    """
