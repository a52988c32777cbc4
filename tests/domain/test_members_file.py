"""A file of members: any bytes are one or are refused, and every row is taken or named once."""

from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.catalogue_row import RowReason
from edge_agent.domain.errors import TableError
from edge_agent.domain.members_file import MemberInFile, parse_members
from edge_agent.domain.phones import Phone

_phones = st.sampled_from(["17000000001", "+86 17000000002", "17000000003", "1700", ""])
_codes = st.sampled_from(["", "VIP1", "VIP2", "1234", "x"])
_points = st.sampled_from(["", "0", "120", "-7", "1e3", "99999999999", "1_000", "٣"])
_rows = st.lists(st.tuples(_phones, _codes, st.sampled_from(["", "李雷", "长" * 41]), _points), max_size=6)


def test_a_row_is_read_as_it_is_written() -> None:
    """Columns in any order, a name without what cannot be printed, and nothing where nothing stands."""
    file = parse_members(
        "Name,PHONE,points,code\n 李\x07雷 ,170-0000-0001,-7,VIP1\n,17000000002,,\n".encode()
    )

    assert file.refused == ()
    assert file.members == (
        MemberInFile(2, Phone("17000000001"), "VIP1", "李雷", -7),
        MemberInFile(3, Phone("17000000002"), None, "", None),
    )


@given(rows=_rows)
def test_every_row_is_taken_or_named(rows: list[tuple[str, str, str, str]]) -> None:
    """Once, with its line; no number and no code is taken twice."""
    text = "phone,code,name,points\n" + "".join(f"{','.join(row)}\n" for row in rows)
    file = parse_members(text.encode())
    lines = [member.line for member in file.members] + [row.line for row in file.refused]
    codes = [member.code for member in file.members if member.code]

    assert sorted(lines) == [no for no, row in enumerate(rows, 2) if any(row)]
    assert len({member.phone for member in file.members}) == len(file.members)
    assert len(set(codes)) == len(codes)


@given(data=st.binary(max_size=60) | st.binary(max_size=40).map(lambda rest: b"phone\n" + rest))
def test_any_bytes_are_a_file_or_refused(data: bytes) -> None:
    """Never a defect."""
    try:
        file = parse_members(data)
    except TableError:
        return
    assert all(row.reason in RowReason for row in file.refused)
