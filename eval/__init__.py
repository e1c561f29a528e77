"""How good the answers are: gold sets, metrics with one definition each, the runner, the report."""
