"""Speed and memory beside the plain way of doing the same: `python -m benchmarks.speed`."""
