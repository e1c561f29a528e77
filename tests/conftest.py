"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes depends on what else the machine does; a slow one proves nothing.
settings.register_profile("footnote", deadline=None)
settings.load_profile("footnote")
