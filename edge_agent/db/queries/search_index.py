"""The search index as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class TextRow(msgspec.Struct, frozen=True):
    """What an article is searched by."""

    text: str


class NameRow(msgspec.Struct, frozen=True):
    """An article's name."""

    sku: str
    name: str


class VersionRow(msgspec.Struct, frozen=True):
    """Which grams the index holds."""

    version: int


TEXT = Query("search_index.text", TextRow)
ADD_TEXT = Command("search_index.add_text")
CHANGE_TEXT = Command("search_index.change_text")
REMOVE_TEXT = Command("search_index.remove_text")
ADD_GRAMS = Command("search_index.add_grams")
REMOVE_GRAMS = Command("search_index.remove_grams")
MERGE = Command("search_index.merge")
FORGET_GRAMS = Command("search_index.forget_grams")
FORGET_TEXTS = Command("search_index.forget_texts")
VERSION = Query("search_index.version", VersionRow)
SET_VERSION = Command("search_index.set_version")
NAMES_AFTER = Query("search_index.names_after", NameRow)
