"""Choosing a driver."""

from collections.abc import Callable

import pytest

from config.settings import PaymentSettings, PrinterSettings
from drivers.choose import payment_provider, printer
from drivers.payment.simulated import SimulatedProvider
from drivers.printer.printer import EscPosPrinter
from edge_agent.domain.errors import ConfigError


def test_a_network_address_is_an_esc_pos_printer(make_settings: Callable[..., PrinterSettings]) -> None:
    """Nothing is opened by choosing."""
    assert isinstance(printer(make_settings("tcp://192.0.2.1:9100")), EscPosPrinter)


def test_an_unknown_address_names_the_printer(make_settings: Callable[..., PrinterSettings]) -> None:
    """The mistake says which printer and what stands there."""
    with pytest.raises(ConfigError, match="printer counter: address 'usb://1'"):
        printer(make_settings("usb://1"))


def test_a_shop_has_a_payment_provider_or_none() -> None:
    """None is a supported way to sell; a provider is not spoken to by being chosen."""
    none = PaymentSettings("none", "", 100, 10, 60_000)
    assert payment_provider(none) is None
    chosen = payment_provider(PaymentSettings("simulated", "http://192.0.2.1", 100, 10, 60_000))
    assert isinstance(chosen, SimulatedProvider)
