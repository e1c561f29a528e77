"""Where an agency report's dateline ends: "KISUMU, Kenya, Aug. 6 (Reuters) - ". Pure."""

from __future__ import annotations

import re

# A place, more words of it and the day, who reports, and a dash; what follows must begin like a sentence.
_DATELINE = re.compile(
    r"\s*(?P<place>[^\W\d_][\w'’.-]*[^\W\d_])(?:[,.]*\s[^\W_a-z][\w'’]*){0,6}[,.]?(?:\s\([^()\n]{2,40}\))?\s?[-–—]+\s+"
    r"(?=[^\w\s]*[^\W_a-z])"
)


def without_dateline(text: str) -> str:
    """Return what follows the dateline that a text begins with; the whole text where it begins with none.

    The place must be in capitals, as agencies write it: "NATO - which ..." has none, as its sentence goes on.
    """
    match = _DATELINE.match(text)
    return text[match.end() :] if match and match["place"].isupper() else text
