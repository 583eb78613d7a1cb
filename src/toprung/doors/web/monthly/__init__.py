"""A month's measurements of many outcomes on one page: one field each, saved row by row."""
