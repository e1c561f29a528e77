"""Everything that can go wrong, in one tree. A message says what is wrong and what to do.

FootnoteError
├── BadInput                 what the user gave cannot be used (exit code 2, HTTP 4xx)
│   ├── BadDocument          a file or page that no article can be read from
│   ├── BadQuestion          an empty or over-long question
│   ├── BadSetting           a FOOTNOTE_* variable or option out of its range
│   ├── BadGold              a gold file that does not hold together
│   └── UnknownDocument      no document of that id
├── IndexFault               the files of the index on disk
│   ├── NoIndex              there is none where one was looked for
│   ├── DamagedIndex         a file is missing, truncated or not what its checksum says
│   └── ForeignIndex         built by another embedding model or an older format
├── ModelFault               a model is missing, damaged or cannot be loaded
├── TooBusy                  as many questions are waiting as there is room for
├── TooSlow                  no answer in the time that a question is given
└── PortInUse                another program listens where the server should
"""

from __future__ import annotations


class FootnoteError(Exception):
    """The root: whatever Footnote raises on purpose."""


class BadInput(FootnoteError):
    """What the user gave cannot be used."""


class BadDocument(BadInput):
    """A file or page that no article can be read from."""


class BadQuestion(BadInput):
    """An empty or over-long question."""


class BadSetting(BadInput):
    """A setting out of its range."""


class BadGold(BadInput):
    """A gold file that does not hold together."""


class UnknownDocument(BadInput):
    """No document of that id."""


class IndexFault(FootnoteError):
    """Something is wrong with the index on disk."""


class NoIndex(IndexFault):
    """There is no index where one was looked for."""


class DamagedIndex(IndexFault):
    """A file of the index is missing, truncated or altered."""


class ForeignIndex(IndexFault):
    """The index was built by another embedding model or an older format."""


class ModelFault(FootnoteError):
    """A model is missing, damaged or cannot be loaded."""


class TooBusy(FootnoteError):
    """As many questions are waiting as there is room for."""


class TooSlow(FootnoteError):
    """No answer in the time that a question is given."""


class PortInUse(FootnoteError):
    """Another program listens on the port."""
