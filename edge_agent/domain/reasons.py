"""Why a code could not be read: stable words, whose sentences are in `edge_agent.wire.words`."""

import enum


class Reason(enum.StrEnum):
    """Why one reading of a code failed."""

    EMPTY = "empty"
    LENGTH = "length"
    CONTROL_CHARACTERS = "control-characters"
    CHARACTERS = "characters"
    """It holds characters that no code of a shop has: Chinese, spaces, a web address."""
    GTIN_CHECK_DIGIT = "gtin-check-digit"
    LABEL_CHECK_DIGIT = "label-check-digit"
    ELEMENT_STRING = "element-string"
    """The scanner says that it is GS1 data, and it is not."""
    ELEMENT_STRING_GTIN = "element-string-gtin"
    """GS1 data without an article, such as a pallet's label."""
    PREFIX_REST = "prefix-rest"
    """After a prefix of ours stand other than 4 to 32 letters and digits."""
    RECEIPT_OTHER_STORE = "receipt-other-store"
