"""A network as a block."""

from __future__ import annotations

from tests.contract.cases.case import Case
from tests.networks import nested

GRAPH = nested()
CASES = (Case(GRAPH["block"].layer, ((4,), (4,))),)
