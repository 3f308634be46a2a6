"""All checks in one command: python -m tests [long | compiled] [arguments for pytest]

Style, types, the direction of imports, then the tests. `long` runs those that take minutes instead, `compiled` those of
what is computed, once more with compiled kernels wherever there are any.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# What JAX computes here is small; compiling it is what takes time.
XLA = "--xla_cpu_multi_thread_eigen=false --xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
COMPUTED = ("contract", "parity", "conformance", "engine")  # folders that `compiled` runs
CHECKS = (
    ("style", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("imports", ["lint-imports"]),
)


def main() -> int:
    arguments = sys.argv[1:]
    what = arguments[0] if arguments[:1] in (["long"], ["compiled"]) else ""
    rest = arguments[1:] if what else arguments
    scripts = Path(sys.executable).parent
    failed = []
    for name, command in CHECKS if not what and not rest else ():
        print(f"== {name}", flush=True)
        if subprocess.run([str(scripts / command[0]), *command[1:]], cwd=ROOT, check=False).returncode:
            failed.append(name)
    print("== tests", flush=True)
    environment = {**os.environ, "KERAS_BACKEND": "jax", "QT_QPA_PLATFORM": "offscreen"}
    marker = "long" if what == "long" else "not long"
    parallel = [] if rest else ["-n", "auto", "--dist", "worksteal"]
    if parallel:  # a process for each processor: threads of theirs would only wait for one another
        environment |= {"OPENBLAS_NUM_THREADS": "1", "XLA_FLAGS": XLA}
    if what == "compiled":
        rest = ["--compiled", *(rest or [f"tests/{folder}" for folder in COMPUTED])]
    status = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", marker, *parallel, *rest], cwd=ROOT, env=environment, check=False
    ).returncode
    for name in failed:
        print(f"FAILED: {name}", file=sys.stderr)
    return 1 if failed else status


if __name__ == "__main__":
    sys.exit(main())
