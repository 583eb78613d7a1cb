"""Speed as a ratio in one run: what Toprung does beside the bare engine doing its share of it, on the same data.

`make bench` prints the table; `python -m benchmarks --write` keeps it in benchmarks/RESULTS.md with machine and date.
"""
