"""The measures over a workspace's records: OAR, TTFV, NRR, GRR, logo retention, each with the accounts behind it.

Definitions are doctrine's, arithmetic is the engine's; here the records are handed to both and figures are kept.
Owns the figure. One file a measure; adding one: docs/howto/add-a-measure.md.
"""
