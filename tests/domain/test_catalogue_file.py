"""A catalogue file: the real one, and all that people make of theirs."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from edge_agent.domain.catalogue import PRICE_FEN_MAX, Article, PriceUnit
from edge_agent.domain.catalogue_fields import FileRules
from edge_agent.domain.catalogue_file import CatalogueFile, collisions, parse_catalogue
from edge_agent.domain.catalogue_row import Note, NoteKind, RefusedRow, RowReason
from edge_agent.domain.errors import Code, TableError
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import parse_rfc3339
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit

REAL = Path(config.__file__).parent / "demo" / "catalogue.csv"
HEAD = "sku,name,unit,price_fen"
SHOP = FileRules(frozenset({"13", "9", "6", "exempt"}), ZoneInfo("Asia/Shanghai"))


def parse(*rows: str, head: str = HEAD) -> CatalogueFile:
    return parse_catalogue("\n".join([head, *rows]).encode(), SHOP)


def reason(row: str, head: str = HEAD) -> tuple[int, RowReason]:
    """Line and reason of the only refused row of a file with one good row before it."""
    file = parse("GOOD,水,each,200", row, head=head)
    assert [article.sku for article in file.articles] == ["GOOD"]
    [refused] = file.refused
    return refused.line, refused.reason


# --- the real catalogue -----------------------------------------------------------------------------------


def test_the_real_catalogue_is_taken_whole() -> None:
    """140 articles, none refused: 99 with barcodes, 25 weighed, 12 made to order, 4 without a price."""
    file = parse_catalogue(REAL.read_bytes(), SHOP)
    assert (len(file.articles), file.refused) == (140, ())
    assert {note.kind for note in file.notes} == {NoteKind.COLLISION}, "menu numbers and short PLUs"
    assert sum(bool(article.gtins) for article in file.articles) == 99
    assert sum(article.unit is Unit.KG and article.plu is not None for article in file.articles) == 25
    assert sum(article.prep_seconds > 0 for article in file.articles) == 12
    classes = {article.tax_class for article in file.articles if article.is_open_price}
    assert classes == set(SHOP.tax_classes or ())
    by_sku = {article.sku: article for article in file.articles}
    assert by_sku[Sku("P1069")].gtins == ("00038900004095",)
    assert by_sku[Sku("W00202")] == Article(
        Sku("W00202"),
        "五花肉",
        Unit.KG,
        Fen(2980),
        plu="00202",
        category="肉禽蛋",
        tax_class="exempt",
        cost_fen=Fen(2324),
    )
    assert by_sku[Sku("W00001")].price_unit is PriceUnit.JIN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_chinese_spreadsheet_writes_the_same_catalogue(encoding: str, line_end: str) -> None:
    """UTF-8 with or without its mark, GBK and GB18030, and three kinds of line end."""
    text = REAL.read_text(encoding="utf-8")
    data = line_end.join(text.splitlines()).encode(encoding)
    assert parse_catalogue(REAL.read_bytes()) == parse_catalogue(data)


# --- what a row may hold ----------------------------------------------------------------------------------


def test_a_row_with_everything() -> None:
    """Columns in any order and case, several barcodes, a short PLU, a menu number with zeros before it."""
    file = parse(
        "101,003,p1,奶茶,EACH,1200,6,6909409012031; 038900004095 69019388;69019388,茶饮,75,吧台,"
        "3070401000000000000,1100,384,,否,2026-12-01 08:30",
        head="plu, Menu_No ,SKU,name,unit,price_fen,tax_class,gtin,category,prep_seconds,station,"
        "tax_code,member_price_fen,cost_fen,price_unit,is_open_price,valid_from",
    )
    assert file.refused == ()
    assert file.articles == (
        Article(
            sku=Sku("P1"),
            name="奶茶",
            unit=Unit.EACH,
            price_fen=Fen(1200),
            gtins=("06909409012031", "00038900004095", "00000069019388"),
            plu="00101",
            menu_no="3",
            category="茶饮",
            tax_class="6",
            tax_code="3070401000000000000",
            station="吧台",
            prep_seconds=75,
            member_price_fen=Fen(1100),
            cost_fen=Fen(384),
        ),
    )
    assert file.valid_from == {"P1": parse_rfc3339("2026-12-01T08:30:00+08:00")}


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-12-01", "2026-12-01T00:00:00+08:00"),
        ("2026/12/1", "2026-12-01T00:00:00+08:00"),
        ("2026-12-01 8:05", "2026-12-01T08:05:00+08:00"),
        ("2026-12-01T08:05:30", "2026-12-01T08:05:30+08:00"),
    ],
)
def test_a_price_says_from_when_on_it_holds(written: str, moment: str) -> None:
    """A day begins at midnight on the shop's own clock, however a spreadsheet writes it."""
    file = parse(f"P1,水,each,1,{written}", head=f"{HEAD},valid_from")
    assert file.valid_from == {"P1": parse_rfc3339(moment)}


