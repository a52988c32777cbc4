"""What headquarters cannot do as asked: one sentence that says what to do instead."""


class Cannot(Exception):
    """Nothing was changed; `str` is the sentence."""
