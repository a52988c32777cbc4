"""Two shops live an evening each: what was sold, what went back and what lies in the drawer, to the fen."""

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest

from edge_agent.cli.demo_store import CASHIER, PIN, Pace, Shop, demo_store
from edge_agent.db.snapshot import opened, verify
from edge_agent.domain.moments import Millis

Json: TypeAlias = Any

MANAGER = "9001"
SATURDAY_EVENING = Millis(1_795_260_600_000)
"""2026-11-21 19:30 in Shanghai: vegetables cost 八折 until 20:00."""
PORK_LABEL = "2100202015883"
"""五花肉 for ￥15.88, as the counter scale printed it."""
GREENS, CRAYFISH, RICE = "00007", "00302", "00402"
"""红菜薹 ￥8.80/kg, 小龙虾 ￥59.80/kg (members ￥54.80), 散装大米 ￥5.98/kg, by PLU."""
MILK_TEA, OOLONG, JUICE = "4", "2", "6"
"""珍珠奶茶 ￥12.00, 声声乌龙 ￥15.00, 鲜榨橙汁 ￥15.00, by menu number."""
LARGE, PEARL = {"group": "cup", "choice": "l"}, {"group": "add", "choice": "pearl"}
"""￥3.00 and ￥1.00 more."""
NO_PEARL = {"group": "add", "choice": ""}
PAYMENT_CODE = "134567890123456701"
"""WeChat's; its owner is asked for a password, and gives it."""


class EveningClock:
    """Saturday evening; a millisecond goes by each time it is asked."""

    def __init__(self) -> None:
        self._ticks = itertools.count(SATURDAY_EVENING)

    def now(self) -> Millis:
        """The next millisecond."""
        return Millis(next(self._ticks))

    def monotonic_ms(self) -> int:
        """Nothing was ever put right."""
        return 0


class Counter:
    """Lane 1, its cashier, and the manager who looks over her shoulder."""

    _ids = itertools.count(1)

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def ask(self, method: str, path: str, body: Json = None, **headers: str) -> httpx.Response:
        """A call that may be refused."""
        changes = {} if method == "GET" else {"Request-Id": f"trade-day-{next(self._ids):06d}"}
        return await self._http.request(method, f"/v1{path}", json=body, headers={**changes, **headers})

    async def do(self, method: str, path: str, body: Json = None, **headers: str) -> Json:
        """A call that must be taken; its answer."""
        answer = await self.ask(method, path, body, **headers)
        assert answer.is_success, answer.text
        return answer.json()

    async def approved(self, right: str, method: str, path: str, body: Json) -> Json:
        """Refused to the cashier alone, taken with the manager's PIN."""
        alone = (await self.ask(method, path, body)).json()
        assert (alone["code"], alone["params"]["right"]) == ("right.needed", right)
        wanted = {"staff": MANAGER, "pin": PIN, "action": right, "subject": alone["params"]["subject"]}
        approval = await self.do("POST", "/approvals", wanted)
        return await self.do(method, path, body, Approval=approval["id"])

    async def open_shift(self, float_fen: int) -> None:
        """Sign in and count the float."""
        session = await self.do("POST", "/sessions", {"staff": CASHIER, "pin": PIN, "till": "1"})
        self._http.headers["Authorization"] = f"Bearer {session['token']}"
        await self.do("POST", "/shifts", {"float_fen": float_fen})

    async def on_cart(self, cart: Json, action: str, body: Json, method: str = "POST") -> Json:
        """A change of the cart that must be taken; the whole answer."""
        path, version = f"/carts/{cart['id']}/{action}", f'"{cart["version"]}"'
        return await self.do(method, path, body, **{"If-Match": version})

    async def scan(self, cart: Json, code: str, **more: int) -> Json:
        """The cart with what was scanned."""
        return (await self.on_cart(cart, "scan", {"code": code, **more}))["cart"]

    async def new_cart(self, *codes: str) -> Json:
        """A customer comes, with these."""
        cart = await self.do("POST", "/carts")
        for code in codes:
            cart = await self.scan(cart, code)
        return cart

    async def choose(self, cart: Json, *options: dict[str, str]) -> Json:
        """The cart with these choices of its first line."""
        return await self.on_cart(cart, "lines/1", {"options": options}, "PATCH")

    async def pay(self, cart: Json, **tender: Json) -> Json:
        """The answer to a leg of payment."""
        return await self.on_cart(cart, "tenders", tender)

    async def until_paid(self, payment: Json) -> Json:
        """The sale that a payment code has paid."""
        while payment["state"] != "paid":
            await asyncio.sleep(0.01)
            payment = await self.do("GET", f"/payments/{payment['id']}")
            assert payment["state"] in ("created", "sent", "awaiting_customer", "paid")
        return await self.do("GET", f"/sales/{payment['sale']}")

    async def on_hand(self, sku: str) -> int:
        """By the ledger, in thousandths."""
        found: int = (await self.do("GET", f"/stock/{sku}"))["level"]["on_hand"]
        return found


