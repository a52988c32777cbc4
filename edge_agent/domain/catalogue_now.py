"""An article as it is now: the price that was said last, what is sold out, and how a price is shown."""

from collections.abc import Collection, Sequence

import msgspec

from edge_agent.domain.catalogue import Choice, OptionGroup
from edge_agent.domain.money import Fen

SOLD_OUT_WHOLE = "/"
"""The article as a whole; one of its choices is `group/choice`."""


class Price(msgspec.Struct, frozen=True):
    """A price and the price for members, and since when they hold, in Unix milliseconds."""

    fen: Fen
    member_fen: Fen | None
    since: int


def current_price(fed: Price, own: Price | None) -> Price:
    """What holds of the last import's price and the shop's own: whichever was said later."""
    return fed if own is None or own.since < fed.since else own


def with_sold_out(groups: Sequence[OptionGroup], sold_out: Collection[str]) -> tuple[OptionGroup, ...]:
    """The groups with every choice marked that is among `sold_out`."""
    if not sold_out:
        return tuple(groups)
    return tuple(
        msgspec.structs.replace(
            group, choices=tuple(_marked(group, choice, sold_out) for choice in group.choices)
        )
        for group in groups
    )


def as_in_file(groups: Sequence[OptionGroup]) -> tuple[OptionGroup, ...]:
    """The groups without marks: what is sold out is the shop's affair, not the catalogue's."""
    return tuple(
        msgspec.structs.replace(
            group, choices=tuple(msgspec.structs.replace(choice, sold_out=False) for choice in group.choices)
        )
        for group in groups
    )


def _marked(group: OptionGroup, choice: Choice, sold_out: Collection[str]) -> Choice:
    return msgspec.structs.replace(choice, sold_out=f"{group.id}/{choice.id}" in sold_out)
