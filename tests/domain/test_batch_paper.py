"""Paper of group buying, line by line."""

from zoneinfo import ZoneInfo

import msgspec

from edge_agent.domain.batch_paper import Bag, BagLine, Sheet, bag_label, pick_list, signature_slip
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.paper import Pair, Paper, Rule, Text
from edge_agent.domain.quantity import Milli, Unit

SHEET = Sheet("五一店", "周末鲜果", Millis(1_795_320_000_000), ZoneInfo("Asia/Shanghai"), "zh-CN")
WATER = BagLine(Sku("P1"), "农夫山泉", Unit.EACH, Milli(2_000))
PORK = BagLine(Sku("W1"), "五花肉", Unit.KG, Milli(520))
BAG = Bag("T031", "T1122-0001", "5678", "L07", "湘江苑", (WATER, PORK), "B2")
OTHER = Bag("T032", "T1122-0002", "", "L07", "湘江苑", (WATER,))


def _told(paper: Paper) -> list[str]:
    return [
        f"{line.left} | {line.right}"
        if isinstance(line, Pair)
        else line.text
        if isinstance(line, Text)
        else "-"
        for line in paper
        if isinstance(line, Pair | Text | Rule)
    ]


def test_a_label_tells_the_bag_its_pieces_and_its_place() -> None:
    """`T031 3件 B2`, then what lies in it and whose it is."""
    assert _told(bag_label(SHEET, BAG)) == [
        "T031",
        "3件 | B2",
        "农夫山泉 | 2",
        "五花肉 | 0.520kg",
        "T1122-0001 | 尾号 5678",
        "L07 湘江苑",
    ]


def test_a_label_of_several_tells_which_it_is() -> None:
    """So that nobody leaves one behind."""
    second = msgspec.structs.replace(OTHER, parcel=2, of_parcels=3)
    assert _told(bag_label(SHEET, second))[0] == "T032-2/3"


def test_a_pick_list_tells_the_sums_and_then_each_bag() -> None:
    """First what to fetch, then where it goes."""
    assert _told(pick_list(SHEET, (BAG, OTHER)))[3:] == [
        "时间 | 2026-11-22 12:00:00",
        "团长 | L07",
        "小区 | 湘江苑",
        "-",
        "农夫山泉 | 4",
        "五花肉 | 0.520kg",
        "合计 | 2单 5件",
        "-",
        "T031 | 5678",
        "  农夫山泉 | 2",
        "  五花肉 | 0.520kg",
        "-",
        "T032 | ",
        "  农夫山泉 | 2",
    ]


def test_a_leader_signs_for_every_bag_by_name() -> None:
    """In the language of the shop."""
    english = msgspec.structs.replace(SHEET, language="en")
    told = _told(signature_slip(english, (BAG, OTHER)))
    assert told[1] == "Received by the leader"
    assert told[4:] == [
        "Leader | L07",
        "-",
        "T031 T1122-0001 | 5678 3 pcs",
        "T032 T1122-0002 | 2 pcs",
        "-",
        "Total | 2 orders 5 pcs",
        "",
        "Signature: ________________",
    ]
