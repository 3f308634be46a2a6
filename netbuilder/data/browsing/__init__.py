"""Data as it is looked at: rows and columns as they came, what each column holds, sorting, filters and a search."""

from netbuilder.data.browsing.balance import Balance, balance_of
from netbuilder.data.browsing.entering import Entering, entering_of
from netbuilder.data.browsing.facts import ColumnFacts, facts_of
from netbuilder.data.browsing.parts import LEFT_OUT, TEST, TRAIN, VALIDATION, parts_of_rows, rows_of_parts
from netbuilder.data.browsing.query import Query, rows_for
from netbuilder.data.browsing.sheet import ArraySheet, Sheet, TableSheet, sheet_of

__all__ = [
    "LEFT_OUT", "TEST", "TRAIN", "VALIDATION", "ArraySheet", "Balance", "ColumnFacts", "Entering", "Query", "Sheet",
    "TableSheet", "balance_of", "entering_of", "facts_of", "parts_of_rows", "rows_for",
    "rows_of_parts", "sheet_of",
]  # fmt: skip
