"""The tables of the configuration on trade: selling, members, shifts, payments, rights, tax."""

from config.settings import MemberRules, PaymentSettings, Selling, ShiftRules
from config.shapes import ALL_RIGHTS, ANY, NAME, RIGHT, TAX_ID, URL, is_address
from config.table import Table
from edge_agent.domain.catalogue import PRICE_FEN_MAX
from edge_agent.domain.moments import DAY
from edge_agent.domain.rights import Right, Rights, Role
from edge_agent.domain.tax import TaxClass
from edge_agent.domain.tender import Rounding

PROVIDERS = ("none", "simulated")


def selling(table: Table) -> Selling:
    """`[selling]`."""
    return Selling(
        rounding=Rounding(table.choice("rounding", list(Rounding))),
        open_price_max_fen=table.integer("open_price_max_fen", 0, PRICE_FEN_MAX),
        payment_confirm_fen=table.integer("payment_confirm_fen", 0, PRICE_FEN_MAX),
        refund_without_receipt_max_fen=table.integer("refund_without_receipt_max_fen", 0, PRICE_FEN_MAX),
        idle_lock_minutes=table.integer("idle_lock_minutes", 0, 24 * 60),
        low_stock=table.integer("low_stock", 0, 1_000_000),
        near_expiry_days=table.integer("near_expiry_days", 0, 3650),
    )


def members(table: Table) -> MemberRules:
    """`[members]`."""
    return MemberRules(
        fen_per_point=table.integer("fen_per_point", 1, 1_000_000),
        point_value_fen=table.integer("point_value_fen", 0, 10_000),
        points_per_day_offline_max=table.integer("points_per_day_offline_max", 0, 10_000_000),
    )


def shifts(table: Table) -> ShiftRules:
    """`[shifts]`."""
    return ShiftRules(count_differs_max_fen=table.integer("count_differs_max_fen", 0, PRICE_FEN_MAX))


def payments(table: Table) -> PaymentSettings:
    """`[payments]`; without a provider a payment code is refused in words."""
    provider = table.choice("provider", PROVIDERS)
    url = table.text("url", ANY)
    if (url or provider != "none") and not is_address(url, URL):
        table.note("url", URL.expected)
    return PaymentSettings(
        provider=provider,
        url=url,
        request_timeout_ms=table.integer("request_timeout_ms", 100, 120_000),
        ask_every_ms=table.integer("ask_every_ms", 10, 60_000),
        wait_max_ms=table.integer("wait_max_ms", 1_000, DAY),
    )


def rights(table: Table) -> Rights:
    """`[rights]`: what each role may do without anybody's approval."""
    single = table.choice("preset", ("roles", "single")) == "single"
    return Rights({role: _rights(table.texts(role, RIGHT)) for role in Role}, single)


def tax_class(table: Table) -> TaxClass:
    """One of `[[tax_classes]]`."""
    return TaxClass(
        id=table.text("id", TAX_ID),
        name=table.text("name", NAME),
        rate_permille=table.integer("rate_permille", 0, 1000, 0),
        is_exempt=table.flag("is_exempt", default=False),
    )


def _rights(words: tuple[str, ...]) -> frozenset[Right]:
    return frozenset(Right) if ALL_RIGHTS in words else frozenset(Right(word) for word in words)
