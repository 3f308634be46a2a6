"""One open project without its widgets: its steps, selection, data and training."""
