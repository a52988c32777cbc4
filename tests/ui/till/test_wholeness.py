"""The till as a whole: no key without a place in the help, no activity without a way back."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge_agent.wire.problem import Problem
from ui.till.by_hand import TillByHand
from ui.till.keymap import SECTIONS, Action, Section, load_keymap
from ui.till.office.activity import Activity, Group
from ui.till.office.all import ACTIVITIES
from ui.till.picture.keys import hints_in_full, key_named, label
from ui.till.picture.rows import View
from ui.till.picture.trouble import BLOCKS
from ui.till.state import SaleScreen, State, TenderScreen
from ui.till.text import clean, width

GOLDEN = Path(__file__).parent / "golden"
EVERYDAY = tuple(activity for activity in ACTIVITIES if not activity.in_practice_only)
SCREENS = (SaleScreen(), TenderScreen())
SHARED = {Action.UP: Action.DOWN, Action.PAGE_UP: Action.PAGE_DOWN}
"""One entry of the help tells both keys."""
DEEP = 6
"""No activity lies further from the sale."""
both_languages = pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)


@pytest.mark.parametrize("action", Action)
def test_every_action_has_a_key_that_reaches_it(action: Action) -> None:
    """What the keymap names is what the decoder sees, on the screen that the action belongs to."""
    keymap = load_keymap()
    section = next(section for section, actions in SECTIONS.items() if action in actions)
    screen = Section.SALE if section is Section.EVERYWHERE else section
    assert keymap.action(screen, key_named(keymap.key_for(action))) is action


@both_languages
def test_every_action_stands_on_a_help_screen(full: TillByHand) -> None:
    """Its key is written on the help of the sale or of the payment, on the smallest terminal."""
    keymap, language = load_keymap(), full.state.language
    view = View(State(language=language), "", keymap, 80, 24)
    full.press("?")
    shown = full.text()
    full.press("Back", "+", "?")
    shown += full.text()
    told = {hint.action for screen in SCREENS for hint in hints_in_full(screen)}
    for action in Action:
        assert SHARED.get(action, action) in told
        assert f" {label(view, action)} " in shown


@both_languages
@pytest.mark.parametrize("activity", EVERYDAY, ids=lambda activity: str(activity.title))
def test_every_activity_opens_and_leads_back(
    selling: TillByHand, problem_of: Callable[..., Problem], activity: Activity
) -> None:
    """From the menu, painted whole at any size, refused by the agent, and by Esc to the sale again."""
    for painted in _painted_to_the_sale(selling, problem_of("defect"), activity):
        assert {sum(width(span.text) for span in row.spans) for row in painted.rows()} == {80}
        assert len(painted.rows(120, 36)) == 36
    assert selling.state.screen == SaleScreen()


def _painted_to_the_sale(till: TillByHand, refusal: Problem, activity: Activity) -> Iterator[TillByHand]:
    yield till.press("Insert", *_digits(activity))
    while till.sent:
        yield till.answer(refusal)
    for _ in range(DEEP):
        if till.state.screen == SaleScreen():
            return
        yield till.press("Esc")


def _digits(activity: Activity) -> tuple[str, str]:
    groups = [group for group in Group if any(one.group is group for one in EVERYDAY)]
    mates = [one for one in EVERYDAY if one.group is activity.group]
    return str(groups.index(activity.group) + 1), str(mates.index(activity) + 1)


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.txt")), ids=lambda file: file.name)
def test_no_screen_has_a_character_of_uncertain_width(file: Path) -> None:
    """Neither emoji nor anything that one terminal draws wide and another narrow; but a QR code's blocks."""
    blocks = set(BLOCKS.values())
    text = "".join(character for character in file.read_text("utf-8") if character not in blocks)
    assert all(clean(line) == line for line in text.splitlines())
    assert not [character for character in text if unicodedata.east_asian_width(character) == "A"]
