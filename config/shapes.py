"""What the texts of a configuration look like, and the words for those that do not."""

import re
from urllib.parse import urlsplit

from config.mistakes import Expected
from config.table import Shape
from edge_agent.domain.rights import Right

ALL_RIGHTS = "all"

ANY = Shape(r".*", Expected("应为文字", "should be a text"), "")
NAME = Shape(
    r"(?=.*\S)[^\x00-\x1f\x7f]{1,40}", Expected("应为 1 到 40 个字", "should be 1 to 40 characters"), "-"
)
FOLDER = Shape(
    r"|(/|~/)[^\x00-\x1f\x7f]*",
    Expected("应为绝对路径,或以 ~/ 开头", "should be an absolute path, or begin with ~/"),
    "",
)
STORE_CODE = Shape(
    r"[A-Z0-9]{1,8}",
    Expected("应为 1 到 8 位大写字母或数字", "should be 1 to 8 capital letters or digits"),
    "S0",
)
CLOCK_TIME = Shape(
    r"([01][0-9]|2[0-3]):[0-5][0-9]", Expected("应为时刻,如 04:00", "should be a time such as 04:00"), "04:00"
)
ZONE = Expected("应为时区名,如 Asia/Shanghai", "should be the name of a time zone such as Asia/Shanghai")

LANE_ID = Shape(
    r"[A-Za-z0-9]{1,8}", Expected("应为 1 到 8 位字母或数字", "should be 1 to 8 letters or digits"), "1"
)
PRINTER_ID = Shape(
    r"[A-Za-z0-9_-]{1,32}",
    Expected("应为 1 到 32 位字母、数字、- 或 _", "should be 1 to 32 letters, digits, - or _"),
    "-",
)
METHOD_ID = Shape(
    r"(?!cash$)[a-z][a-z0-9_]{0,31}",
    Expected(
        "应为小写字母开头的代号,且不是 cash", "should be a word in small letters and digits, other than cash"
    ),
    "-",
)
METHOD_KEY = Shape(
    r"[2-9]", Expected("应为 2 到 9 的一个键(1 是现金)", "should be a key from 2 to 9 (1 is cash)"), "2"
)
TAX_ID = Shape(
    r"[A-Za-z0-9_.-]{1,16}",
    Expected("应为 1 到 16 位字母、数字、- _ 或 .", "should be 1 to 16 letters, digits, - _ or ."),
    "-",
)
RIGHT = Shape(
    "|".join((ALL_RIGHTS, *Right)),
    Expected(
        f"应为下列权限,或 all:{', '.join(Right)}",
        f"should be rights out of these, or all: {', '.join(Right)}",
    ),
    ALL_RIGHTS,
)

CODE_PREFIX = Shape(
    r"[A-Za-z0-9]{1,8}[:/#=]",
    Expected(
        "应为字母或数字加上 : / # = 之一,如 M:", "should be letters or digits and one of : / # =, such as M:"
    ),
    "",
)
LABEL = Expected(
    "应为逐位的布局,如 FFPPPPPAAAAAC(F 前缀,P PLU 不超过 5 位,A 或 M 金额,W 重量,C 校验位在末位)",
    "should be a layout digit by digit such as FFPPPPPAAAAAC",
)
LABEL_PREFIX = Shape(
    r"[0-9]{1,8}",
    Expected(
        "应与布局中的 F 同样位数的数字,如 21", "should be digits, as many as the layout has F, such as 21"
    ),
    "",
)

_LABEL_OF_A_NAME = r"[A-Za-z0-9_-]{1,63}"
_HOST = rf"({_LABEL_OF_A_NAME}(\.{_LABEL_OF_A_NAME})*\.?|\[[0-9A-Fa-f:.]+\])"
"""RFC 1035, section 2.3.4; what is longer or has gaps makes the resolver raise."""
ADDRESS = Shape(
    rf"tcp://{_HOST}:[0-9]{{1,5}}",
    Expected("应为 tcp://地址:端口,如 tcp://192.168.1.50:9100", "should be tcp://HOST:PORT"),
    "",
)
URL = Shape(
    rf"https?://{_HOST}(:[0-9]{{1,5}})?(/[A-Za-z0-9._~%/-]*)?",
    Expected("应为 http:// 或 https:// 地址,或留空", "should be an http:// or https:// address, or empty"),
    "",
)


def is_address(text: str, shape: Shape) -> bool:
    """A text of the shape whose host and port can be asked for."""
    return re.fullmatch(shape.pattern, text) is not None and _has_port(text)


def _has_port(text: str) -> bool:
    """The port, when there is one, is a port; a host in brackets is one of IPv6."""
    try:
        return urlsplit(text).port != 0
    except ValueError:
        return False
