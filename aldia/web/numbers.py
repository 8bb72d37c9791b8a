"""Whole numbers that come in an address or a form: what no table could hold is none."""

LARGEST_ID = 2**63 - 1
LAST_PAGE = 1_000_000


def number_from(text: str | None, otherwise: int, largest: int = LARGEST_ID) -> int:
    """Read a whole number from 0 to `largest`; anything else is `otherwise`."""
    if not text or len(text) > len(str(largest)) or not (text.isascii() and text.isdigit()):
        return otherwise
    found = int(text)
    return found if found <= largest else otherwise


def page_from(text: str | None) -> int:
    """Read the number of a page, from 1; anything else is the first."""
    return number_from(text, 1, LAST_PAGE) or 1
