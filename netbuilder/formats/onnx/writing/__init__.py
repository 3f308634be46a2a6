"""Writing: one rule a layer, by family."""