@pytest.fixture
def folder() -> Iterator[Path]:
    """Its path is short, as a socket's path must be."""
    with tempfile.TemporaryDirectory(prefix="edge-trade-") as name:
        yield Path(name)


@asynccontextmanager
async def _counter(folder: Path) -> AsyncIterator[tuple[Shop, Counter]]:
    pace = Pace(ask_every_ms=10)
    async with demo_store(folder, clock=EveningClock(), pace=pace, whole=True) as shop:
        transport = httpx.AsyncHTTPTransport(uds=str(shop.settings.socket), verify=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://agent", timeout=60) as http:
            yield shop, Counter(http)


async def _all_is_proved(shop: Shop) -> None:
    """Headquarters has every event, the chain is whole, and a replay makes the same tables."""
    await shop.headquarters_has_everything()
    with opened(shop.settings.database) as connection:
        verify(connection, shop.settings.database)


def _by_name(report: Json) -> dict[str, int]:
    return {tender["name"]: tender["total_fen"] for tender in report["tenders"]}


async def test_a_fresh_supermarket(folder: Path) -> None:
    """Scale label, weights, member, 满减, two tenders, 抹零, part of it back, and a shift that balances."""
    async with _counter(folder) as (shop, counter):
        await counter.open_shift(20_000)
        crayfish_before = await counter.on_hand("W00302")

        cart = await counter.new_cart("M:VIP1001", PORK_LABEL)
        cart = await counter.scan(cart, GREENS, weight_grams=1_250)
        cart = await counter.scan(cart, CRAYFISH, weight_grams=1_500)
        assert [line["amount_fen"] for line in cart["lines"]] == [1_588 - 178, 880 - 99, 8_220 - 923]
        assert (cart["total_fen"], cart["member"]["points"]) == (9_488, 100)
        cart = (await counter.pay(cart, kind="cash", amount_fen=5_000))["cart"]
        dear = (await counter.pay(cart, kind="external", method="alipay", amount_fen=4_488))["sale"]
        assert (dear["total_fen"], dear["change_fen"], dear["points_earned"]) == (9_488, 0, 94)

        cart = await counter.scan(await counter.new_cart(), RICE, weight_grams=2_500)
        assert (cart["rest_fen"], cart["cash_rest_fen"]) == (1_495, 1_490)
        rice = (await counter.pay(cart, kind="cash", amount_fen=2_000))["sale"]
        assert (rice["total_fen"], rice["rounding_fen"], rice["change_fen"]) == (1_495, -5, 510)

        some = {"lines": [{"line": 3, "quantity": 500}], "reason": "变质", "external_done": True}
        some["external_fen"] = 2_432
        refund = await counter.approved("refund", "POST", f"/sales/{dear['id']}/refunds", some)
        assert refund["refund"]["total_fen"] == 2_432
        assert [(leg["method"], leg["amount_fen"]) for leg in refund["refund"]["legs"]] == [("alipay", 2_432)]
        assert await counter.on_hand("W00302") == crayfish_before - 1_000
        member = await counter.do("GET", "/members?q=VIP1001")
        assert member["points"] == 100 + 94 - refund["refund"]["points_taken"]
        assert refund["refund"]["points_taken"] == 94 - (9_488 - 2_432) // 100

        too_much = {"lines": [{"line": 3, "quantity": 1_001}], "reason": "变质"}
        refused = await counter.ask("POST", f"/sales/{dear['id']}/refunds", too_much)
        assert refused.status_code == 409

        in_drawer = 20_000 + 5_000 + 1_490
        close = {"counted_fen": in_drawer, "float_left_fen": 20_000, "externals": {"alipay": 4_488 - 2_432}}
        z = await counter.do("POST", "/shifts/current/close", close)
        assert (z["expected_fen"], z["over_fen"], z["taken_fen"]) == (in_drawer, 0, 6_490)
        assert _by_name(z) == {"现金": 6_490, "支付宝": 2_056}
        assert all(tender.get("over_fen", 0) == 0 for tender in z["tenders"])
        assert (z["sales_fen"], z["refunds_fen"], z["rounding_fen"]) == (9_488 + 1_495, 2_432, -5)
        assert z["net_fen"] == sum(_by_name(z).values()) - z["rounding_fen"]

        await _all_is_proved(shop)
        assert (await counter.do("GET", "/close-check"))["can_switch_off"]


async def test_a_milk_tea_shop(folder: Path) -> None:
    """Choices, a payment code, 沽清, a sale made again without its pearls, and a drawer that is right."""
    async with _counter(folder) as (shop, counter):
        await counter.open_shift(10_000)

        cart = await counter.new_cart(MILK_TEA)
        cart = await counter.choose(cart, LARGE, PEARL)
        cart = await counter.scan(cart, OOLONG)
        assert [line["amount_fen"] for line in cart["lines"]] == [1_600, 1_500]
        answer = await counter.on_cart(cart, "scan", {"code": PAYMENT_CODE})
        sale = await counter.until_paid(answer["payment"])
        assert (sale["total_fen"], sale["tenders"][0]["method"]) == (3_100, "wechat")
        assert shop.payments.kept_fen == 3_100

        await counter.do("POST", "/articles/D06/sold-out", {"sold_out": True})
        cart = await counter.new_cart()
        body, version = {"code": JUICE}, {"If-Match": f'"{cart["version"]}"'}
        refused = await counter.ask("POST", f"/carts/{cart['id']}/scan", body, **version)
        assert refused.json()["code"] == "scan.sold-out"
        await counter.do("POST", "/articles/D06/sold-out", {"sold_out": False})
        cart = await counter.scan(cart, JUICE)
        paid = await counter.pay(cart, kind="cash", amount_fen=2_000)
        assert paid["sale"]["change_fen"] == 500

        again = {"reason": "顾客改单"}
        done = await counter.approved("reopen_sale", "POST", f"/sales/{sale['id']}/reopen", again)
        cart = await counter.do("GET", f"/carts/{done['cart']}")
        assert [line["amount_fen"] for line in cart["lines"]] == [1_600, 1_500]
        cart = await counter.choose(cart, LARGE, NO_PEARL)
        assert cart["total_fen"] == 3_000
        paid = await counter.pay(cart, kind="cash", amount_fen=5_000)
        assert paid["sale"]["change_fen"] == 2_000
        await shop.payments.until(lambda: shop.payments.kept_fen == 0)

        in_drawer = 10_000 + 1_500 + 3_000
        wrong = {"counted_fen": in_drawer - 1_000, "float_left_fen": 10_000}
        once_more = await counter.ask("POST", "/shifts/current/close", wrong)
        assert once_more.json()["code"] == "shift.count-again"
        close = {"counted_fen": in_drawer - 100, "float_left_fen": 10_000}
        z = await counter.do("POST", "/shifts/current/close", close)
        assert (z["first_counted_fen"], z["counted_fen"]) == (in_drawer - 1_000, in_drawer - 100)
        assert (z["expected_fen"], z["over_fen"]) == (in_drawer, -100)
        assert (z["sales_fen"], z["refunds_fen"], z["net_fen"]) == (3_100 + 1_500 + 3_000, 3_100, 4_500)
        assert (z["counts"]["sales"], z["counts"]["refunds"], z["counts"]["approvals"]) == (3, 1, 1)

        await _all_is_proved(shop)
