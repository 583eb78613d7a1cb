"""Speed as a ratio in one run: what Toprung does beside the bare engine doing its share of it, on the same data.

`make bench` prints the tables; `python -m benchmarks --write` keeps them in benchmarks/*.md with machine and date.
"""
