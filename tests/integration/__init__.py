"""Whole processes, sockets and the real embedding model."""
