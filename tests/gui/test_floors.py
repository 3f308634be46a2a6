"""The house of the window: import-linter holds what its floors import; here, that nothing goes round in a circle."""

from __future__ import annotations

from graphlib import TopologicalSorter

import grimp


def test_no_module_of_the_window_imports_itself_by_way_of_others():
    """Imports for the type checker alone count too."""
    graph = grimp.build_graph("netbuilder", cache_dir=None)
    window = {module for module in graph.modules if module.startswith("netbuilder.ui.")}
    imports = {module: graph.find_modules_directly_imported_by(module) & window for module in window}

    assert sum(map(len, imports.values())) > 300
    TopologicalSorter(imports).prepare()  # a CycleError names the circle
