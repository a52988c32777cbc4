"""One entry for every scan: what each code is, and that every text is something."""

import string

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.gtin import LENGTHS, check_digit
from edge_agent.domain.labels import LabelTemplate, make_label
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli
from edge_agent.domain.scan import (
    ArticleKey,
    ArticleScan,
    KeyKind,
    PaymentScan,
    Prefixed,
    PrefixedScan,
    Reason,
    Scan,
    ScanRules,
    UnknownScan,
    WeighedScan,
    classify,
)

MONEY = LabelTemplate("FFPPPPPAAAAAC", ("21",))
WEIGHT = LabelTemplate("FFPPPPPWWWWWC", ("22",))
BOTH = LabelTemplate("26PPPPPMMMMMWWWWWC")
RULES = ScanRules(
    templates=(MONEY, WEIGHT, BOTH),
    prefixes=(
        ("M:", Prefixed.MEMBER),
        ("PK1:", Prefixed.PICKUP),
        ("C:", Prefixed.COUPON),
        ("L:", Prefixed.CUP_LABEL),
        ("B:", Prefixed.BADGE),
    ),
    store_code="S0123",
)
codes = st.text(string.ascii_letters + string.digits, min_size=4, max_size=32)
amounts = st.integers(0, 99_999)


def read(raw: str, symbology: str | None = None) -> Scan:
    return classify(raw, symbology, RULES)


def keys(raw: str, symbology: str | None = None) -> tuple[str, ...]:
    """The keys of an article scan, as `kind value`."""
    scan = read(raw, symbology)
    assert isinstance(scan, ArticleScan)
    return tuple(f"{key.kind} {key.value}" for key in scan.keys)


def reasons(raw: str, symbology: str | None = None) -> tuple[str, ...]:
    scan = read(raw, symbology)
    assert isinstance(scan, UnknownScan)
    return scan.reasons


# --- articles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("6921168509256", "gtin 06921168509256"),
        ("038900004095", "gtin 00038900004095"),
        ("69019388", "gtin 00000069019388"),
        ("16921168509253", "gtin 16921168509253"),
        ("2501234567898", "gtin 02501234567898"),
    ],
)
def test_a_barcode_is_an_article(code: str, first: str) -> None:
    """GTIN-13, 12, 8 and 14 are looked up in 14 digits; a prefix 2x without a template is an article too."""
    assert keys(code)[0] == first


@given(st.sampled_from(LENGTHS), st.data())
def test_every_right_gtin_can_be_sold(length: int, data: st.DataObject) -> None:
    """A right check digit always leads to the GTIN, be it behind a weighed label of the same digits."""
    payload = data.draw(st.text(string.digits, min_size=length - 1, max_size=length - 1))
    scan = read(payload + check_digit(payload))
    article = scan.otherwise if isinstance(scan, WeighedScan) else scan
    assert isinstance(article, ArticleScan)
    assert ArticleKey(KeyKind.GTIN, (payload + check_digit(payload)).zfill(14)) in article.keys


@pytest.mark.parametrize("code", ["6921168509257", "69019389", "038900004096", "16921168509254"])
def test_a_wrong_check_digit_is_told(code: str) -> None:
    """A barcode that was misread or mistyped is unknown, with the reason."""
    assert reasons(code) == (Reason.GTIN_CHECK_DIGIT,)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("7", ("menu 7", "plu 00007", "sku 7")),
        ("101", ("menu 101", "plu 00101", "sku 101")),
        ("007", ("menu 7", "plu 00007", "sku 007")),
        ("000", ("menu 0", "plu 00000", "sku 000")),
        ("1234", ("plu 01234", "sku 1234")),
        ("00101", ("plu 00101", "sku 00101")),
        ("100001", ("sku 100001", "gtin 00010100000008")),
        ("123456789", ("sku 123456789",)),
        ("p1001", ("sku P1001",)),
        ("W00001", ("sku W00001",)),
        ("d01", ("sku D01",)),
        ("A.b_c-9", ("sku A.B_C-9",)),
    ],
)
def test_typed_text_is_menu_number_then_plu_then_own_number(typed: str, expected: tuple[str, ...]) -> None:
    """A PLU's leading zeros need not be typed, five digits are a PLU first, an own number is upper-cased."""
    assert keys(typed, "keyboard") == expected
    assert keys(typed) == expected


def test_eight_digits_are_both_ean_8_and_upc_e() -> None:
    """Without an identifier a right GTIN-8 goes first and the UPC-E second; the identifier decides."""
    clash = next(
        code
        for number in range(10_000_000)
        if (code := f"{number:07}{check_digit(f'{number:07}')}")[:2] == "01"
        and len(keys(code)) == 3
        and keys(code)[0] != keys(code)[1]
    )
    ean_8, upc_e, own = keys(clash)
    assert ean_8 == f"gtin 000000{clash}"
    assert keys(clash, "]E4") == (ean_8, own)
    assert keys(clash, "]E0") == (upc_e, own)


