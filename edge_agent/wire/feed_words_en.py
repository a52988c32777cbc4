"""What is said of headquarters' feed, in English: what happened, and what to do."""

from collections.abc import Mapping

from edge_agent.domain.errors import Code

SAID: Mapping[Code, tuple[str, str]] = {
    Code.FEED_UNREADABLE: (
        "This file is no page of headquarters' feed.",
        "Export it again: edge-hq feed export.",
    ),
    Code.FEED_STORE: ("This page is for store {store}.", "Export the one for {here}."),
    Code.FEED_HISTORY: ("Headquarters has begun a new database.", "Export from the beginning: --after 0."),
    Code.FEED_GAP: (
        "Something is missing: this store has taken {position}, the page begins behind {after}.",
        "Export with --after {position}.",
    ),
    Code.FEED_ITEM: (
        "An item cannot be read and was not taken: {kind} {item}.",
        "Upgrade, or tell headquarters.",
    ),
    Code.FEED_ROOT_UNKNOWN: (
        "The {kind} is signed by a key that this store does not trust, and was not taken.",
        "Check [pickup] roots in the configuration, then export from the beginning: --after 0.",
    ),
    Code.FEED_FORGED: (
        "The signature of the {kind} is forged; it was not taken.",
        "Find out where the file comes from, and tell headquarters.",
    ),
    Code.FEED_KEY_RETIRED: (
        "The {kind} is signed by a key out of its time, and was not taken.",
        "Put this computer's clock right, then export from the beginning: --after 0.",
    ),
    Code.FEED_OLD: ("The {kind} is older than what is here, and was not taken.", "Export the latest."),
    Code.FEED_REVOCATIONS_GAP: (
        "Revocations are missing before these; they were not taken.",
        "Export from the beginning: --after 0.",
    ),
}

VALUES: Mapping[str, str] = {
    "key_set": "key set",
    "revocations": "list of revocations",
    "store_key": "key of this store",
    "order": "order",
    "batch": "batch",
}
