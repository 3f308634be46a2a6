"""Reading what others made and writing without loss: every file from outside is checked before it is believed."""

from netbuilder.files.archive import Archive, open_archive
from netbuilder.files.arrays import read_npy, read_npz
from netbuilder.files.atomic import atomic_write, folder_aside, make_folder, put_in_place, writing
from netbuilder.files.disk_array import DiskArray, rows_of
from netbuilder.files.installing import extra_command, install_command
from netbuilder.files.stored import StoredArray, stored_in
from netbuilder.files.strict_json import dump_json, parse_json
from netbuilder.files.where import cache_folder, compiled_folder, resource, state_folder

__all__ = [
    "Archive",
    "DiskArray",
    "StoredArray",
    "atomic_write",
    "cache_folder",
    "compiled_folder",
    "dump_json",
    "extra_command",
    "folder_aside",
    "install_command",
    "make_folder",
    "open_archive",
    "parse_json",
    "put_in_place",
    "read_npy",
    "read_npz",
    "resource",
    "rows_of",
    "state_folder",
    "stored_in",
    "writing",
]
