"""Up and down a list."""

from ui.till.keymap import Action

PAGE = 10
STEPS = {Action.UP: -1, Action.DOWN: 1, Action.PAGE_UP: -PAGE, Action.PAGE_DOWN: PAGE}
MOVES = frozenset(STEPS)


def moved(index: int, action: Action | None, count: int) -> int:
    """The index after `action`, within a list of `count`; other actions leave it where it is."""
    step = STEPS.get(action, 0) if action else 0
    return max(0, min(index + step, count - 1))