@pytest.mark.parametrize(
    ("price_unit", "found"), [("", "kg"), ("KG", "kg"), ("500g", "500g"), ("斤", "500g")]
)
def test_a_weighed_article_is_told_by_the_kilogram_or_the_jin(price_unit: str, found: str) -> None:
    """Its price stays that of a kilogram."""
    [article] = parse(f"P1,白菜,kg,298,{price_unit}", head=f"{HEAD},price_unit").articles
    assert (article.price_unit, article.price_fen) == (found, 298)


@pytest.mark.parametrize(
    ("written", "found"), [("1", True), ("是", True), ("YES", True), ("", False), ("否", False)]
)
def test_an_article_may_have_no_price_of_its_own(written: str, found: bool) -> None:
    """无码商品: yes or no, in either language."""
    [article] = parse(f"P1,无码商品,each,0,{written}", head=f"{HEAD},is_open_price").articles
    assert article.is_open_price is found


def test_a_shop_without_tax_classes_takes_any() -> None:
    """Whoever reads a file for another purpose names none."""
    data = f"{HEAD},tax_class\nP1,水,each,1,17".encode()
    assert parse_catalogue(data).articles[0].tax_class == "17"
    assert parse_catalogue(data, SHOP).refused[0].reason is RowReason.TAX_CLASS


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ('P1,"大,小",each,1', "大,小"),
        ('P1,"说""大""包",each,1', '说"大"包'),
        ('P1,上好佳"大"包,each,1', '上好佳"大"包'),
        ('P1,"上\n下",each,1', "上下"),
        ("P1,辣条[/],each,1", "辣条[/]"),
        ("P1,  水 ,each,1", "水"),
        ("P1,水,each,1,,,", "水"),
    ],
)
def test_quotes_and_markup_stay(row: str, name: str) -> None:
    """CSV's own quotes go, those of the name stay; empty columns behind the last do no harm."""
    file = parse(row)
    assert [article.name for article in file.articles] == [name]


def test_an_empty_column_at_the_end_is_nothing() -> None:
    """A spreadsheet's trailing comma in the heading does no harm."""
    assert len(parse("P1,水,each,1,", head=f"{HEAD},").articles) == 1


def test_empty_lines_are_nothing() -> None:
    """Lines without anything, or with commas alone, are left out, and lines are counted as an editor does."""
    file = parse("", "P1,水,each,1", ",,,", "P2,茶,each,x", "")
    assert [article.sku for article in file.articles] == ["P1"]
    assert [row.line for row in file.refused] == [5]


@pytest.mark.parametrize("price", ["0", "1", str(PRICE_FEN_MAX), "0350"])
def test_prices_at_their_edges(price: str) -> None:
    """From nothing to a million yuan."""
    [article] = parse(f"P1,水,each,{price}").articles
    assert article.price_fen == int(price)


