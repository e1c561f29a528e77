"""Tests of how the reader's weights are made."""
