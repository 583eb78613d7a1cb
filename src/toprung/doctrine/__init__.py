"""The rules as pure functions of values: one account's Evidence in, a Verdict with its reasons out.

Owns the ladder, the result's tests, health, signals, checks, triage, the linter and what makes two figures
comparable. Sees only the kernel: no Django, no clock, no files. `as_of` is always a parameter. Reads like DOMAIN.
"""
