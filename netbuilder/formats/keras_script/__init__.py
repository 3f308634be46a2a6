"""Scripts and notebooks for Keras."""
