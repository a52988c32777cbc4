"""A file of options: the demo's own, and all that can be wrong in one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from edge_agent.domain.catalogue import Choice, OptionGroup
from edge_agent.domain.catalogue_options_file import OptionsFile, OptionsInFile, parse_options
from edge_agent.domain.catalogue_row import RefusedRow, RowReason
from edge_agent.domain.errors import Code, Params, TableError
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen

DEMO = Path(config.__file__).parent / "demo" / "options.csv"
HEAD = "sku,group_id,group_name,least,most,choice_id,choice_name,fen,default"


def parse(*rows: str, head: str = HEAD) -> OptionsFile:
    return parse_options("\n".join([head, *rows]).encode())


def test_the_demo_s_options_are_taken_whole() -> None:
    """Twelve drinks and snacks, and whoever says nothing pays what the menu says."""
    file = parse_options(DEMO.read_bytes())
    assert (len(file.articles), file.refused) == (12, ())
    for article in file.articles:
        for group in article.groups:
            assert [choice.fen for choice in group.choices if choice.id in group.defaults] == [0] * len(
                group.defaults
            ), article.sku


def test_a_group_is_told_by_its_first_row() -> None:
    """Later rows may leave its name and its numbers out, or repeat them."""
    file = parse(
        "d1,cup,杯型,1,1,m,中杯,,1",
        "D1,cup,,,,l,大杯,300,0",
        "D1,add,加料,0,2,pearl,珍珠,+100,否",
        "D1,add,加料,0,2,less,少料,-50,",
    )
    assert file.refused == ()
    assert file.articles == (
        OptionsInFile(
            line=2,
            rows=4,
            sku=Sku("D1"),
            groups=(
                OptionGroup(
                    "cup", "杯型", (Choice("m", "中杯"), Choice("l", "大杯", Fen(300))), 1, 1, ("m",)
                ),
                OptionGroup(
                    "add", "加料", (Choice("pearl", "珍珠", Fen(100)), Choice("less", "少料", Fen(-50))), 0, 2
                ),
            ),
        ),
    )


def test_only_the_article_takes_its_options_away() -> None:
    """A row that names nothing else."""
    assert parse("D1,,,,,,,,").articles == (OptionsInFile(2, 1, Sku("D1"), ()),)


def test_what_a_row_does_not_say() -> None:
    """One choice, exactly, for nothing; and so it needs a default."""
    file = parse("D1,cup,杯型,m,中杯", head="sku,group_id,group_name,choice_id,choice_name")
    assert [(row.line, row.reason) for row in file.refused] == [(2, RowReason.OPTION_DEFAULTS_FEW)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",cup,杯型,1,1,s,小杯,,", RowReason.SKU_EMPTY),
        ("D 1,cup,杯型,1,1,s,小杯,,", RowReason.SKU_CHARACTERS),
        ("D1,,杯型,1,1,s,小杯,,", RowReason.OPTION_ID),
        ("D1,cup/1,杯型,1,1,s,小杯,,", RowReason.OPTION_ID),
        (f"D1,cup,杯型,1,1,{'s' * 17},小杯,,", RowReason.OPTION_ID),
        ("D1,cup,杯型,1,1,s,,,", RowReason.OPTION_NAME),
        (f"D1,cup,杯型,1,1,s,{'小' * 21},,", RowReason.OPTION_NAME),
        (f"D1,other,{'杯' * 21},1,1,s,小杯,,", RowReason.OPTION_NAME),
        ("D1,other,,1,1,s,小杯,,", RowReason.OPTION_NAME),
        ("D1,cup,杯型,x,1,s,小杯,,", RowReason.OPTION_COUNT),
        ("D1,cup,杯型,1,10,s,小杯,,", RowReason.OPTION_COUNT),
        ("D1,cup,杯型,1,1,s,小杯,3.00,", RowReason.OPTION_FEN),
        ("D1,cup,杯型,1,1,s,小杯,999999999,", RowReason.OPTION_FEN),
        ("D1,cup,杯型,1,1,s,小杯,,maybe", RowReason.OPTION_DEFAULT),
        ("D1,cup,杯,1,1,s,小杯,,", RowReason.OPTION_GROUP_DIFFERS),
        ("D1,cup,杯型,0,1,s,小杯,,", RowReason.OPTION_GROUP_DIFFERS),
        ("D1,cup,杯型,1,2,s,小杯,,", RowReason.OPTION_GROUP_DIFFERS),
        ('D1,cup,"杯型,1,1,s,小杯,,', RowReason.ROW),
        ("D1,cup,杯型,1,1,s,小杯,,,more", RowReason.COLUMNS),
    ],
)
def test_a_bad_row_costs_its_article_all_its_options(row: str, expected: RowReason) -> None:
    """Each mistake is named with its line, and the article that lacks a choice is named too."""
    file = parse("D1,cup,杯型,1,1,m,中杯,,1", row, "D2,cup,杯型,1,1,m,中杯,,1")
    is_of_nobody = expected in (RowReason.SKU_EMPTY, RowReason.SKU_CHARACTERS)
    whole = [] if is_of_nobody else [(2, RowReason.OPTION_OTHER_ROW)]
    assert [(bad.line, bad.reason) for bad in file.refused] == [*whole, (3, expected)]
    assert [article.sku for article in file.articles] == (["D1", "D2"] if is_of_nobody else ["D2"])


def test_an_article_that_does_not_hold_together_is_refused_whole() -> None:
    """With the line where it begins, and the group that is at fault; the others are taken."""
    file = parse(
        "D1,cup,杯型,1,1,m,中杯,,1",
        "D1,add,加料,1,2,pearl,珍珠,100,",
        "D2,cup,杯型,1,1,m,中杯,,1",
    )
    params: Params = {"sku": "D1", "value": "加料"}
    assert file.refused == (RefusedRow(2, RowReason.OPTION_DEFAULTS_FEW, params),)
    assert [article.sku for article in file.articles] == ["D2"]


def test_what_is_no_file_of_options() -> None:
    """Its columns are told."""
    with pytest.raises(TableError) as caught:
        parse("D1,中杯", head="sku,choice")
    assert caught.value.code is Code.FILE_HEADER


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4) | st.sampled_from(
    ["D1", "D2", "cup", "杯型", "0", "1", "9", "m", "中杯", "-5", '"']
)


@given(st.lists(st.lists(cells, max_size=9).map(",".join), max_size=8))
def test_no_file_is_a_traceback(rows: list[str]) -> None:
    """Whatever is in its rows, an article is taken once at most, and then it holds together."""
    file = parse(*rows)
    taken = [article.sku for article in file.articles]
    assert len(taken) == len(set(taken))
    assert all(
        group.least <= len(group.defaults) <= group.most for one in file.articles for group in one.groups
    )