def test_upc_e_is_the_article_that_it_stands_for() -> None:
    """Eight digits with a right expansion are a UPC-E; six and seven are when the scanner says so."""
    assert keys("04252614")[0] == "gtin 00042100005264"
    assert keys("]E0425261") == ("gtin 00042100005264", "sku 425261")
    assert keys("0425261", "]E0")[0] == "gtin 00042100005264"
    assert keys("425261")[1] == "gtin 00042100005264"
    assert reasons("]E404252614") == (Reason.GTIN_CHECK_DIGIT,)


def test_an_add_on_is_cut_off() -> None:
    """A magazine's issue number behind its EAN-13 does not hide the magazine; alone it is nothing."""
    assert keys("]E3692116850925605")[0] == "gtin 06921168509256"
    assert reasons("]E105") == (Reason.GTIN_CHECK_DIGIT,)


# --- labels and payment codes -----------------------------------------------------------------------------


@given(st.integers(0, 99_999), amounts, amounts)
def test_a_label_is_what_the_scale_meant(plu: int, amount: int, weight: int) -> None:
    """Any label of the shop's templates comes back with its PLU, money and weight."""
    for template, money, grams in ((MONEY, amount, None), (WEIGHT, None, weight), (BOTH, amount, weight)):
        fen = None if money is None else Fen(money)
        milli = None if grams is None else Milli(grams)
        scan = read(make_label(template, str(plu), fen, milli))
        assert isinstance(scan, WeighedScan)
        assert WeighedScan(f"{plu:05}", fen, milli, template.pattern) == msgspec.structs.replace(
            scan, otherwise=None
        )


def test_a_label_may_be_a_payment_code() -> None:
    """An 18-digit label from 26 has the shape of an Alipay code, and keeps it for an unknown PLU."""
    code = make_label(BOTH, "202", Fen(1585), Milli(532))
    scan = read(code)
    assert isinstance(scan, WeighedScan)
    assert scan.otherwise == PaymentScan("alipay", code)


def test_a_label_may_be_an_article() -> None:
    """A 13-digit label is a right GTIN as well, and keeps it for an unknown PLU."""
    scan = read("2100202015852")
    assert isinstance(scan, WeighedScan)
    assert isinstance(scan.otherwise, ArticleScan)
    assert scan.otherwise.keys[0] == ArticleKey(KeyKind.GTIN, "02100202015852")


def test_a_label_may_be_another_label() -> None:
    """Where two templates fit, the second stands behind the first."""
    rules = ScanRules(templates=(MONEY, LabelTemplate("2PPPPPAAAAAAC")))
    scan = classify("2100202015852", None, rules)
    assert isinstance(scan, WeighedScan)
    assert isinstance(scan.otherwise, WeighedScan)
    assert (scan.plu, scan.otherwise.plu) == ("00202", "10020")


def test_a_label_that_can_be_nothing_else_says_so() -> None:
    """Without a check digit that is a GTIN's too, nothing stands behind a label."""
    rules = ScanRules(templates=(LabelTemplate("FFPPPPPAAAAAC", ("21",), check="none"),))
    scan = classify("2100202015850", None, rules)
    assert isinstance(scan, WeighedScan)
    assert scan.otherwise is None


def test_a_misread_label_says_why() -> None:
    """A wrong check digit is told for the label and for the barcode."""
    assert reasons("2100202015850") == (Reason.LABEL_CHECK_DIGIT, Reason.GTIN_CHECK_DIGIT)


@pytest.mark.parametrize(
    ("code", "provider"),
    [("134567890123456789", "wechat"), ("281234567890123456", "alipay"), ("2512345678901234", "alipay")],
)
def test_a_payment_code_is_told_by_its_shape(code: str, provider: str) -> None:
    """WeChat and Alipay codes are known by length and first digits, from a phone's bars or QR alike."""
    assert read(code) == read(f"]C0{code}") == read(code, "]Q1") == PaymentScan(provider, code)


# --- our own codes ----------------------------------------------------------------------------------------


@given(st.sampled_from(["M:", "C:", "L:", "B:"]), codes)
def test_what_we_make_we_read(prefix: str, rest: str) -> None:
    """4 to 32 letters and digits behind a prefix of ours are that kind of code, letter case kept."""
    assert read(prefix + rest) == PrefixedScan(dict(RULES.prefixes)[prefix], rest)


@pytest.mark.parametrize("rest", ["", "ABC", "A" * 33, "ABC D", "ABCD-", "会员一二三四"])
def test_a_prefix_with_another_rest_says_so(rest: str) -> None:
    """A damaged code of ours is not sold as anything."""
    assert reasons(f"M:{rest}") == (Reason.PREFIX_REST,)


def test_prefixes_are_the_shops() -> None:
    """Another shop's configuration moves the prefixes."""
    rules = ScanRules(prefixes=(("VIP#", Prefixed.MEMBER),))
    assert classify("VIP#8888", None, rules) == PrefixedScan(Prefixed.MEMBER, "8888")
    assert isinstance(classify("M:8888", None, rules), UnknownScan)


