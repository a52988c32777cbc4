"""What every refusal and failure is answered with."""

import msgspec


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error after RFC 9457; `code` is stable, `title` and `hint` are in the language asked for."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    hint: str = ""
    params: dict[str, str | int] = {}
