"""One case for each layer and each of its options, with unequal sizes on every axis. A layer without a case fails."""

from __future__ import annotations

import importlib
import pkgutil

from netbuilder.layers import Input
from tests.contract.cases.case import Case

CASES: tuple[Case, ...] = tuple(
    case
    for module in pkgutil.iter_modules(__path__)
    for case in getattr(importlib.import_module(f"{__name__}.{module.name}"), "CASES", ())
)
WITHOUT_CASES = {Input}  # data enters there: it computes nothing

__all__ = ["CASES", "WITHOUT_CASES", "Case"]
