"""What the board asks of a screen: read from ten metres, nothing cut off or burnt in, motion for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from edge_agent.cli.bench.browser import Page
    from tests.ui.board.conftest import Board, OpenBoard

SIZES = ((1920, 1080, 180), (1280, 720, 180), (1080, 1920, 140))
"""Width and height in pixels, and what a called number has at least: one that hangs upright is narrow."""
TEXT_MIN, CALLED_MAX = 64, 260
"""Pixels on a screen whose shorter side has 1080."""
CONTRAST_MIN = 7.0

TEXTS = """(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !box.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const place = range.getBoundingClientRect();
    const style = getComputedStyle(box);
    let ground = box;
    while (getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
    texts.push({
      text: walker.currentNode.data.trim(),
      size: parseFloat(style.fontSize),
      colour: style.color,
      ground: getComputedStyle(ground).backgroundColor,
      called: box.classList.contains("number"),
      left: place.left, top: place.top, right: place.right, bottom: place.bottom,
    });
  }
  return texts;
})()"""
"""Every visible text with its size in pixels, its colours and its place."""

OVERFLOWING = """[...document.querySelectorAll("html, body, body *")]
  .filter((one) => one === document.body || getComputedStyle(one).overflow !== "visible")
  .filter((one) => one.checkVisibility())
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight * 1.05 + 1)
  .map((one) => `${one.tagName}#${one.id}.${one.className} ${one.scrollWidth}>${one.clientWidth}`
    + ` ${one.scrollHeight}>${one.clientHeight}`)"""
"""Whatever cuts off what it holds; a twentieth of a line is what tight lines leave of a font's own height."""

BY_HAND = "for (let id = 0; id < 1_000; id++) clearInterval(id)"
"""From here on the page does nothing by itself."""
BUSY: dict[str, Any] = {
    "made": range(20, 24),
    "called": (4, 11, 12, 15, 17),
    "missed": (3, 9),
}


async def _open(page: Page, board: Board) -> None:
    await page.go(board.url)
    await page.until("document.querySelectorAll('.numbers li, .number').length > 0")


def _contrast(colour: str, ground: str) -> float:
    """Of two CSS colours, by WCAG 2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("width", "height", "called_min"), SIZES)
@pytest.mark.parametrize(("prefix", "first"), [("A", 1), ("W", 990)])
async def test_it_is_legible_and_whole(
    page: Page, board: Board, width: int, height: int, called_min: int, prefix: str, first: int
) -> None:
    """Texts from 64 of 1080 lines, called numbers from 180, contrast from 7:1, nothing cut off."""
    move = {place: [no + first - 1 for no in numbers] for place, numbers in BUSY.items()}
    await board.put(range(first, first + 60), prefix=prefix, **move)
    await page.resize(width, height)
    await _open(page, board)
    texts = await page.ask(TEXTS)

    line = min(width, height) / 1080
    assert len([text for text in texts if text["called"]]) == 4
    for text in texts:
        assert text["size"] >= TEXT_MIN * line - 0.01, text
        assert _contrast(text["colour"], text["ground"]) >= CONTRAST_MIN, text
        assert -0.5 <= text["left"] < text["right"] <= width + 0.5, text
        assert text["bottom"] <= height + 0.5, text
        if text["called"]:
            assert called_min * line - 0.01 <= text["size"] <= CALLED_MAX * line, text
    assert await page.ask(OVERFLOWING) == []


async def test_forty_tickets_need_no_second_page(page: Page, board: Board) -> None:
    """Nobody of an ordinary rush waits for his number to come round."""
    await board.put(range(1, 41), **BUSY)
    await _open(page, board)

    assert await page.ask("document.querySelectorAll('.pages').length") == 0


@pytest.mark.parametrize(("place", "count"), [("making", 300), ("missed", 20)])
async def test_more_numbers_than_fit_are_shown_page_by_page(
    page: Page, board: Board, place: str, count: int
) -> None:
    """Each of them comes to the wall, without a scrollbar; the page says which page it is."""
    numbers = range(1, count + 1)
    await board.put(numbers, missed=numbers if place == "missed" else ())
    await _open(page, board)
    await page.ask(BY_HAND)
    pages = int((await page.ask(f"document.querySelector('#{place} .pages').textContent")).split("/")[1])
    seen: set[str] = set()
    for turn in range(1, pages + 1):
        await page.ask(f"performance.now = () => {turn} * 6000 + 1")
        await page.ask("dispatchEvent(new Event('resize'))")
        seen |= set(
            await page.ask(f"[...document.querySelectorAll('#{place} li')].map((one) => one.textContent)")
        )
        assert await page.ask(OVERFLOWING) == []

    assert {no for no in seen if "/" not in no} == {f"A{number:03d}" for number in numbers}


@pytest.mark.parametrize(
    ("counter_names", "shown"),
    [
        (("1号台", "Counter 1"), "1号台 Counter 1"),
        (("南门奶茶档口", "Tea, by the south door"), "南门奶茶档口"),
        (("奶茶现制吧台一号取餐窗口(南门收银台旁)", "Tea"), "1号台 Counter 1"),
    ],
)
async def test_a_counter_is_named_whole(page: Page, board: Board, shown: str) -> None:
    """In both languages, in Chinese alone where room is scarce, else by the number that is said."""
    await board.put([1, 3], called=[1, 3])
    await _open(page, board)

    counter = "document.querySelector('#called .counter')"
    assert (await page.ask(f"{counter}.innerText")).strip() == shown
    assert await page.ask(f"{counter}.scrollWidth <= {counter}.clientWidth")


async def test_after_ten_silent_seconds_it_says_that_it_may_be_behind(
    page: Page, open_board: OpenBoard
) -> None:
    """The page's clock goes on by ten seconds while nothing is heard; the next word ends the doubt."""
    async with open_board() as board:
        await board.put(range(1, 61), **BUSY)
        await _open(page, board)
        assert not await page.ask("document.querySelector('#stale').checkVisibility()")
    await page.ask(
        "{ const now = performance.now.bind(performance); performance.now = () => now() + 10_000; }"
    )
    await page.until("document.querySelector('#stale').checkVisibility()")
    said = await page.ask("document.querySelector('#stale').innerText")
    top = await page.ask("document.querySelector('#stale').getBoundingClientRect().top")
    above = [text for text in await page.ask(TEXTS) if text["text"] not in said]
    assert max(text["bottom"] for text in above) <= top + 0.5
    assert await page.ask(OVERFLOWING) == []
    async with open_board():
        await page.until("!document.querySelector('#stale').checkVisibility()")

    assert "号码可能不是最新" in said
    assert "out of date" in said


