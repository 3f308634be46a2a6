"""Runs as a process of another Python: tells as JSON what of Keras is installed there, without importing it."""

import json
import sys
from importlib import metadata, util

# By the name of the module: who may have brought it.
PACKAGES = {
    "keras": ("keras", "keras-nightly"),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-macos", "tf-nightly"),
    "jax": ("jax",),
    "torch": ("torch",),
}


def version_of(module: str) -> str:
    """Its version, "?" where that is not known, "" where it is not there."""
    if util.find_spec(module) is None:
        return ""
    for package in PACKAGES[module]:
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return "?"


if __name__ == "__main__":
    found = {name: version_of(name) for name in PACKAGES}
    print("\n" + json.dumps({"netbuilder": 1, "python": sys.version.split()[0], **found}))
