"""Tests that drive Chromium against the whole app."""
