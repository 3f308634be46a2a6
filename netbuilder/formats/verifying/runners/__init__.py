"""Programs that run in processes of their own, each inside of another engine; none imports NetBuilder."""
