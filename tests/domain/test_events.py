"""Events: the bytes that are hashed, pushed and kept for ever, and reading those of other releases."""

import json
import re
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain import events
from edge_agent.domain.cart import Label
from edge_agent.domain.events import (
    KINDS,
    UPCASTS,
    Data,
    Event,
    PaidTender,
    SaleCompleted,
    SoldLine,
    Unknown,
    decode,
    encode,
)
from edge_agent.domain.ids import (
    CartId,
    DrawerId,
    EventId,
    ReceiptNo,
    RuleId,
    SaleId,
    ShiftId,
    Sku,
    StaffId,
    StoreCode,
    TillId,
)
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import Step, StepKind
from edge_agent.domain.quantity import Milli, Unit

STORE = StoreCode("S0123")
NOW = Millis(1_795_321_865_007)
SALE = SaleCompleted(
    sale=SaleId("019aaaaa-0000-7000-8000-000000000001"),
    receipt_no=ReceiptNo("S0123-1-20261122-0042"),
    number=42,
    cart=CartId("019aaaaa-0000-7000-8000-000000000002"),
    shift=ShiftId("019aaaaa-0000-7000-8000-000000000003"),
    drawer=DrawerId("1"),
    opened_at=Millis(NOW - 30_000),
    lines=(
        SoldLine(
            1, Sku("P1039"), "农夫山泉", Unit.EACH, Milli(2000), Fen(200), Fen(400), Fen(380),
            "6921168509256", Millis(NOW - 30_000), category="饮料",
            steps=(Step(StepKind.TIMED, Fen(-20), RuleId("P3"), 3, "限时价"),),
        ),
        SoldLine(
            2, Sku("W00202"), "五花肉", Unit.KG, Milli(532), Fen(2980), Fen(1585), Fen(1585), "2100202015852",
            Millis(NOW - 20_000), label=Label("2100202015852", Fen(1585), weight_derived=True),
        ),
        SoldLine(
            3, Sku("D02"), "声声乌龙", Unit.EACH, Milli(1000), Fen(1500), Fen(1500), Fen(1500), "2",
            Millis(NOW - 10_000), voided_at=Millis(NOW - 5_000),
        ),
    ),
    tenders=(
        PaidTender(1, "external", Fen(1000), Fen(1000), "wechat", "8812"),
        PaidTender(2, "cash", Fen(965), Fen(1000)),
    ),
    total_fen=Fen(1965),
    discount_fen=Fen(-20),
    change_fen=Fen(35),
)  # fmt: skip
EVENT = Event(
    id=EventId("019aaaaa-0000-7000-8000-000000000000"),
    type=SaleCompleted.TYPE,
    version=SaleCompleted.VERSION,
    at=NOW,
    business_date=BusinessDate("2026-11-22"),
    actor=StaffId("1001"),
    till=TillId("1"),
    data=SALE,
)
GOLDEN = (
    '{"specversion":"1.0","id":"019aaaaa-0000-7000-8000-000000000000","source":"/stores/S0123",'
    '"type":"sale.completed","time":"2026-11-22T04:31:05.007Z","edgeversion":1,"data":{'
    '"sale":"019aaaaa-0000-7000-8000-000000000001","receipt_no":"S0123-1-20261122-0042","number":42,'
    '"cart":"019aaaaa-0000-7000-8000-000000000002","shift":"019aaaaa-0000-7000-8000-000000000003",'
    '"drawer":"1","opened_at":1795321835007,"lines":['
    '{"no":1,"sku":"P1039","name":"农夫山泉","unit":"each","quantity":2000,"price_fen":200,"gross_fen":400,'
    '"amount_fen":380,"code":"6921168509256","added_at":1795321835007,"category":"饮料",'
    '"steps":[{"kind":"timed","fen":-20,"rule":"P3","rule_version":3,"name":"限时价"}]},'
    '{"no":2,"sku":"W00202","name":"五花肉","unit":"kg","quantity":532,"price_fen":2980,"gross_fen":1585,'
    '"amount_fen":1585,"code":"2100202015852","added_at":1795321845007,'
    '"label":{"code":"2100202015852","amount_fen":1585,"weight_derived":true}},'
    '{"no":3,"sku":"D02","name":"声声乌龙","unit":"each","quantity":1000,"price_fen":1500,"gross_fen":1500,'
    '"amount_fen":1500,"code":"2","added_at":1795321855007,"voided_at":1795321860007}],'
    '"tenders":[{"no":1,"kind":"external","amount_fen":1000,"received_fen":1000,"method":"wechat",'
    '"reference":"8812"},{"no":2,"kind":"cash","amount_fen":965,"received_fen":1000}],'
    '"total_fen":1965,"discount_fen":-20,"change_fen":35},'
    '"edgedate":"2026-11-22","edgeactor":"1001","edgetill":"1"}'
).encode()


