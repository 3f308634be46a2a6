"""Starts the desktop application: python app.py [FILE]"""

import sys

from netbuilder.ui.app import main

if __name__ == "__main__":
    sys.exit(main())
