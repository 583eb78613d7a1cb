"""From accepted messages to events of accounts: reading, matching, loading, re-matching, and trying rules out.

Owns how a message becomes an event, whose it is, and when it enters the lake. Each step before the lake gives the same
again when a load is repeated, each after it does nothing the second time: a load that dies anywhere is loaded once.
Rules and who is known are kept by records.matching, requests by records.inbox, events by the lake. Uses the stores.
"""
