"""Where a device is: addresses such as `tcp://192.168.1.50:9100`."""

import re

import msgspec

from edge_agent.domain.errors import Code, ConfigError

PRINTER_PORT = 9100
"""Raw printing (JetDirect), which every network receipt printer listens on."""
_PORTS = range(1, 65536)
_TCP = re.compile(r"tcp://(?:\[(?P<v6>[^\s\[\]]+)\]|(?P<host>[^\s:/?#@\[\]]+))(?::(?P<port>[0-9]{1,5}))?")


class TcpAddress(msgspec.Struct, frozen=True):
    """A host and a port."""

    host: str
    port: int


def parse_address(text: str, device: str) -> TcpAddress:
    """The address that `text` names for `device`; port 9100 when it names none.

    Raises ConfigError with one sentence that names the device and says what to write.
    """
    match = _TCP.fullmatch(text)
    host = match and (match["v6"] or match["host"])
    port = int(match["port"] or PRINTER_PORT) if match else PRINTER_PORT
    if not host or not _can_be_asked_for(host) or port not in _PORTS:
        mistake = f"{device}: address {text!r} is not like tcp://192.168.1.50:9100"
        raise ConfigError(Code.CONFIG_INVALID, mistakes=mistake)
    return TcpAddress(host, port)


def _can_be_asked_for(host: str) -> bool:
    """A name that the resolver takes."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return host.isprintable()
