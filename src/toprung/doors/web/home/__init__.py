"""The home page: where the book stands, what changed, what is due; its answer in one sentence on top."""
