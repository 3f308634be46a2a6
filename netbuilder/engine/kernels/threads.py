"""Work on parts of a batch by several threads. NumPy lets go of the interpreter while it computes.

How a batch is cut into parts never depends on the number of threads, and what parts add up to is added in
their order: the same bits come out of one thread and of many.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count

import numpy as np
from threadpoolctl import ThreadpoolController

from netbuilder.arrays import Array
from netbuilder.engine.kernels.helpers import SILENT, Helpers
from netbuilder.engine.kernels.memory_order import memory_order

MOST_THREADS = 1024
WORTH_SHARING = 1 << 21  # multiply-and-adds of a product
WORTH_SPREADING = 1 << 17  # numbers of a pass over some arrays


class ThreadPool:
    """As many threads as there are processors, the caller's among them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._others = Helpers(size - 1)
        self._blas = [library for library in ThreadpoolController().lib_controllers if library.user_api == "blas"]
        self._alone = self._whole = False

    @property
    def is_alone(self) -> bool:
        """Whether BLAS keeps to one thread now."""
        return self._alone

    @contextmanager
    def alone(self, whole: bool = False) -> Iterator[None]:
        """BLAS keeps to one thread meanwhile.

        Its own threads wait for the next product by spinning: for a while after each product of theirs they would
        take the processors from ours. So not only what threads of ours do is done so, but all that lies between.
        Products that are kept `whole` have the same bits whatever the number of processors: BLAS adds up otherwise
        in parts of a product.
        """
        if self._alone:
            yield
            return
        before = [library.get_num_threads() for library in self._blas]
        for library in self._blas:
            library.set_num_threads(1)
        self._alone, self._whole = True, whole
        try:
            yield
        finally:
            self._alone = self._whole = False
            for library, count in zip(self._blas, before, strict=True):
                library.set_num_threads(count)

    def product(self, a: Array, b: Array, out: Array) -> Array:
        """a · b into `out`; by our threads, rows apart, where BLAS keeps to one, there is much to do, and it may be."""
        rows, columns = out.shape
        if not self._alone or self._whole or rows * columns * a.shape[1] < WORTH_SHARING:
            return np.matmul(a, b, out=out)
        edges = [rows * i // self.size for i in range(self.size + 1)]

        def work(part: int, _hand: int) -> None:
            own = slice(edges[part], edges[part + 1])
            np.matmul(a[own], b, out=out[own])

        self.run(work, self.size)
        return out

    def spread(self, work: Callable[[tuple[slice, ...]], None], array: Array, numbers: int) -> None:
        """Calls work(places) for parts of an array, cut along the axis that comes first in memory.

        Only where our threads have the processors anyway, and there are so many numbers that each has enough to do.
        """
        axis = memory_order(array)[0]
        before, count = (slice(None),) * axis, array.shape[axis]
        parts = self.size if self._alone and numbers >= WORTH_SPREADING and count >= self.size else 1
        edges = [count * i // parts for i in range(parts + 1)]
        self.run(lambda part, _hand: work((*before, slice(edges[part], edges[part + 1]))), parts)

    def run(self, work: Callable[[int, int], None], parts: int) -> None:
        """Calls work(part, worker) for each part; `worker` numbers the thread, so that each has its own workspace.

        Who is done with a part takes the next one.
        """
        workers = min(self.size, parts)
        following = count()

        def shift(worker: int) -> None:
            for part in following:
                if part >= parts:
                    return
                work(part, worker)

        if workers > 1:
            with self.alone(), np.errstate(**SILENT):
                if self._others.run(shift, workers - 1):
                    return
        shift(0)


def processors() -> int:
    """How many processors this process may use, or as many as NETBUILDER_THREADS says."""
    asked = os.environ.get("NETBUILDER_THREADS", "")
    if asked.isdecimal() and 0 < int(asked) <= MOST_THREADS:
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def thread_pool() -> ThreadPool:
    """The thread pool of this process."""
    return ThreadPool(processors())


__all__ = ["MOST_THREADS", "SILENT", "WORTH_SHARING", "WORTH_SPREADING", "ThreadPool", "processors", "thread_pool"]