def test_a_pickup_code_is_kept_whole() -> None:
    """It is upper-cased for Caps Lock's sake, loses a CR, and keeps its spaces: base45 counts them."""
    assert read("pk1:ab c1+ \r\n") == PrefixedScan(Prefixed.PICKUP, "PK1:AB C1+ ")
    assert read("]Q1PK1:X") == PrefixedScan(Prefixed.PICKUP, "PK1:X")


def test_a_pickup_code_has_a_length() -> None:
    """640 characters are taken, one more is not."""
    assert isinstance(read("PK1:" + "A" * 636), PrefixedScan)
    assert reasons("PK1:" + "A" * 637) == (Reason.LENGTH,)


def test_a_receipt_number_is_kept_whole() -> None:
    """In either case of letters; another shop's is told as such."""
    number = "S0123-1-20261122-0042"
    assert read(number) == read(number.lower()) == PrefixedScan(Prefixed.RECEIPT, number)
    assert reasons("S0999-1-20261122-0042") == (Reason.RECEIPT_OTHER_STORE,)
    assert isinstance(classify("S0999-1-20261122-0042", None, ScanRules()), PrefixedScan)


# --- GS1 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("identifier", ["]C1", "]d2", "]Q3", "]e0"])
def test_gs1_data_is_trusted_with_its_identifier(identifier: str) -> None:
    """Weight, batch and expiry are read behind each of the four identifiers, in the text or beside it."""
    data = "0106921168509256310300053217261130" + "10AB12"
    expected = ArticleScan(
        (ArticleKey(KeyKind.GTIN, "06921168509256"),), Milli(532), batch="AB12", expiry="2026-11-30"
    )
    assert read(identifier + data) == read(data, identifier) == expected


def test_gs1_data_is_nothing_without_its_identifier() -> None:
    """The same digits without a scanner's word are not an element string."""
    assert not isinstance(read("010692116850925631030005321726113010AB12"), ArticleScan)
    assert isinstance(read("0106921168509256"), ArticleScan)
    assert keys("0106921168509256") == ("sku 0106921168509256",)


def test_what_a_scanner_calls_gs1_is_nothing_else() -> None:
    """Digits of a barcode behind a GS1 identifier are not that barcode."""
    assert reasons("]C16921168509256") == (Reason.ELEMENT_STRING,)


# --- what scanners put around it, and what is nothing -----------------------------------------------------


@pytest.mark.parametrize(
    "raw", ["6921168509256\r", "6921168509256\r\n", "  6921168509256 \n", "]E06921168509256\r"]
)
def test_what_is_around_a_code_does_not_matter(raw: str) -> None:
    """CR, LF, spaces and an identifier inside the text are taken off."""
    assert keys(raw) == keys("6921168509256")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.EMPTY),
        (" \r\n", Reason.EMPTY),
        ("]C1", Reason.EMPTY),
        ("A" * 33, Reason.LENGTH),
        ("1" * 33, Reason.LENGTH),
        ("A" * 701, Reason.LENGTH),
        ("P10\x0001", Reason.CONTROL_CHARACTERS),
        ("P10\x1d01", Reason.CONTROL_CHARACTERS),
        ("P1\x9b01", Reason.CONTROL_CHARACTERS),
        ("https://example.com/a", Reason.CHARACTERS),
        ("臭豆腐", Reason.CHARACTERS),
        ("٣٤٥", Reason.CHARACTERS),
        ("１０１", Reason.CHARACTERS),
        ("ß1", Reason.CHARACTERS),
        ("ſ0123-1-20261122-0042", Reason.CHARACTERS),
        ("P 1001", Reason.CHARACTERS),
    ],
)
def test_what_is_nothing_has_a_reason(raw: str, reason: Reason) -> None:
    """Unreadable is a value with its reason."""
    assert reasons(raw) == (reason,)


def test_an_endless_code_is_not_kept() -> None:
    """What was read is kept to a limit."""
    scan = read("x" * 100_000)
    assert isinstance(scan, UnknownScan)
    assert len(scan.code) == 700


@given(
    st.text() | st.text(string.digits, max_size=30) | st.text(string.printable, max_size=720) | codes,
    st.sampled_from(
        [None, "keyboard", "", "]", "]E0", "]E3", "]E4", "]C0", "]C1", "]d2", "]Q3", "]e0", "]I1", "nonsense"]
    ),
)
def test_every_text_is_something(raw: str, symbology: str | None) -> None:
    """Any text with any symbology has an answer; an unknown one has a reason."""
    scan = read(raw, symbology)
    assert isinstance(scan, ArticleScan | WeighedScan | PrefixedScan | PaymentScan | UnknownScan)
    if isinstance(scan, UnknownScan):
        assert scan.reasons
        assert set(scan.reasons) <= set(Reason)
    if isinstance(scan, ArticleScan):
        assert scan.keys


@given(st.text())
def test_the_same_text_is_the_same_thing(raw: str) -> None:
    """Nothing but the arguments decides."""
    assert read(raw) == read(raw)
