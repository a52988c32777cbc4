"""What a practice hands out: papers that nobody can take for real."""

from collections.abc import Iterator

from edge_agent.domain.paper import Align, Paper, PaperLine, Rule, Size, Text

_MARK = Text("练习 PRACTICE", Align.CENTRE, Size.LARGE, bold=True)


def marked_as_practice(paper: Paper) -> Paper:
    """The mark above, below, and wherever a line goes across: no part of it torn off is a receipt."""
    return tuple(_marked(paper))


def _marked(paper: Paper) -> Iterator[PaperLine]:
    yield _MARK
    for line in paper:
        yield line
        if isinstance(line, Rule):
            yield _MARK
    yield _MARK
