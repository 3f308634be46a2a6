"""All checks in one command: python -m tests [long] [arguments for pytest]

Style, types, the direction of imports, then the tests. `long` runs those that take minutes instead.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# What JAX computes here is small; compiling it is what takes time.
XLA = "--xla_cpu_multi_thread_eigen=false --xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
CHECKS = (
    ("style", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("imports", ["lint-imports"]),
)


def main() -> int:
    arguments = sys.argv[1:]
    marker = "long" if arguments[:1] == ["long"] else "not long"
    rest = arguments[1:] if marker == "long" else arguments
    scripts = Path(sys.executable).parent
    failed = []
    for name, command in CHECKS if marker == "not long" and not rest else ():
        print(f"== {name}", flush=True)
        if subprocess.run([str(scripts / command[0]), *command[1:]], cwd=ROOT, check=False).returncode:
            failed.append(name)
    print("== tests", flush=True)
    environment = {**os.environ, "KERAS_BACKEND": "jax", "QT_QPA_PLATFORM": "offscreen"}
    parallel = [] if rest else ["-n", "auto", "--dist", "worksteal"]
    if parallel:  # a process for each processor: threads of theirs would only wait for one another
        environment |= {"OPENBLAS_NUM_THREADS": "1", "XLA_FLAGS": XLA}
    status = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", marker, *parallel, *rest], cwd=ROOT, env=environment, check=False
    ).returncode
    for name in failed:
        print(f"FAILED: {name}", file=sys.stderr)
    return 1 if failed else status


if __name__ == "__main__":
    sys.exit(main())
