"""Work that several threads share is done once, whoever asks and whatever goes wrong."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections import Counter

import pytest

from netbuilder.engine.kernels.threads import ThreadPool


@pytest.mark.parametrize("size", [1, 2, 7])
@pytest.mark.parametrize("parts", [0, 1, 2, 5, 100])
def test_each_part_is_done_once(size, parts):
    done, workers = [], set()

    def work(part, worker):
        done.append(part)
        workers.add(worker)

    pool = ThreadPool(size)
    for _ in range(3):
        pool.run(work, parts)

    assert Counter(done) == dict.fromkeys(range(parts), 3)
    assert workers <= set(range(size))


def test_no_worker_does_two_parts_at_once():
    inside, together = Counter(), []

    def work(_part, worker):
        inside[worker] += 1
        together.append(inside[worker])
        time.sleep(0.001)
        inside[worker] -= 1

    ThreadPool(3).run(work, 20)

    assert set(together) == {1}


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
@pytest.mark.parametrize("worker_that_fails", [0, 1])
def test_what_goes_wrong_in_any_thread_is_raised_and_the_next_work_is_done(worker_that_fails, fault):
    pool, done = ThreadPool(2), []
    both = threading.Barrier(2)

    def work(_part, worker):
        both.wait(5)
        if worker == worker_that_fails:
            raise fault("no")

    with pytest.raises(fault, match="no"):
        pool.run(work, 2)
    pool.run(lambda part, _worker: done.append(part), 9)

    assert sorted(done) == list(range(9))


def test_work_within_work_is_done():
    pool, done = ThreadPool(3), []

    pool.run(lambda outer, _worker: pool.run(lambda inner, _: done.append((outer, inner)), 4), 4)

    assert sorted(done) == [(outer, inner) for outer in range(4) for inner in range(4)]


def test_two_threads_that_ask_at_once_both_have_their_work_done():
    pool, done = ThreadPool(2), []

    def ask(name):
        for _ in range(50):
            pool.run(lambda part, _worker: done.append((name, part)), 3)

    others = [threading.Thread(target=ask, args=(name,)) for name in "ab"]
    for thread in others:
        thread.start()
    for thread in others:
        thread.join()

    assert Counter(done) == {(name, part): 50 for name in "ab" for part in range(3)}


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
@pytest.mark.filterwarnings("ignore:os.fork")  # JAX, where another test loaded it
def test_a_process_that_was_forked_off_has_threads_of_its_own():
    pool, done = ThreadPool(2), []
    pool.run(lambda _part, _worker: None, 4)

    child = os.fork()
    if not child:
        pool.run(lambda part, _worker: done.append(part), 4)
        os._exit(0 if sorted(done) == [0, 1, 2, 3] else 1)

    assert os.waitpid(child, 0)[1] == 0


def test_its_threads_end_with_it():
    before = set(threading.enumerate())
    pool = ThreadPool(4)
    pool.run(lambda _part, _worker: None, 8)
    made = set(threading.enumerate()) - before

    del pool
    gc.collect()

    assert len(made) == 3
    for thread in made:
        thread.join(5)
        assert not thread.is_alive()
