"""What the actions of the main window do, by menu. Each class is a part of the window, made of methods only."""
