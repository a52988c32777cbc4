"""Where a device is: addresses such as `tcp://192.168.1.50:9100`."""

import urllib.parse

import msgspec

from edge_agent.domain.errors import Code, ConfigError

PRINTER_PORT = 9100
"""Raw printing (JetDirect), which every network receipt printer listens on."""


class TcpAddress(msgspec.Struct, frozen=True):
    """A host and a port."""

    host: str
    port: int


def parse_address(text: str) -> TcpAddress:
    """The address that `text` names; port 9100 when it names none.

    Raises ConfigError with one sentence that says what is wrong.
    """
    try:
        url = urllib.parse.urlsplit(text)
        host, port = url.hostname, url.port
    except ValueError as error:
        raise _mistake(text, f"{error}") from error
    if url.scheme != "tcp":
        raise _mistake(text, "only tcp:// is known")
    if not host or not _is_host(host):
        raise _mistake(text, "the host is missing or not a name")
    if port == 0:
        raise _mistake(text, "the port must be 1–65535")
    if url.path or url.query or url.fragment or "@" in url.netloc:
        raise _mistake(text, "nothing may follow or precede host and port")
    return TcpAddress(host, PRINTER_PORT if port is None else port)


def _is_host(host: str) -> bool:
    """A name that the resolver can be asked for."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return host.isprintable() and " " not in host


def _mistake(text: str, why: str) -> ConfigError:
    return ConfigError(
        Code.CONFIG_INVALID, mistakes=f"address {text!r}: {why}; write it like tcp://192.168.1.50:9100"
    )
