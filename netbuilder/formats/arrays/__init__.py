"""Weights as arrays by name."""
