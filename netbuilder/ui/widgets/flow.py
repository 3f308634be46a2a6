"""A row of tools that wraps where a panel is narrow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from netbuilder.ui.looks.theme import PAD

Policy = QSizePolicy.Policy
FIRM = (Policy.Fixed, Policy.Minimum, Policy.MinimumExpanding)  # what does not shrink gladly
WHOLE = "whole"  # a property of what shrinks only where it has a row for itself


class FlowLayout(QLayout):
    """Items from left to right, in as many rows as they need.

    A row has as many items as fit: what may shrink counts with its least width, the others with the width that they
    would like. What is left of a row goes to its items in their order, up to the width that each
    would like, and then to those that expand.
    """

    def __init__(self, *widgets: QWidget, gap: int = PAD) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)
        for widget in widgets:
            self.addWidget(widget)

    # -- what Qt asks -------------------------------------------------------------------------------------

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        margins = self.contentsMargins()
        rows = self._rows(width - margins.left() - margins.right())
        high = sum(height for _, height in rows) + self.spacing() * max(0, len(rows) - 1)
        return high + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:  # noqa: N802
        sizes = [item.sizeHint() for item in self._shown()]
        return self._around(
            sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1),
            max((size.height() for size in sizes), default=0),
        )

    def minimumSize(self) -> QSize:  # noqa: N802
        sizes = [item.minimumSize() for item in self._shown()]
        return self._around(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def setGeometry(self, place: QRect) -> None:  # noqa: N802
        super().setGeometry(place)
        inner = place.marginsRemoved(self.contentsMargins())
        top = inner.top()
        for cells, height in self._rows(inner.width()):
            left = inner.left()
            for item, width in cells:
                high = min(height, _height(item, width))
                at = QPoint(left, top + (height - high) // 2)
                item.setGeometry(QRect(at, QSize(width, high)))
                left += width + self.spacing()
            top += height + self.spacing()

    # -- rows ---------------------------------------------------------------------------------------------

    def _around(self, width: int, height: int) -> QSize:
        margins = self.contentsMargins()
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[tuple[list[tuple[QLayoutItem, int]], int]]:
        """The items of each row with their widths, and the height of the row."""
        rows: list[list[QLayoutItem]] = []
        taken = 0
        for item in self._shown():
            least = min(_needed(item), width)
            if not rows or taken + self.spacing() + least > width:
                rows.append([])
                taken = -self.spacing()
            rows[-1].append(item)
            taken += self.spacing() + least
        made = []
        for row in rows:
            cells = list(zip(row, self._widths(row, width), strict=True))
            made.append((cells, max(_height(item, wide) for item, wide in cells)))
        return made

    def _widths(self, row: list[QLayoutItem], width: int) -> list[int]:
        widths = [min(item.minimumSize().width(), width) for item in row]
        left = width - sum(widths) - self.spacing() * (len(row) - 1)
        for i, item in enumerate(row):
            more = max(0, min(left, item.sizeHint().width() - widths[i]))
            widths[i] += more
            left -= more
        growing = [i for i, item in enumerate(row) if item.expandingDirections() & Qt.Orientation.Horizontal]
        for k, i in enumerate(growing):
            share = left // (len(growing) - k)
            widths[i] += share
            left -= share
        return widths


def _needed(item: QLayoutItem) -> int:
    widget = item.widget()
    is_firm = widget is not None and (widget.sizePolicy().horizontalPolicy() in FIRM or bool(widget.property(WHOLE)))
    return (item.sizeHint() if is_firm else item.minimumSize()).width()


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
