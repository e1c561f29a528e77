"""Halves of characters (lone surrogates): JSON can spell them, wrong decoding leaves them, no UTF-8 can hold them."""

from __future__ import annotations


def holds_surrogate(text: str) -> bool:
    """Tell whether a text holds half of a character and so cannot be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
