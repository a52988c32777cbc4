"""Refusals and errors as RFC 9457 problems, in the language that was asked for."""

from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.types import ExceptionHandlersMap

from edge_agent.domain.errors import Code, EdgeError, Refused
from edge_agent.wire.problem import Problem
from edge_agent.wire.words import language_of, say

AnyRequest = Request[Any, Any, Any]
MEDIA_TYPE = "application/problem+json"
CONFLICT = 409
TOO_LARGE = 413
UNPROCESSABLE = 422
LOCKED = 423
FORBIDDEN = 403

_STATUS: dict[Code, int] = {
    Code.SESSION_NEEDED: 401,
    Code.SIGN_IN_WRONG: 401,
    Code.CART_UNKNOWN: 404,
    Code.SALE_UNKNOWN: 404,
    Code.REFUND_UNKNOWN: 404,
    Code.REFUND_LINE_UNKNOWN: 404,
    Code.REFUND_LINES: UNPROCESSABLE,
    Code.FIND_INVALID: UNPROCESSABLE,
    Code.JOB_UNKNOWN: 404,
    Code.CART_LINE_UNKNOWN: 404,
    Code.PAYMENT_NOT_FOUND: 404,
    Code.CORRECTION_LEG: 404,
    Code.PAYMENT_REASON: UNPROCESSABLE,
    Code.PROMOTION_UNKNOWN: 404,
    Code.COUPON_UNKNOWN: 404,
    Code.PROMOTION_INVALID: UNPROCESSABLE,
    Code.SHIFT_NONE: 404,
    Code.SHIFT_UNKNOWN: 404,
    Code.NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.CART_STALE: 412,
    Code.REQUEST_TOO_LARGE: TOO_LARGE,
    Code.REQUEST_VERSION_NEEDED: 428,
    Code.REQUEST_MALFORMED: 400,
    Code.REQUEST_ID_NEEDED: 400,
    Code.SCAN_UNKNOWN: UNPROCESSABLE,
    Code.SCAN_UNREADABLE: UNPROCESSABLE,
    Code.SCAN_EMPTY: UNPROCESSABLE,
    Code.QUANTITY_INVALID: UNPROCESSABLE,
    Code.WEIGHT_INVALID: UNPROCESSABLE,
    Code.PRICE_INVALID: UNPROCESSABLE,
    Code.PRICE_NOT_OPEN: UNPROCESSABLE,
    Code.OPEN_PRICE_UNKNOWN: UNPROCESSABLE,
    Code.OPTION_UNKNOWN: UNPROCESSABLE,
    Code.OPTION_REPEATED: UNPROCESSABLE,
    Code.OPTION_TOO_FEW: UNPROCESSABLE,
    Code.OPTION_TOO_MANY: UNPROCESSABLE,
    Code.DISCOUNT_INVALID: UNPROCESSABLE,
    Code.DISCOUNT_BOTH: UNPROCESSABLE,
    Code.DISCOUNT_ABOVE_SUM: UNPROCESSABLE,
    Code.CART_COUPON_UNKNOWN: 404,
    Code.ARTICLE_UNKNOWN: 404,
    Code.ARTICLE_CHOICE_UNKNOWN: 404,
    Code.ARTICLE_PRICE_INVALID: UNPROCESSABLE,
    Code.ARTICLE_MEMBER_PRICE: UNPROCESSABLE,
    Code.ARTICLE_PRICE_OPTIONS: UNPROCESSABLE,
    Code.TENDER_INVALID: UNPROCESSABLE,
    Code.FLOAT_INVALID: UNPROCESSABLE,
    Code.STAFF_INVALID: UNPROCESSABLE,
    Code.PIN_INVALID: UNPROCESSABLE,
    Code.RIGHT_NEEDED: FORBIDDEN,
    Code.APPROVAL_SELF: FORBIDDEN,
    Code.APPROVAL_LACKS: FORBIDDEN,
    Code.STAFF_DISABLED: FORBIDDEN,
    Code.ACCOUNT_LOCKED: LOCKED,
    Code.STAFF_UNKNOWN: 404,
    Code.APPROVAL_ACTION: UNPROCESSABLE,
    Code.REASON_NEEDED: UNPROCESSABLE,
    Code.REASON_INVALID: UNPROCESSABLE,
    Code.CASH_AMOUNT_INVALID: UNPROCESSABLE,
    Code.COUNT_INVALID: UNPROCESSABLE,
    Code.COUNT_FACE_UNKNOWN: UNPROCESSABLE,
    Code.COUNT_DIFFERS: UNPROCESSABLE,
    Code.FLOAT_ABOVE_COUNT: UNPROCESSABLE,
    Code.SHIFT_METHOD_UNKNOWN: UNPROCESSABLE,
    Code.STOCK_SKU: 404,
    Code.STOCK_COUNT_UNKNOWN: 404,
    Code.STOCK_COUNT_LINE: 404,
    Code.STOCK_EMPTY: UNPROCESSABLE,
    Code.STOCK_LINES: UNPROCESSABLE,
    Code.STOCK_QUANTITY: UNPROCESSABLE,
    Code.STOCK_FRACTION: UNPROCESSABLE,
    Code.STOCK_COST: UNPROCESSABLE,
    Code.STOCK_EXPIRY: UNPROCESSABLE,
    Code.STOCK_NUMBER: UNPROCESSABLE,
    Code.STOCK_SUPPLIER: UNPROCESSABLE,
    Code.STOCK_STORE: UNPROCESSABLE,
    Code.STOCK_COUNTED_AT: UNPROCESSABLE,
    Code.STOCK_COUNT_TWICE: UNPROCESSABLE,
    Code.MEMBER_UNKNOWN: 404,
    Code.MEMBER_GONE: 404,
    Code.MEMBER_TEXT: UNPROCESSABLE,
    Code.MEMBER_PHONE: UNPROCESSABLE,
    Code.MEMBER_NAME: UNPROCESSABLE,
    Code.MEMBER_CODE: UNPROCESSABLE,
    Code.MEMBER_CONSENT: UNPROCESSABLE,
    Code.TICKET_UNKNOWN: 404,
    Code.TICKET_ITEM_UNKNOWN: 404,
    Code.TICKET_COUNTER_UNKNOWN: UNPROCESSABLE,
    Code.TICKET_LABEL: UNPROCESSABLE,
    Code.BATCH_UNKNOWN: 404,
    Code.BATCH_ORDER: 404,
    Code.BATCH_LEADER: 404,
    Code.BATCH_SKU: 404,
    Code.BATCH_COUNTS: UNPROCESSABLE,
    Code.BATCH_QUANTITY: UNPROCESSABLE,
    Code.BATCH_NOT_WEIGHED: UNPROCESSABLE,
    Code.BATCH_WEIGHT: UNPROCESSABLE,
    Code.BATCH_NO_SHOWS: UNPROCESSABLE,
    Code.PICKUP_UNKNOWN: 404,
    Code.PICKUP_DONE_UNKNOWN: 404,
    Code.PICKUP_FORMAT: UNPROCESSABLE,
    Code.PICKUP_B45: UNPROCESSABLE,
    Code.PICKUP_CBOR: UNPROCESSABLE,
    Code.PICKUP_COSE: UNPROCESSABLE,
    Code.PICKUP_CLAIMS: UNPROCESSABLE,
    Code.PICKUP_UNITS: UNPROCESSABLE,
    Code.PICKUP_SHORT_INVALID: UNPROCESSABLE,
    Code.PICKUP_PHONE_INVALID: UNPROCESSABLE,
    Code.PICKUP_PLACE: UNPROCESSABLE,
    Code.PICKUP_CLOCK: FORBIDDEN,
    Code.PICKUP_SHORT_LOCKED: LOCKED,
    Code.CLOCK_INVALID: UNPROCESSABLE,
    Code.FILE_UNREADABLE: UNPROCESSABLE,
    Code.FILE_HEADER: UNPROCESSABLE,
    Code.FEED_UNREADABLE: UNPROCESSABLE,
    Code.DISK_FULL: 507,
    Code.DISK_FAILED: 500,
    Code.BUSY: 503,
    Code.STOPPING: 503,
    Code.DEFECT: 500,
    Code.DATABASE_DAMAGED: 500,
}
"""The HTTP status of each code; everything else that the state of the shop refuses is 409."""

