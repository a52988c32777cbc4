"""Every kind of file that the shop may take in, by the name of its kind."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from config.settings import Settings
from edge_agent.db.database import StoreWriter
from edge_agent.services.catalogue_import import import_catalogue
from edge_agent.services.members_import import import_members
from edge_agent.services.options_import import import_options
from edge_agent.services.promotions_import import import_promotions
from edge_agent.services.stock_import import import_stock
from edge_agent.wire.imports import ImportAnswer

FILE_BYTES_MAX = 64 * 1024 * 1024

Importer: TypeAlias = Callable[[StoreWriter, Settings, bytes, str], Awaitable[ImportAnswer]]
"""Takes a file in and answers in a language; raises TableError when it is no file of its kind."""

IMPORTS: Mapping[str, Importer] = {
    "catalogue": import_catalogue,
    "options": lambda writer, _settings, data, language: import_options(writer, data, language),
    "promotions": lambda writer, settings, data, language: import_promotions(
        writer, data, language, settings.store.zone
    ),
    "members": lambda writer, _settings, data, language: import_members(writer, data, language),
    "stock": lambda writer, _settings, data, language: import_stock(writer, data, language),
}
"""`POST /v1/imports/{kind}`, and `edge-agent import KIND FILE.csv` without an agent."""