# --- bad rows ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",水,each,200", RowReason.SKU_EMPTY),
        ("水1,水,each,200", RowReason.SKU_CHARACTERS),
        ("P 1,水,each,200", RowReason.SKU_CHARACTERS),
        (f"{'P' * 33},水,each,200", RowReason.SKU_CHARACTERS),
        ("good,茶,each,200", RowReason.SKU_TWICE),
        ("P1,,each,200", RowReason.NAME_EMPTY),
        ("P1,🔥,each,200", RowReason.NAME_EMPTY),
        ("P1,水,box,200", RowReason.UNIT),
        ("P1,水,,200", RowReason.UNIT),
        ("P1,水,each,", RowReason.PRICE),
        ("P1,水,each", RowReason.PRICE),
        ("P1,水,each,3.50", RowReason.PRICE),
        ("P1,水,each,￥3", RowReason.PRICE),
        ("P1,水,each,３５０", RowReason.PRICE),
        ("P1,水,each,-1", RowReason.PRICE_NEGATIVE),
        (f"P1,水,each,{PRICE_FEN_MAX + 1}", RowReason.PRICE_TOO_LARGE),
        ("P1,水,each," + "9" * 5_000, RowReason.PRICE_TOO_LARGE),
        ("P1,水,each,200,x", RowReason.COLUMNS),
        ('P1,"水,each,200', RowReason.ROW),
        ('P1,"大"包,each,200', RowReason.ROW),
        ("P1,水," + "x" * 200_000, RowReason.ROW),
    ],
)
def test_a_bad_row_has_its_reason(row: str, expected: RowReason) -> None:
    """Each mistake is named with its line, and the rest of the file is taken."""
    assert reason(row) == (3, expected)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("gtin", "6909409012032", RowReason.GTIN_CHECK_DIGIT),
        ("gtin", "6909409012031;6909409012032", RowReason.GTIN_CHECK_DIGIT),
        ("gtin", "38900004095", RowReason.GTIN),
        ("gtin", "'6909409012031", RowReason.GTIN),
        ("gtin", "6.90941E+12", RowReason.GTIN_EXCEL),
        ("plu", "100000", RowReason.PLU),
        ("plu", "12a", RowReason.PLU),
        ("menu_no", "1000", RowReason.MENU_NO),
        ("menu_no", "A1", RowReason.MENU_NO),
        ("prep_seconds", "-1", RowReason.PREP_SECONDS),
        ("prep_seconds", "1.5", RowReason.PREP_SECONDS),
        ("prep_seconds", "86401", RowReason.PREP_SECONDS),
        ("member_price_fen", "1.80", RowReason.MEMBER_PRICE),
        ("member_price_fen", "-1", RowReason.MEMBER_PRICE),
        ("member_price_fen", str(PRICE_FEN_MAX + 1), RowReason.MEMBER_PRICE),
        ("member_price_fen", "201", RowReason.MEMBER_PRICE_ABOVE),
        ("cost_fen", "x", RowReason.COST),
        ("price_unit", "500g", RowReason.PRICE_UNIT),
        ("price_unit", "g", RowReason.PRICE_UNIT),
        ("tax_class", "17", RowReason.TAX_CLASS),
        ("tax_code", "103030700000000000", RowReason.TAX_CODE),
        ("tax_code", "10303070000000000OO", RowReason.TAX_CODE),
        ("station", "吧" * 21, RowReason.STATION),
        ("is_open_price", "maybe", RowReason.OPEN_PRICE),
        ("valid_from", "tomorrow", RowReason.VALID_FROM),
        ("valid_from", "2026-02-30", RowReason.VALID_FROM),
        ("valid_from", "2026-12-01 25:00", RowReason.VALID_FROM),
        ("valid_from", "0000-01-01", RowReason.VALID_FROM),
    ],
)
def test_a_bad_value_has_its_reason(column: str, value: str, expected: RowReason) -> None:
    """Codes, prices, tax and times that are none."""
    assert reason(f"P1,水,each,200,{value}", head=f"{HEAD},{column}") == (3, expected)


@pytest.mark.parametrize(
    ("column", "first", "second", "expected"),
    [
        ("gtin", "038900004095", "0038900004095", RowReason.GTIN_TWICE),
        ("plu", "101", "00101", RowReason.PLU_TWICE),
        ("menu_no", "7", "007", RowReason.MENU_NO_TWICE),
    ],
)
def test_a_code_belongs_to_one_row(column: str, first: str, second: str, expected: RowReason) -> None:
    """The second row with the same code, however it is written, is refused and names the first one's line."""
    file = parse(f"P1,水,each,1,{first}", f"P2,茶,each,1,{second}", head=f"{HEAD},{column}")
    [refused] = file.refused
    assert (refused.line, refused.reason, refused.params["line"]) == (3, expected, 2)


def test_a_refused_row_keeps_no_code() -> None:
    """A bad row does not stand in the way of a good one with the same codes."""
    file = parse("P1,水,box,1", "P1,水,each,1")
    assert [article.sku for article in file.articles] == ["P1"]
    assert file.refused == (RefusedRow(2, RowReason.UNIT, {"value": "box"}),)


def test_an_open_quote_costs_one_row() -> None:
    """A quote that is never closed does not swallow the rows behind it."""
    rows = [f"P{number},水,each,1" for number in range(20)]
    file = parse('BAD,"水,each,1', *rows)
    assert len(file.articles) == 20
    assert file.refused == (RefusedRow(2, RowReason.ROW),)


# --- notes ------------------------------------------------------------------------------------------------


def test_a_name_is_cut_and_cleaned_with_a_note() -> None:
    """100 characters are kept; a note names the line."""
    file = parse(f"P1,{'水' * 101},each,1", "P2,奶\u200b茶,each,1", f"P3,{'茶' * 100},each,1")
    assert [len(article.name) for article in file.articles] == [100, 2, 100]
    assert [(note.kind, note.params["line"]) for note in file.notes] == [
        (NoteKind.NAME_CUT, 2),
        (NoteKind.NAME_CLEANED, 3),
    ]


def test_a_name_written_in_another_form_is_not_worth_a_note() -> None:
    """NFC and spaces around a name are nobody's business."""
    file = parse("P1, e\u0301clair ,each,1")
    assert (file.articles[0].name, file.notes) == ("éclair", ())


