"""Scripts and notebooks damaged where they mean something: read or refused in a sentence, and what was read is written
and read again as the same."""

from __future__ import annotations

import signal
import sys
from collections import Counter

import pytest

from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Fault
from netbuilder.formats import Bundle
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_script, read_text
from netbuilder.graph import check
from tests.faults.script_moves import mutants, scripts
from tests.formats.test_script_round_trip import essence

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures processor time as Linux does")

MOST_SECONDS = 8.0  # of processor time for one file, after which it hangs
MOST_LETTERS = 500


class Hung(BaseException):
    """A script is still being read."""


@pytest.fixture
def watched():
    """Ends what hangs."""

    def end(*_):
        raise Hung

    before = signal.signal(signal.SIGPROF, end)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def outcome(path):
    """read, refused, or open: a network with problems, of which no script is written. Anything else fails."""
    try:
        reading = read_script(path)
    except Fault as fault:
        said = str(fault).replace(str(path.parent), "")
        assert (bool(said.strip()), said.isprintable(), len(said) < MOST_LETTERS) == (True, True, True), said
        return "refused"
    assert all(str(note).isprintable() for note in reading.notes)
    if check(reading.graph).errors:
        return "open"
    written = keras_script(Bundle(Snapshot(reading.graph, {}, reading.training), reading.data))
    again = read_text(written)
    assert essence(again.graph) == essence(reading.graph)
    assert again.training == (reading.training or TrainingSettings())
    assert again.data == reading.data
    return "read"


def survey(folder, count, seed):
    """How many of so many mutants came to what; fails with the files that did worse, which are kept."""
    counted, worse = Counter(), {}
    for name, data in mutants(scripts(), count, seed):
        path = folder / name
        path.write_bytes(data)
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        try:
            counted[outcome(path)] += 1
        except (Exception, Hung) as error:
            worse[str(path)] = f"{type(error).__name__}: {str(error)[:600]}"
            continue
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        path.unlink()
    assert worse == {}
    return counted


def test_mutated_scripts_are_refused_or_come_back_as_they_were_read(tmp_path, watched):
    found = survey(tmp_path, 300, seed=5)

    assert min(found[kind] for kind in ("read", "refused", "open")) > 30


@pytest.mark.long
def test_ten_thousand_mutated_scripts(tmp_path, watched):
    survey(tmp_path, 10_000, seed=6)


def test_the_same_seed_damages_in_the_same_way():
    good = scripts()

    assert list(mutants(good, 20, 3)) == list(mutants(good, 20, 3))
    assert list(mutants(good, 20, 3)) != list(mutants(good, 20, 4))
