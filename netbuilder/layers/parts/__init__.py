"""What a layer is told to begin with, to be penalized by, to be kept to, and to act by."""
