"""The shapes of customers' payment codes, and how they are shown in a log."""

import msgspec

from edge_agent.domain.gtin import is_digits


class Shape(msgspec.Struct, frozen=True):
    """Digits of a payment code: how many, and what the first two may be."""

    provider: str
    length_min: int
    length_max: int
    prefix_min: int
    prefix_max: int


SHAPES = (
    # WeChat Pay, 付款码支付: "18位纯数字,前缀以10、11、12、13、14、15开头"
    # https://pay.weixin.qq.com/wiki/doc/api/micropay.php?chapter=5_1
    Shape("wechat", 18, 18, 10, 15),
    # Alipay, alipay.trade.pay, auth_code: "25~30开头的长度为16~24位的数字"
    # https://opendocs.alipay.com/open/194/106039
    Shape("alipay", 16, 24, 25, 30),
)

_SHOWN_FIRST, _SHOWN_LAST = 2, 4


def provider_of(code: str) -> str | None:
    """`wechat` or `alipay`, by the code's shape alone; None when it is no payment code."""
    if not is_digits(code):
        return None
    for shape in SHAPES:
        in_length = shape.length_min <= len(code) <= shape.length_max
        if in_length and shape.prefix_min <= int(code[:2]) <= shape.prefix_max:
            return shape.provider
    return None


def mask(code: str) -> str:
    """The code as a log may show it: its first two and last four characters, and how long it was."""
    hidden = len(code) - _SHOWN_FIRST - _SHOWN_LAST
    if hidden <= 0:
        return "*" * len(code)
    return f"{code[:_SHOWN_FIRST]}{'*' * hidden}{code[-_SHOWN_LAST:]}"
