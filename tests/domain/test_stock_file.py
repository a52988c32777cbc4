"""A file of opening stock: quantities as people write them, and every row is taken or named once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.errors import TableError
from edge_agent.domain.quantity import Milli
from edge_agent.domain.stock_file import parse_stock, read_quantity


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("12", 12_000),
        ("0", 0),
        ("3.5", 3_500),
        ("0.532", 532),
        ("007", 7_000),
        ("", None),
        ("-1", None),
        ("1.2345", None),
        (".5", None),
        ("5.", None),
        ("1,5", None),
        ("1e3", None),
        ("1234567890", None),
        ("١", None),
    ],
)
def test_a_quantity_is_pieces_or_kilograms(text: str, quantity: int | None) -> None:
    """Up to three decimals, and nothing that a spreadsheet made up."""
    assert read_quantity(text) == quantity


@given(quantity=st.integers(0, 10**12 - 1))
def test_every_quantity_can_be_written(quantity: int) -> None:
    """What is written with three decimals is read as it was."""
    whole, rest = divmod(quantity, 1000)

    assert read_quantity(f"{whole}.{rest:03d}") == Milli(quantity)


_rows = st.lists(
    st.tuples(st.sampled_from(["RICE", "rice", "PORK", ""]), st.sampled_from(["1", "x", ""])), max_size=6
)


@given(rows=_rows)
def test_every_row_is_taken_or_named(rows: list[tuple[str, str]]) -> None:
    """Once, with its line; no article is taken twice, however its number is written."""
    text = "sku,quantity\n" + "".join(f"{','.join(row)}\n" for row in rows)
    file = parse_stock(text.encode())
    skus = [row.sku for row in file.rows]
    lines = [row.line for row in file.rows] + [row.line for row in file.refused]

    assert sorted(lines) == [no for no, row in enumerate(rows, 2) if any(row)]
    assert len(set(skus)) == len(skus)


@given(data=st.binary(max_size=60) | st.binary(max_size=40).map(lambda rest: b"sku,quantity\n" + rest))
def test_any_bytes_are_a_file_or_refused(data: bytes) -> None:
    """Never a defect."""
    try:
        file = parse_stock(data)
    except TableError:
        return
    assert all(row.quantity >= 0 for row in file.rows)
