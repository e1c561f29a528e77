"""Cleans text before offsets are counted: one form for every space, line end and composed letter."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphens, zero-width spaces, byte order marks, bidirectional controls, variation-free fillers: invisible, so a
# quote that holds them could not be matched against what the reader sees.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
# C0 and C1 controls except tab and the line ends; lone surrogates, which no encoder writes.
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff"
_DROPPED = re.compile(f"[{_INVISIBLE}{_CONTROLS}]+")

# Joiners spell words in Persian and the Indic scripts and hold emoji together; anywhere else they are litter.
_JOINED = "\u0600-\u1cff\u2190-\u2bff\ufe0f\U0001f000-\U0001ffff"
_STRAY_JOINER = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])")

_PARAGRAPH_END = re.compile("\u2029")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_SPACE = re.compile("[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_AROUND_LINE_END = re.compile(" ?\n ?")
_BLANK_LINES = re.compile("\n{3,}")
_WHITE = re.compile(r"\s+")


def normalise(text: str) -> str:
    r"""Return `text` in the form that offsets refer to.

    NFC; `\n` line ends; every other space one plain space, none at line ends or starts; at most one blank line in a
    row; invisible and control characters gone; no white space around the whole. Quotes and dashes stay as they are.
    Idempotent.
    """
    text = unicodedata.normalize("NFC", _DROPPED.sub("", text))
    text = unicodedata.normalize("NFC", _STRAY_JOINER.sub("", text))
    text = _LINE_END.sub("\n", _PARAGRAPH_END.sub("\n\n", text))
    text = _AROUND_LINE_END.sub("\n", _SPACE.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """Return `text` normalised and on one line."""
    return _WHITE.sub(" ", normalise(text))
