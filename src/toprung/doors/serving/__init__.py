"""`toprung serve`: one light process that keeps the web server and the worker running, and stops them cleanly.

Children are started afresh, never forked, because the engine's libraries do not survive a fork. The supervisor
itself loads neither Django nor the engine.
"""
