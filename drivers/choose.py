"""The one place that picks a device's driver, by the scheme of its address."""

from config.settings import PrinterSettings
from drivers.link.address import parse_address
from drivers.link.tcp import TcpLink
from drivers.printer.printer import EscPosPrinter
from edge_agent.ports.devices import Printer


def printer(settings: PrinterSettings) -> Printer:
    """The driver of a configured printer, nothing opened yet.

    Raises ConfigError that names the printer when its address cannot be used.
    """
    address = parse_address(settings.address, f"printer {settings.name}")
    return EscPosPrinter(settings, lambda: TcpLink(address))
