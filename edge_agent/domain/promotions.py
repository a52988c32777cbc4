"""Promotions: the rules that a shop's prices go by, as data with an id and a version."""

import msgspec

from edge_agent.domain.ids import RulesHash


class Rules(msgspec.Struct, frozen=True):
    """The rule set that a cart is priced by."""

    hash: RulesHash = RulesHash("")


NO_RULES = Rules()

_HASH_DIGITS = 16
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Rules)


def encode_rules(rules: Rules) -> str:
    """A rule set as JSON; the same rules give the same bytes."""
    return _encoder.encode(rules).decode()


def decode_rules(body: str) -> Rules:
    """The rule set that `encode_rules` wrote."""
    return _decoder.decode(body)
