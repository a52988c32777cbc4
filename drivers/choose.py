"""The one place that picks a device's driver, by the scheme of its address, and the provider of payments."""

from config.settings import PaymentSettings, PrinterSettings
from drivers.link.address import parse_address
from drivers.link.tcp import TcpLink
from drivers.printer.printer import EscPosPrinter
from edge_agent.ports.devices import Printer
from edge_agent.ports.payments import PaymentProvider


def printer(settings: PrinterSettings) -> Printer:
    """The driver of a configured printer, nothing opened yet.

    Raises ConfigError that names the printer when its address cannot be used.
    """
    address = parse_address(settings.address, f"printer {settings.name}")
    return EscPosPrinter(settings, lambda: TcpLink(address))


def payment_provider(settings: PaymentSettings) -> PaymentProvider | None:
    """The client of the configured provider, no connection made yet; None when there is none."""
    if settings.provider == "none":
        return None
    from drivers.payment.simulated import SimulatedProvider  # noqa: PLC0415 - a shop without one loads none

    return SimulatedProvider(settings.url, settings.request_timeout_ms)
