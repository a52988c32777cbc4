"""Links: bytes to a device and back, each step with a deadline."""

from drivers.link.link import Deadline, Link, LinkDown, LinkError, LinkTimeout, after_ms

__all__ = ["Deadline", "Link", "LinkDown", "LinkError", "LinkTimeout", "after_ms"]
