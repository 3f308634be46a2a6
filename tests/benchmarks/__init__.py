"""Benchmarks: each a ratio against a peer, or a limit, measured in one run. `python -m tests.benchmarks --help`."""
