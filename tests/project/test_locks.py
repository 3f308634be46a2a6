"""Who has a project open: locks that name their owner, go with it, and never stay in the way (fault 9)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from netbuilder.errors import FileFault
from netbuilder.files.lock import Lock, Owner, lock_file, need_free, take_lock

HOLD = """
import sys, time
from pathlib import Path
from netbuilder.files.lock import Lock, take_lock
lock = take_lock(Path(sys.argv[1]))
print(type(lock).__name__, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    (tmp_path / "net.netb").write_bytes(b"a project")
    return tmp_path / "net.netb"


@pytest.fixture
def holder(path):
    """Another process that has the file."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "Lock\n"
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def taken(path) -> Lock:
    lock = take_lock(path)
    assert isinstance(lock, Lock)
    return lock


def told(path, **changes) -> str:
    about = {"user": "ann", "host": "elsewhere", "process": 4, "since": "2026-01-02T03:04:05+00:00", "token": "t"}
    return json.dumps({**about, **changes})


def test_a_second_process_is_told_who_has_it(path, holder):
    owner = take_lock(path)

    assert isinstance(owner, Owner)
    assert (owner.process, owner.user, owner.host) == (holder.pid, *_us())
    with pytest.raises(FileFault, match=rf"net\.netb is open elsewhere: .*process {holder.pid}, since 2"):
        need_free(path)


def _us():
    us = Owner.of_this_process()
    return us.user, us.host


def test_in_one_process_the_second_is_told_too(path):
    lock = taken(path)

    assert take_lock(path) == lock.owner

    lock.release()


def test_nothing_is_left_when_it_is_released(path):
    lock = taken(path)
    assert os.listdir(path.parent) == [f".{path.name}.lock", path.name] or len(os.listdir(path.parent)) == 2

    lock.release()

    assert os.listdir(path.parent) == [path.name]
    taken(path).release()


def test_nothing_is_left_when_its_process_ends(path, holder):
    holder.communicate("")

    assert os.listdir(path.parent) == [path.name]


def test_the_lock_of_a_process_that_was_killed_is_taken_over(path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()

    taken(path).release()

    assert os.listdir(path.parent) == [path.name]


def test_a_process_that_only_stands_still_keeps_it(path, holder):
    holder.send_signal(signal.SIGSTOP)
    try:
        assert isinstance(take_lock(path), Owner)
    finally:
        holder.send_signal(signal.SIGCONT)


def test_a_lock_from_another_machine_counts_as_long_as_it_gives_signs_of_life(path):
    lock_file(path).write_text(told(path))

    owner = take_lock(path)

    assert (owner.user, owner.host, owner.process) == ("ann", "elsewhere", 4)


def test_a_lock_from_another_machine_that_is_silent_is_taken_over(path):
    lock_file(path).write_text(told(path))
    before = time.time() - 3600
    os.utime(lock_file(path), (before, before))

    lock = taken(path)

    assert json.loads(lock_file(path).read_text())["process"] == os.getpid()
    lock.release()


@pytest.mark.parametrize("content", [b"", b"\x80\x04pickle", b"[" * 4000, b"[]", b'{"process": 1e999}'])
def test_a_broken_lock_is_in_nobodys_way(path, content):
    lock_file(path).write_bytes(content)

    taken(path).release()


def test_what_a_lock_says_is_short_and_shows_no_hidden_letters(path):
    lock_file(path).write_text(told(path, user="a\u202eb\n" + "x" * 3000, host="\x1b[2J", process=10**50, since="soon"))

    owner = take_lock(path)

    assert owner.user.startswith("'a\\u202eb\\n")
    assert len(owner.user) < 200
    assert (owner.host, owner.process, owner.since_here) == ("'\\x1b[2J'", 0, "?")


def test_a_link_that_is_planted_in_the_place_of_a_lock_is_not_followed(path):
    victim = path.with_name("victim")
    victim.write_text("mine")
    lock_file(path).symlink_to(victim)

    assert isinstance(take_lock(path), Owner)
    assert victim.read_text() == "mine"


def test_a_link_to_a_project_shares_its_lock(path, tmp_path):
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link.netb"
    link.symlink_to(path)
    lock = taken(path)

    assert take_lock(link) == lock.owner

    lock.release()


def test_a_folder_that_does_not_exist_gives_no_lock_and_no_error(tmp_path):
    assert take_lock(tmp_path / "no" / "net.netb") is None


@pytest.mark.parametrize("name", ["n" * 250 + ".netb", "ü" * 125 + ".netb"])
def test_the_longest_names_can_be_locked(name, tmp_path):
    taken(tmp_path / name).release()


def test_a_lock_that_was_taken_over_is_not_removed_by_its_old_owner(path):
    lock = taken(path)
    lock_file(path).unlink()  # as one who took it for silent does
    lock_file(path).write_text(told(path))

    lock.release()

    assert take_lock(path).host == "elsewhere"


RACE = """
import sys
from pathlib import Path
from netbuilder.files.lock import Lock, take_lock
path, count = Path(sys.argv[1]), Path(sys.argv[2])
sys.stdin.readline()
won = 0
while won < 20:
    lock = take_lock(path)
    if isinstance(lock, Lock):
        before = int(count.read_text() or 0)
        count.write_text(str(before + 1))
        lock.release()
        won += 1
"""


def test_of_several_at_once_one_has_it_at_a_time(path, tmp_path):
    """A number that is read and written by who holds the lock is never counted twice."""
    count = tmp_path / "count"
    count.write_text("0")
    command = [sys.executable, "-c", RACE, str(path), str(count)]
    racers = [subprocess.Popen(command, stdin=subprocess.PIPE, text=True) for _ in range(3)]
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    for racer in racers:
        racer.communicate()

    assert [racer.returncode for racer in racers] == [0, 0, 0]
    assert count.read_text() == "60"
    assert not lock_file(path).exists()


def test_where_the_system_holds_no_files_a_living_process_is_known_by_its_number(path, monkeypatch):
    """As on some network folders."""
    import fcntl

    def unsupported(_handle, _how):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    lock = taken(path)

    assert take_lock(path) == lock.owner
    lock.release()
    lock_file(path).write_text(told(path, host=_us()[1], process=_ended()))
    taken(path).release()
    assert [file.name for file in Path(path.parent).iterdir()] == [path.name]


def _ended() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
