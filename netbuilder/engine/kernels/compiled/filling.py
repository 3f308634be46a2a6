"""What a process of its own does to fill a folder with compiled code: `python -m` this module FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from netbuilder.engine.kernels.compiled.keeping import let_others_go_first
from netbuilder.engine.kernels.compiled.loading import compile_all

if __name__ == "__main__":
    let_others_go_first()
    compile_all(Path(sys.argv[1]), falls_back=False)
