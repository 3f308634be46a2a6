"""Numbers for understanding: what a network gets right and wrong, how surely, and why."""
