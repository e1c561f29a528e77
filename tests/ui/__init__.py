"""Tests of the web side and of the command line."""
