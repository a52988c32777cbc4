"""Addresses of devices."""

import pytest

from drivers.link.address import TcpAddress, parse_address
from edge_agent.domain.errors import Code, ConfigError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tcp://192.168.1.50:9100", TcpAddress("192.168.1.50", 9100)),
        ("tcp://printer.local", TcpAddress("printer.local", 9100)),
        ("tcp://[fe80::1]:9101", TcpAddress("fe80::1", 9101)),
        ("tcp://打印机:9100", TcpAddress("打印机", 9100)),
    ],
)
def test_an_address_names_host_and_port(text: str, expected: TcpAddress) -> None:
    """Host and port are read; a printer's port is 9100 when none is given."""
    assert expected == parse_address(text, "printer counter")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "192.168.1.50:9100",
        "http://192.168.1.50:9100",
        "serial:///dev/ttyS0",
        "tcp://",
        "tcp://:9100",
        "tcp://host:",
        "tcp://host:0",
        "tcp://host:65536",
        "tcp://host:９１００",
        "tcp://host:9100/",
        "tcp://user@host:9100",
        "tcp://[::1",
        "tcp://two words:9100",
        " tcp://host:9100",
        "tcp://host:9100\n",
        "tcp://host..local:9100",
        "tcp://" + "a" * 64 + ":9100",
        "tcp://\x1b[31m:9100",
    ],
)
def test_a_bad_address_is_one_clear_sentence(text: str) -> None:
    """It names the device, what stands there, and what to write; no control character of it is shown raw."""
    with pytest.raises(ConfigError) as caught:
        parse_address(text, "printer counter")
    mistake = str(caught.value.params["mistakes"])
    assert caught.value.code is Code.CONFIG_INVALID
    assert mistake == f"printer counter: address {text!r} is not like tcp://192.168.1.50:9100"
    assert mistake.isprintable()
