"""The functions that NumPy-only scripts are made of: they stand there as they do here.

None imports NetBuilder, and none is the engine's own: scripts prove what files compute.
"""