def test_no_note_comes_from_a_refused_row() -> None:
    """What was not taken was not changed either."""
    assert parse("P1,奶\u200b茶,box,1").notes == ()


def pairs(*rows: str) -> list[tuple[str, str, str]]:
    """What collides: the typed text, who gets it, who does not."""
    notes = parse(*rows, head=f"{HEAD},plu,menu_no,gtin").notes
    return [
        (str(note.params["typed"]), str(note.params["first_sku"]), str(note.params["sku"])) for note in notes
    ]


def test_every_pair_that_typed_digits_confuse_is_named() -> None:
    """A menu number hides a short PLU, both hide an own number of digits, a barcode hides one too."""
    assert pairs("A,茶,each,1,,101,", "B,苹果,kg,1,00101,,") == [("101", "A", "B")]
    assert pairs("A,茶,each,1,,7,", "7,水,each,1,,,") == [("7", "A", "7")]
    assert pairs("A,苹果,kg,1,00101,,", "00101,水,each,1,,,") == [("00101", "A", "00101")]
    assert pairs("A,糖,each,1,,,69019388", "69019388,水,each,1,,,") == [("69019388", "A", "69019388")]


def test_what_does_not_collide_is_not_named() -> None:
    """Longer PLUs, letters, and codes of one and the same article confuse nobody."""
    assert pairs("A,茶,each,1,,101,", "B,苹果,kg,1,01101,,") == []
    assert pairs("101,茶,each,1,00101,101,") == []
    assert pairs("A,茶,each,1,,1,", "B,水,each,1,,2,", "C,苹果,kg,1,00003,,") == []


def test_an_own_number_that_cannot_be_typed_is_named() -> None:
    """Thirteen digits with a wrong check digit are read as a bad barcode, whoever typed them."""
    [note] = parse("6909409012032,水,each,1").notes
    assert note == Note(NoteKind.SKU_UNREACHABLE, {"sku": "6909409012032", "name": "水"})


def test_collisions_are_found_over_any_articles() -> None:
    """The whole catalogue can be asked, not one file alone."""
    tea = Article(Sku("A"), "茶", Unit.EACH, Fen(1), menu_no="101")
    apple = Article(Sku("B"), "苹果", Unit.KG, Fen(1), plu="00101")
    assert [note.kind for note in collisions([tea, apple])] == [NoteKind.COLLISION]


# --- what is no catalogue ---------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"\xff\xff\xff", b"PK\x03\x04\x00\x00", "sku,name".encode("utf-16")])
def test_what_is_no_text_is_no_catalogue(data: bytes) -> None:
    """A spreadsheet's own format, UTF-16 and noise are told at once."""
    with pytest.raises(TableError) as caught:
        parse_catalogue(data)
    assert caught.value.code is Code.FILE_UNREADABLE


@pytest.mark.parametrize(
    ("text", "missing", "unknown", "repeated"),
    [
        ("", "sku, name, unit, price_fen", "-", "-"),
        ("\n\n", "sku, name, unit, price_fen", "-", "-"),
        ("sku,name,unit\nP1,水,each", "price_fen", "-", "-"),
        (f"{HEAD},colour", "-", "colour", "-"),
        (f"{HEAD},sku", "-", "-", "sku"),
        ("sku,,name,unit,price_fen", "-", '""', "-"),
        ("货号,品名", "sku, name, unit, price_fen", "货号, 品名", "-"),
        ("sku;name;unit;price_fen", "sku, name, unit, price_fen", "sku;name;unit;price_fen", "-"),
    ],
)
def test_a_wrong_heading_is_told_whole(text: str, missing: str, unknown: str, repeated: str) -> None:
    """Missing, unknown and repeated columns are named in one error."""
    with pytest.raises(TableError) as caught:
        parse_catalogue(text.encode())
    assert caught.value.code is Code.FILE_HEADER
    assert caught.value.params == {"missing": missing, "unknown": unknown, "repeated": repeated}


cells = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["P1", "each", "kg", "200", "101", "6909409012031", '"', '"a"', ",", "\n", "\r"]
)


@given(
    st.binary(max_size=200) | st.lists(st.lists(cells, max_size=6).map(",".join), max_size=6).map("\n".join)
)
def test_no_file_is_a_traceback(content: bytes | str) -> None:
    """Any bytes are a catalogue or a TableError, and every row is taken or named once."""
    data = content if isinstance(content, bytes) else f"{HEAD},gtin,plu\n{content}".encode()
    try:
        file = parse_catalogue(data)
    except TableError:
        return
    lines = [row.line for row in file.refused]
    assert len(lines) == len(set(lines))
    assert len({article.sku for article in file.articles}) == len(file.articles)
