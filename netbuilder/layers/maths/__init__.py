"""Mathematics that several layers share."""
