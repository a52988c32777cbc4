"""A file of promotions and coupon codes (CSV): every bad row is named with its line, the rest is taken.

A row is a promotion, of one of the kinds below, or more codes of a coupon that the file or the shop has. Only
what its kind knows may stand in it:

    member_price 会员价, timed_price 限时价   price_fen or pay_permille; of a timed price later, in the same
                                              unit: `20:00=600; 21:00=400`
    nth_piece 第n件                           n, pay_permille
    buy_get 买送                              n, free
    n_for_price 一口价                        n, price_fen
    bundle 套餐                               price_fen, parts: articles or categories, and how many of them:
                                              `P1041|P1042*1; @小吃*2`
    spend_save 满减                           tiers: `5900=600; 9900=1500`; every
    coupon 优惠券                             off_fen or pay_permille, min_fen, uses_max, codes
    codes 券码                                codes, uses_max, until

Every promotion but a bundle has skus (`*` for everything), categories, but_skus. Every promotion has name,
from and until (`2026-11-01` or `2026-11-01 08:00` in the shop's time; a date alone is good until its end),
weekdays (`6 7`), hours (`19:00-22:00`) and members_only; it and every are `1` or `0`. Lists are separated by
spaces or semicolons, those of categories, steps, tiers and parts by semicolons.
"""

from collections.abc import Mapping
from datetime import timedelta, timezone, tzinfo
from typing import TypeAlias

import msgspec

from edge_agent.domain.catalogue_row import RefusedRow, RowReason, shown
from edge_agent.domain.coupons import read_code
from edge_agent.domain.csv_table import Record, read_table
from edge_agent.domain.ids import CouponCode, RuleId
from edge_agent.domain.moments import Millis
from edge_agent.domain.promotions import Coupon, Rule
from edge_agent.domain.promotions_check import USES_MAX, check_rule
from edge_agent.domain.promotions_fields import COLUMNS, KINDS, NotRead, read, read_until, rule_of

REQUIRED = ("id", "kind")
CODES_KIND = "codes"
CHINA = timezone(timedelta(hours=8))


class CodeInFile(msgspec.Struct, frozen=True):
    """A coupon code, and the line that has it."""

    line: int
    code: CouponCode
    rule: RuleId
    valid_until: Millis | None
    uses_max: int | None
    """None takes the rule's."""


class RuleInFile(msgspec.Struct, frozen=True):
    """A promotion, and the line that has it."""

    line: int
    rule: Rule


class PromotionsFile(msgspec.Struct, frozen=True):
    """What a file held."""

    rules: tuple[RuleInFile, ...]
    codes: tuple[CodeInFile, ...]
    refused: tuple[RefusedRow, ...]


_Taken: TypeAlias = tuple[RuleInFile | None, tuple[CodeInFile, ...]]


def parse_promotions(data: bytes, zone: tzinfo = CHINA) -> PromotionsFile:
    """Read a file of promotions, with times in the shop's `zone`; raises TableError when it is none."""
    reader = _Reader(zone)
    for record in read_table(data, REQUIRED, COLUMNS):
        reader.read(record)
    return PromotionsFile(tuple(reader.rules), tuple(reader.codes), tuple(reader.refused))


class _Reader:
    """Takes rows one by one, and remembers what was taken before."""

    def __init__(self, zone: tzinfo) -> None:
        self.rules: list[RuleInFile] = []
        self.codes: list[CodeInFile] = []
        self.refused: list[RefusedRow] = []
        self._zone = zone
        self._rule_lines: dict[str, int] = {}
        self._code_lines: dict[CouponCode, int] = {}

    def read(self, record: Record | RefusedRow) -> None:
        """Take a row, or put down why not."""
        found = record if isinstance(record, RefusedRow) else self._row(record)
        if isinstance(found, RefusedRow):
            self.refused.append(found)
            return
        rule, codes = found
        if rule is not None:
            self.rules.append(rule)
            self._rule_lines[rule.rule.id] = rule.line
        self.codes += codes
        self._code_lines.update((code.code, code.line) for code in codes)

    def _row(self, record: Record) -> _Taken | RefusedRow:
        kind = record.field("kind").lower()
        kind = _KIND_NAMES.get(kind, kind)
        if kind == CODES_KIND:
            return self._codes_row(record)
        if kind not in KINDS:
            return _refused(record, RowReason.PROMOTION_KIND, value=shown(kind))
        rule = self._rule(record, kind)
        if isinstance(rule, RefusedRow):
            return rule
        if not isinstance(rule, Coupon):
            return RuleInFile(record.line, rule), ()
        codes = self._codes(record, None, rule.uses_max)
        return codes if isinstance(codes, RefusedRow) else (RuleInFile(record.line, rule), codes)

    def _rule(self, record: Record, kind: str) -> Rule | RefusedRow:
        name = record.field("id")
        if name in self._rule_lines:
            line = self._rule_lines[name]
            return _refused(record, RowReason.PROMOTION_TWICE, value=shown(name), line=line)
        try:
            rule = rule_of(kind, record.fields, self._zone)
        except NotRead as error:
            return RefusedRow(record.line, error.reason, error.params)
        reason = check_rule(rule)
        return rule if reason is None else _refused(record, RowReason.PROMOTION_SENSE, reasons=reason)

    def _codes_row(self, record: Record) -> _Taken | RefusedRow:
        extra = [
            column
            for column, value in record.fields.items()
            if value.strip() and column not in ("id", "kind", "codes", "uses_max", "until")
        ]
        if extra:
            return _refused(record, RowReason.PROMOTION_EXTRA, column=extra[0])
        try:
            ends = read_until(record.field("until"), self._zone) if record.field("until") else None
            uses = read("uses_max", record.field("uses_max")) if record.field("uses_max") else None
        except NotRead as error:
            return RefusedRow(record.line, error.reason, error.params)
        if uses is not None and not 0 < uses <= USES_MAX:
            return _refused(record, RowReason.PROMOTION_VALUE, column="uses_max", value=str(uses))
        codes = self._codes(record, ends, uses)
        if not codes:
            return _refused(record, RowReason.PROMOTION_MISSING, column="codes")
        return codes if isinstance(codes, RefusedRow) else (None, codes)

    def _codes(
        self, record: Record, ends: Millis | None, uses: int | None
    ) -> tuple[CodeInFile, ...] | RefusedRow:
        found: dict[CouponCode, CodeInFile] = {}
        for written in record.field("codes").replace(";", " ").replace("；", " ").split():
            code = read_code(written)
            if code is None:
                return _refused(record, RowReason.COUPON_CODE, value=shown(written))
            if code in self._code_lines:
                line = self._code_lines[code]
                return _refused(record, RowReason.COUPON_CODE_TWICE, value=code, line=line)
            found[code] = CodeInFile(record.line, code, RuleId(record.field("id")), ends, uses)
        return tuple(found.values())


_KIND_NAMES: Mapping[str, str] = {
    "会员价": "member_price",
    "限时价": "timed_price",
    "第n件": "nth_piece",
    "买送": "buy_get",
    "一口价": "n_for_price",
    "套餐": "bundle",
    "满减": "spend_save",
    "优惠券": "coupon",
    "券码": CODES_KIND,
}


def _refused(record: Record, reason: RowReason, **params: str | int) -> RefusedRow:
    return RefusedRow(record.line, reason, params)
