"""Events kept and counted at scale, and the arithmetic of the measures over many accounts.

Owns the words lake (the Delta table of events), load, quarantine, rollup, text (one SQL text per measure) and
runner (what runs a text). It is given Arrow tables and plain values and knows nothing of the book or of the rules;
it may use the kernel, and neither Django nor its neighbours `doctrine` and `sheets`.
"""
