"""The main window: one table of commands, the functions that they run, and the parts that the window is made of."""
