"""Files that gold sets and runs are read from and written to: one format a module."""
