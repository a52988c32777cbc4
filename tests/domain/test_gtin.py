"""GTINs: biip, which others maintain, is the oracle."""

from biip.checksums import gs1_standard_check_digit
from biip.gtin import Gtin
from biip.upc import Upc
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain import gtin

digits = st.text("0123456789", min_size=1, max_size=20)


@given(digits)
def test_check_digit_is_the_standards(payload: str) -> None:
    """The check digit is the one that an independent implementation works out."""
    assert str(gs1_standard_check_digit(payload)) == gtin.check_digit(payload)


@given(st.sampled_from(gtin.LENGTHS), st.data())
def test_a_right_gtin_is_normalised(length: int, data: st.DataObject) -> None:
    """Every length of GTIN meets in 14 digits, leading zeros kept."""
    payload = data.draw(st.text("0123456789", min_size=length - 1, max_size=length - 1))
    code = payload + gtin.check_digit(payload)
    assert code.zfill(14) == gtin.normalised(code)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(1, 9))
def test_a_wrong_check_digit_is_no_gtin(payload: str, wrong_by: int) -> None:
    """No other last digit is taken."""
    wrong = (int(gtin.check_digit(payload)) + wrong_by) % 10
    assert gtin.normalised(f"{payload}{wrong}") is None


def test_one_article_meets_as_upc_a_and_ean_13() -> None:
    """UPC-A and the same number with a zero before it are one GTIN, and biip agrees."""
    assert gtin.normalised("038900004095") == gtin.normalised("0038900004095") == "00038900004095"
    assert Gtin.parse("038900004095").as_gtin_14() == gtin.normalised("038900004095")


@given(st.sampled_from("01"), st.text("0123456789", min_size=6, max_size=6))
def test_upc_e_is_written_out_as_by_others(system: str, six: str) -> None:
    """Seven digits expand as biip expands them, and the eighth is checked."""
    seven = system + six
    expected = Upc.parse(seven).as_upc_a()
    assert expected == gtin.expand_upc_e(seven)
    assert expected == gtin.expand_upc_e(seven + expected[-1])
    assert gtin.expand_upc_e(seven + str((int(expected[-1]) + 1) % 10)) is None


def test_six_digits_of_upc_e_stand_for_number_system_0() -> None:
    """Six digits are the seven with a zero before them."""
    assert gtin.expand_upc_e("425261") == gtin.expand_upc_e("0425261") == "042100005264"


def test_upc_e_has_two_number_systems() -> None:
    """Seven or eight digits that begin with 2 to 9 are no UPC-E."""
    assert gtin.expand_upc_e("2425261") is None


def test_foreign_digits_are_no_digits() -> None:
    """Full-width and Arabic digits, which Python counts as decimal, are no barcode."""
    assert gtin.normalised("６９２１１６８５０９２５６") is None
    assert not gtin.is_digits("٣")
    assert not gtin.is_digits("")