log = structlog.get_logger("api")


class Declined(Exception):
    """Carries a refusal from a route to the handler that words it."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused
        super().__init__(refused.code)


def problem(request: AnyRequest, refused: Refused) -> Response[Problem]:
    """The answer that a person reads."""
    language = language_of(
        request.headers.get("Accept-Language"), request.state.agent.settings.store.language
    )
    said = say(refused.code, refused.params, language)
    status = _STATUS.get(refused.code, CONFLICT)
    body = Problem(
        type=f"urn:edge-agent:problem:{refused.code}",
        title=said.title,
        status=status,
        code=refused.code,
        hint=said.hint,
        params=refused.params,
    )
    return Response(body, status_code=status, media_type=MEDIA_TYPE)


def _declined(request: AnyRequest, error: Exception) -> Response[Problem]:
    assert isinstance(error, Declined)  # noqa: S101 Litestar calls this for no other type
    return problem(request, error.refused)


def _edge_error(request: AnyRequest, error: Exception) -> Response[Problem]:
    assert isinstance(error, EdgeError)  # noqa: S101 Litestar calls this for no other type
    log.warning("refused", code=error.code, params=error.params)
    return problem(request, Refused(error.code, error.params))


def _http_error(request: AnyRequest, error: Exception) -> Response[Problem]:
    match error:
        case NotFoundException():
            refused = Refused(Code.NOT_FOUND)
        case MethodNotAllowedException():
            refused = Refused(Code.METHOD_NOT_ALLOWED)
        case HTTPException(status_code=status) if status == TOO_LARGE:
            refused = Refused(Code.REQUEST_TOO_LARGE)
        case ValidationException() | ClientException():
            refused = Refused(Code.REQUEST_MALFORMED, {"detail": _detail(error)})
        case _:
            return _defect(request, error)
    return problem(request, refused)


def _defect(request: AnyRequest, error: Exception) -> Response[Problem]:
    log.error("defect", method=request.method, path=request.url.path, exc_info=error)
    return problem(request, Refused(Code.DEFECT))


def _detail(error: HTTPException) -> str:
    """What was said of a parameter, with its name."""
    extra = error.extra
    if isinstance(extra, list) and extra and isinstance(extra[0], dict):
        return " ".join(str(extra[0].get(key, "")) for key in ("key", "message")).strip()[:200]
    return str(error.detail)[:200]


HANDLERS: ExceptionHandlersMap = {
    Declined: _declined,
    EdgeError: _edge_error,
    HTTPException: _http_error,
    Exception: _defect,
}
