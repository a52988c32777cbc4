"""What the tests of the drivers share: a sample receipt, settings, a printer's own reading of a job."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from config.settings import PrinterSettings
from drivers.simulated.printer import SimulatedPrinter
from drivers.simulated.printer_commands import CommandReader, RealTimeReader
from drivers.simulated.printer_head import Effect, PrintHead
from edge_agent.domain.paper import Align, Item, Pair, Paper, Qr, Rule, Size, Text

MakeSettings = Callable[..., PrinterSettings]
ReadJob = Callable[[bytes, int], tuple[list[Effect], frozenset[bytes]]]


@pytest.fixture(scope="session")
def sample_receipt() -> Paper:
    """A receipt with everything on it that a Chinese shop's receipt has."""
    return (
        Text("补打 1", Align.CENTRE, Size.LARGE, bold=True),
        Text("芙蓉便利店", Align.CENTRE, Size.LARGE, bold=True),
        Text("长沙市芙蓉区五一大道389号", Align.CENTRE),
        Rule(),
        Pair("单号", "S0123-1-20261122-0042"),
        Pair("时间", "2026-11-22 18:42:07"),
        Pair("收银员 王小丽", "款台 1号收银台"),
        Rule(),
        Item("品名", "数量", "单价", "金额"),
        Item("农夫山泉饮用天然水550ml", "2", "2.00", "4.00"),
        Item("红富士苹果", "约0.532kg", "15.80", "8.41"),
        Item("海天0添加金标生抽(特级酿造酱油,无防腐剂)1.28L家庭装", "1", "23.90", "23.90", ("会员价 -2.00",)),
        Item("珍珠奶茶(大杯)", "2", "14.00", "28.00", ("少糖 去冰 加椰果、红豆、布丁、仙草,分两杯装",)),
        Item("可口可乐330ml", "12", "2.50", "30.00"),
        Item("五粮液52°浓香型500ml礼盒装", "1", "1199.00", "1199.00"),
        Rule(),
        Pair("件数", "6"),
        Pair("优惠", "-2.00"),
        Pair("合计", "￥1291.31", Size.LARGE, bold=True),
        Pair("现金 实收", "1300.00"),
        Pair("找零", "8.69"),
        Rule(),
        Text("取餐号", Align.CENTRE),
        Text("A017", Align.CENTRE, Size.HUGE, bold=True),
        Qr("S0123-1-20261122-0042"),
        Text("凭小票七日内退换,生鲜商品当日有效。谢谢惠顾,欢迎再次光临!", Align.CENTRE),
    )


@pytest.fixture(scope="session")
def make_settings() -> MakeSettings:
    """Settings with deadlines that a loaded machine meets, unless the test names its own."""

    def make(
        address: str, columns: int = 48, *, connect_timeout_ms: int = 5_000, print_timeout_ms: int = 10_000
    ) -> PrinterSettings:
        return PrinterSettings("counter", address, columns, connect_timeout_ms, print_timeout_ms)

    return make


@pytest.fixture(scope="session")
def read_job() -> ReadJob:
    """What a printer of so many columns makes of a job, and the commands that it does not know."""

    def read(job: bytes, columns: int) -> tuple[list[Effect], frozenset[bytes]]:
        buffer, head = CommandReader(), PrintHead(columns, None)
        buffer.feed(job)
        effects = [effect for one in buffer if (effect := head.obey(one)) is not None]
        assert not buffer.bytes_held, "the job ends within a command"
        assert not RealTimeReader().feed(job), "the job holds a real-time command"
        return effects, frozenset(head.unknown)

    return read


@pytest.fixture
async def twin() -> AsyncIterator[SimulatedPrinter]:
    """A printer with 80 mm paper, in order."""
    async with SimulatedPrinter(48) as printer:
        yield printer


@pytest.fixture
def on_fenced() -> Callable[[], Awaitable[None]]:
    """For tests that do not ask when the fence left."""

    async def nothing() -> None:
        return

    return nothing
