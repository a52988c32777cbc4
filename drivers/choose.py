"""The one place that picks drivers: by a device's address, a provider's name, what a voice is made of."""

from config.settings import BoardSettings, PaymentSettings, PrinterSettings
from drivers.link.address import parse_address
from drivers.link.tcp import TcpLink
from drivers.printer.printer import EscPosPrinter
from edge_agent.ports.devices import Printer
from edge_agent.ports.payments import PaymentProvider
from edge_agent.ports.voice import Voice


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


def voice(settings: BoardSettings) -> Voice:
    """The board's: recordings, espeak-ng for what they lack, or the chime alone, as configured."""
    from drivers.voice import clips, espeak  # noqa: PLC0415 - a shop without a board loads none
    from drivers.voice.voice import JoinedVoice, Source  # noqa: PLC0415

    sources: list[Source] = []
    if settings.voice in ("auto", "clips") and settings.clips:
        sources.append(clips.Clips(settings.clips))
    synthesiser = espeak.installed() if settings.voice in ("auto", "espeak") else None
    return JoinedVoice([*sources, synthesiser] if synthesiser else sources)