async def test_a_page_that_may_not_sound_says_so_until_it_is_touched(
    start_browser: Callable[..., AbstractAsyncContextManager[Page]], board: Board
) -> None:
    """A browser that was not started as a kiosk keeps silent: one sentence, one touch."""
    async with start_browser() as page:
        await page.resize(1920, 1080)
        await board.put([1])
        await _open(page, board)
        await page.until("document.querySelector('#sound').checkVisibility()")
        sizes = [text for text in await page.ask(TEXTS) if "叫号声" in text["text"]]
        assert sizes[0]["size"] >= TEXT_MIN
        assert _contrast(sizes[0]["colour"], sizes[0]["ground"]) >= CONTRAST_MIN

        await page.click(960, 400)
        await page.until("!document.querySelector('#sound').checkVisibility()")


async def test_no_pixel_is_lit_for_ever(page: Page, board: Board) -> None:
    """What never moves burns in: all of it goes round by a little, a step a minute, nothing is cut off."""
    await board.put(range(1, 41), **BUSY)
    await _open(page, board)
    await page.ask(BY_HAND)
    places = set()
    for minute in range(9):
        await page.ask(f"performance.now = () => {minute} * 60000 + 1")
        await page.ask("dispatchEvent(new Event('resize'))")
        texts = await page.ask(TEXTS)
        assert min(text["left"] for text in texts) >= 0
        assert min(text["top"] for text in texts) >= -10  # a line is higher than its signs
        assert max(text["right"] for text in texts) <= 1920
        assert max(text["bottom"] for text in texts) <= 1080 + 10
        places.add((texts[0]["left"], texts[0]["top"]))

    assert len(places) >= 8


async def test_whoever_wants_no_motion_has_none(page: Page, board: Board) -> None:
    """The newest call draws the eye by moving, but not where `prefers-reduced-motion` asks for rest."""
    moving = "document.getAnimations().length"
    await board.put([1], called=[1])
    await _open(page, board)
    assert await page.ask(moving) == 1

    reduced = {"name": "prefers-reduced-motion", "value": "reduce"}
    await page.tell("Emulation.setEmulatedMedia", features=[reduced])
    assert await page.ask(moving) == 0
