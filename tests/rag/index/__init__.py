"""Tests of the index: vectors, words, store, files."""
