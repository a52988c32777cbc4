"""The one place that picks a device's driver, by the scheme of its address."""

from config.settings import PrinterSettings
from drivers.link.address import parse_address
from drivers.link.tcp import TcpLink
from drivers.printer.layout import COLUMNS_MAX, COLUMNS_MIN
from drivers.printer.printer import EscPosPrinter
from edge_agent.domain.errors import Code, ConfigError
from edge_agent.ports.devices import Printer


def printer(settings: PrinterSettings) -> Printer:
    """The driver of a configured printer; nothing is opened yet. Raises ConfigError that names the printer."""
    try:
        address = parse_address(settings.address)
    except ConfigError as error:
        raise _mistake(settings, str(error.params["mistakes"])) from error
    if not COLUMNS_MIN <= settings.columns <= COLUMNS_MAX:
        raise _mistake(settings, f"columns must be {COLUMNS_MIN}–{COLUMNS_MAX}: 32 on 58 mm, 48 on 80 mm")
    return EscPosPrinter(settings, lambda: TcpLink(address))


def _mistake(settings: PrinterSettings, why: str) -> ConfigError:
    return ConfigError(Code.CONFIG_INVALID, mistakes=f"printer {settings.name}: {why}")
