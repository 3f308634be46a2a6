"""Threads that wait for their share of work, each at a lock of its own: twice as fast to begin as a queue of tasks."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

# What overflows is found by looking at the loss and the gradients, not by warnings that nobody sees. Each thread has
# settings of its own.
SILENT: dict[str, Any] = {"over": "ignore", "invalid": "ignore", "divide": "ignore"}


class Helpers:
    """So many threads, which begin to exist when they are needed and end with this object."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._threads: list[_Helper] = []
        self._busy = threading.Lock()

    def run(self, shift: Callable[[int], None], count: int) -> bool:
        """Calls shift(0) here and shift(1) to shift(count) at the same time; False, and nothing done, where busy.

        They are busy where another thread of the program has them, or one of them itself asks.
        """
        if not self._busy.acquire(blocking=False):
            return False
        try:
            self._begin()
            helpers = self._threads[:count]
            self._share(shift, helpers)
            for helper in helpers:
                fault, helper.fault = helper.fault, None
                if fault is not None:
                    raise fault
        finally:
            self._busy.release()
        return True

    def _share(self, shift: Callable[[int], None], helpers: list[_Helper]) -> None:
        """Everybody does his share; when it goes wrong here, or is interrupted, new threads do the next work."""
        try:
            for helper in helpers:
                helper.shift = shift
                helper.begins.release()
            shift(0)
            for helper in helpers:
                helper.ends.acquire()
        except BaseException:
            threads, self._threads = self._threads, []
            self._dismiss()
            for helper in threads:
                helper.join()
            raise

    def _begin(self) -> None:
        # A process that was forked off has none of these threads.
        if not self._threads or not self._threads[0].is_alive():
            self._threads = [_Helper(number) for number in range(1, self._count + 1)]
            for helper in self._threads:
                helper.start()
            self._dismiss = weakref.finalize(self, _dismiss, self._threads)
            self._dismiss.atexit = False


class _Helper(threading.Thread):
    def __init__(self, number: int) -> None:
        super().__init__(name=f"netbuilder-kernel-{number}", daemon=True)
        self._number = number
        self.begins, self.ends = threading.Lock(), threading.Lock()
        self.begins.acquire()
        self.ends.acquire()
        self.shift: Callable[[int], None] | None = None
        self.fault: BaseException | None = None
        self.is_dismissed = False

    def run(self) -> None:
        np.seterr(**SILENT)
        while not self.is_dismissed:
            self.begins.acquire()
            shift, self.shift = self.shift, None
            if shift is None:
                return
            try:
                shift(self._number)
            except BaseException as fault:  # it is raised where the work was asked for
                self.fault = fault
            del shift  # what it holds may be large
            self.ends.release()


def _dismiss(threads: list[_Helper]) -> None:
    for helper in threads:
        helper.is_dismissed = True
        if helper.begins.locked():  # it waits there, or will; else it is about to begin, and sees it afterwards
            helper.begins.release()