def body_of(**changes: Any) -> bytes:
    """The golden event with other attributes."""
    return json.dumps({**json.loads(GOLDEN), **changes}).encode()


# --- bytes ------------------------------------------------------------------------------------------------


def test_the_bytes_of_a_sale() -> None:
    """A sale is these bytes, for as long as a journal with one of them is kept."""
    assert encode(EVENT, STORE) == GOLDEN


def test_a_sale_is_read_from_its_bytes() -> None:
    """Reading is the inverse of writing."""
    assert decode(GOLDEN) == EVENT
    assert decode(GOLDEN.decode()) == EVENT


def test_an_event_is_a_cloudevent() -> None:
    """CloudEvents 1.0: required attributes are there, names of attributes are small letters and digits."""
    attributes = json.loads(GOLDEN)
    assert {"specversion", "id", "source", "type", "time", "data"} <= set(attributes)
    assert all(name.isalnum() and name.islower() and len(name) <= 20 for name in attributes)


def test_what_nobody_did_has_no_actor() -> None:
    """Attributes that do not apply are left out, not null."""
    event = msgspec.structs.replace(EVENT, business_date=None, actor=None, till=None)
    body = encode(event, STORE)
    assert b"edge" not in body.replace(b"edgeversion", b"")
    assert decode(body) == event


def test_each_kind_has_a_type_of_its_own() -> None:
    """Two kinds of one type could not be told apart."""
    assert len({kind.TYPE for kind in KINDS}) == len(KINDS)
    assert all(kind.VERSION >= 1 for kind in KINDS)


def test_every_kind_that_is_written_can_be_read() -> None:
    """A kind that the codec does not list would come back as `Unknown`; and all of them are exported."""
    defined = {kind for kind in Data.__subclasses__() if kind.__module__.startswith(events.__name__)}
    assert defined == set(KINDS)
    assert {kind.__name__ for kind in defined} <= set(events.__all__)


@pytest.mark.parametrize("kind", KINDS)
def test_a_type_says_what_happened_to_what(kind: type[Data]) -> None:
    """`sale.completed`: a noun and a past participle in small letters; and its docstring is a sentence."""
    assert re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", kind.TYPE)
    assert (kind.__doc__ or "").endswith(".")


def test_every_version_that_was_ever_written_is_read() -> None:
    """For each kind an upcast from every version before its present one, and none of anything else."""
    assert set(UPCASTS) == {(kind.TYPE, version) for kind in KINDS for version in range(1, kind.VERSION)}


PLAIN: dict[type[msgspec.inspect.Type], st.SearchStrategy[Any]] = {
    msgspec.inspect.IntType: st.integers(-(2**63), 2**63 - 1),
    msgspec.inspect.StrType: st.text(st.characters(codec="utf-8")),
    msgspec.inspect.BoolType: st.booleans(),
    msgspec.inspect.NoneType: st.none(),
}


