"""One metric a module: pure functions, each with its formula and its source."""
