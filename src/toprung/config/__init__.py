"""Settings of the whole: the only folder that knows everyone."""