def values_of(kind: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    """Any value of a type, as its annotations describe it."""
    match kind:
        case msgspec.inspect.StructType():
            return st.builds(kind.cls, **{field.name: values_of(field.type) for field in kind.fields})
        case msgspec.inspect.VarTupleType():
            return st.lists(values_of(kind.item_type), max_size=3).map(tuple)
        case msgspec.inspect.UnionType():
            return st.one_of([values_of(each) for each in kind.types])
        case msgspec.inspect.EnumType():
            return st.sampled_from(kind.cls)
    return PLAIN[type(kind)]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_kind_survives_the_journal(kind: type[Data], data: st.DataObject) -> None:
    """Whatever an event says, in any script, is read as it was written, from the same bytes."""
    event = msgspec.structs.replace(
        EVENT,
        type=kind.TYPE,
        version=kind.VERSION,
        data=data.draw(values_of(msgspec.inspect.type_info(kind))),
    )
    body = encode(event, STORE)
    assert decode(body) == event
    assert encode(decode(body), STORE) == body


# --- other releases ---------------------------------------------------------------------------------------


class Renamed(Data, frozen=True):
    """A kind in its third version: `name` was `title`, and `size` is new."""

    TYPE: ClassVar[str] = "test.renamed"
    VERSION: ClassVar[int] = 3
    name: str
    size: int


RENAMED_UPCASTS = {
    ("test.renamed", 1): lambda data: {"name": data.pop("title"), **data},
    ("test.renamed", 2): lambda data: {**data, "size": 1},
}


@pytest.mark.parametrize(
    ("version", "data"), [(1, {"title": "a"}), (2, {"name": "a"}), (3, {"name": "a", "size": 1})]
)
def test_old_versions_are_read_as_the_present_one(version: int, data: dict[str, Any]) -> None:
    """Upcasts are applied one after another, from the version that was written."""
    body = body_of(type="test.renamed", edgeversion=version, data=data)
    event = decode(body, {"test.renamed": Renamed}, RENAMED_UPCASTS)
    assert event.data == Renamed("a", 1)
    assert event.version == version


def test_a_type_of_a_later_release_is_kept() -> None:
    """What this release does not know is neither lost nor misread."""
    event = decode(body_of(type="drone.landed", data={"pad": [1, None]}))
    assert event.data == Unknown({"pad": [1, None]})
    assert (event.type, event.at) == ("drone.landed", NOW)


def test_a_version_of_a_later_release_is_kept() -> None:
    """A newer version of a known type is not read by halves."""
    event = decode(body_of(edgeversion=2))
    assert isinstance(event.data, Unknown)
    assert event.data.data["receipt_no"] == "S0123-1-20261122-0042"


def test_attributes_of_a_later_release_do_no_harm() -> None:
    """Unknown attributes of the envelope and unknown fields of the data are passed over."""
    data = {**json.loads(GOLDEN)["data"], "weather": "rain"}
    assert decode(body_of(data=data, edgeweather="rain")) == EVENT


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        GOLDEN[:-1],
        body_of(time="yesterday"),
        body_of(time="2026-11-22T04:31:05"),
        body_of(edgeversion=0),
        body_of(edgeversion=-(10**9)),
        body_of(edgeversion="1"),
        body_of(data={}),
        body_of(data={**json.loads(GOLDEN)["data"], "total_fen": 1.5}),
        body_of(data={**json.loads(GOLDEN)["data"], "total_fen": "1965"}),
        body_of(id=None),
    ],
)
def test_what_is_no_event_is_told(body: bytes) -> None:
    """Every malformed body is one kind of error, for whoever reads a stranger's journal."""
    with pytest.raises(msgspec.MsgspecError):
        decode(body)


@given(st.binary() | st.text().map(str.encode))
def test_no_body_is_another_error(body: bytes) -> None:
    """Any bytes are an event or that error."""
    with pytest.raises(msgspec.MsgspecError):
        decode(body)
