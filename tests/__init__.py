"""Tests mirror the packages; `integration/` and `browser/` stand apart."""
