"""The sentences of the close check, `may I switch off`, in both languages."""

from collections.abc import Mapping

import msgspec


class CloseWords(msgspec.Struct, frozen=True):
    """What is said in one language; `{n}` stands for how many."""

    yes: str
    yes_waiting: str
    no: str
    waiting: Mapping[str, str]
    """By what waits."""
    since: str


_ZH = CloseWords(
    yes="可以关机",
    yes_waiting="可以关机,下面的事下次开机再做",
    no="先别关机",
    waiting={
        "shifts": "还有 {n} 个班没交,请先交班",
        "carts": "还有 {n} 单没结,请先结账、挂单或取消",
        "payments": "还有 {n} 笔付款没有结果,请先处理",
        "held": "挂着 {n} 单,下次开机还在",
        "paper": "有 {n} 张没打印,下次开机接着打",
        "unsent": "有 {n} 条没传到总部,下次联网自动补传",
        "clock": "时钟待核:请在 更多-系统-核对时钟 里看日期和时间;核对前凭码取货要主管授权",
        "machine_clock": "电脑时钟差 {n} 分钟,店里已按核对过的时间走:请管理员校准电脑",
    },
    since="自 {time}",
)
_EN = CloseWords(
    yes="You may switch off.",
    yes_waiting="You may switch off; this waits for the next start.",
    no="Do not switch off yet.",
    waiting={
        "shifts": "Open shifts: {n}. Close them first.",
        "carts": "Carts in progress: {n}. Settle, hold or cancel them first.",
        "payments": "Payments without an outcome: {n}. Settle them first.",
        "held": "Held carts: {n}. They are kept.",
        "paper": "Slips not printed: {n}. They print after the next start.",
        "unsent": "Events not sent to headquarters: {n}. They go with the next connection.",
        "clock": (
            "The clock is in doubt: see More, System, Check the clock;"
            " until then a pickup by code takes a supervisor."
        ),
        "machine_clock": (
            "The computer's clock is {n} minutes off; the shop goes by the right time:"
            " have the computer's put right."
        ),
    },
    since="since {time}",
)


def close_words(language: str) -> CloseWords:
    """The words of a language."""
    return _EN if language == "en" else _ZH
