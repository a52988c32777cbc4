"""GTINs: check digits, the one form in which they are compared, and UPC-E written out."""

LENGTHS = (8, 12, 13, 14)
"""GTIN-8, GTIN-12 (UPC-A), GTIN-13 (EAN-13) and GTIN-14 (ITF-14)."""

_UPC_E_NUMBER_SYSTEMS = "01"


def normalised(digits: str) -> str | None:
    """The GTIN in 14 digits, leading zeros kept; None when the length or the check digit is wrong."""
    if not is_digits(digits) or len(digits) not in LENGTHS or not has_check_digit(digits):
        return None
    return digits.zfill(14)


def has_check_digit(digits: str) -> bool:
    """The last digit is the check digit of those before it."""
    return check_digit(digits[:-1]) == digits[-1]


def check_digit(payload: str) -> str:
    """Modulo 10 with weights 3, 1, 3, … from the right (GS1 General Specifications, section 7.9.1)."""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(payload)))
    return str(-total % 10)


def expand_upc_e(digits: str) -> str | None:
    """The GTIN-12 that a zero-suppressed UPC-E stands for (GS1 General Specifications, section 5.2.2.4.2).

    Six digits lack the number system (0) and the check digit, seven lack the check digit, eight have both.
    None when the length, the number system or the check digit is wrong.
    """
    if not is_digits(digits) or len(digits) not in (6, 7, 8):
        return None
    whole = f"0{digits}" if len(digits) == 6 else digits  # noqa: PLR2004  # the three lengths above
    if whole[0] not in _UPC_E_NUMBER_SYSTEMS:
        return None
    payload = _written_out(whole[0], whole[1:7])
    check = check_digit(payload)
    return payload + check if whole[7:] in ("", check) else None


def _written_out(system: str, six: str) -> str:
    last = six[5]
    if last in "012":
        return f"{system}{six[:2]}{last}0000{six[2:5]}"
    if last == "3":
        return f"{system}{six[:3]}00000{six[3:5]}"
    if last == "4":
        return f"{system}{six[:4]}00000{six[4]}"
    return f"{system}{six[:5]}0000{last}"


def is_digits(text: str) -> bool:
    """ASCII digits and nothing else; `str.isdecimal` alone would take ３ and ٣ as well."""
    return text.isascii() and text.isdecimal()
