"""Scripts that would take time or memory, and what each takes: `python -m tests.faults.script_bombs` tells it as JSON.

Each is read by a fork of that process, which tells its processor time, its memory and what came of it.
"""

from __future__ import annotations

import json
import os
import resource
import time
from pathlib import Path

from netbuilder.errors import FileFault
from netbuilder.formats.script_reading import SourceFault, read_text

NETWORK = "\nmodel = Sequential([Input((4,)), Dense(3)])\n"
MNIST = "(x, y), (a, b) = mnist.load_data()\n"
MODEL = "m = Sequential([Input((4,)), Dense(3)])\n"
LETTERS = 1_990_000  # nearly as many as a script may have
HUNDRED_MILLION = "for i in range(9999):\n  for j in range(9999):\n    "


def filled(line: str) -> str:
    return line * (LETTERS // len(line))


# What ends with the network above has to be read: at most a statement of it is given up.
READ = {
    "a range as an argument": "x = Dense(range(10**9))\ny = Add()(range(10**9))\nz = Input(shape=range(10**9))",
    "a range unpacked": "a, b = range(10**9)\nc, *d = range(10**9)",
    "a range sliced": "x = range(10**9)[5:]\ny = list(x)",
    "a range looked through": "x = 'a' in range(10**18)\ny = 5.5 in range(10**9)",
    "a range to compile and fit": f"{MODEL}m.compile(loss=range(10**9))\nm.fit(range(10**9), callbacks=range(10**9))",
    "nested lists": "x = [0] * 9999\ny = [x] * 9999\nz = [y] * 9999\nw = Dense(z)\nprint(z == [y] * 9999)",
    "a list extended by itself": "a = [1]\nfor i in range(40):\n    a.extend(a)\n",
    "a list in a list": "a = [1]\nfor i in range(200):\n    a = [a, a]\nx = Dense(a)\ny = a == [a, a]\n",
    "a deep list": "a = []\nfor i in range(5000):\n    a = [a]\nx = Dense(a)\ny = a == [a]\n",
    "a list in itself": "a = []\na.append(a)\nx = Dense(a)\ny = a == [a]\nz = Add()(a)",
    "lists in one another": "a = []\nb = [a]\na.append(b)\nx = Dense(a)\ny = a == b",
    "a dict in itself": "d = {}\nd['d'] = d\nx = Dense(d)\ny = d == {'d': d}",
    "texts": "x = []\nfor i in range(9000):\n    x.append('\U0001f600' * 9999)\n",
    "format": "x = 'y' * 9999\ny = '%(a)s' * 1900 % {'a': x}\nz = ('{a}' * 3000).format(a=x)\n",
    "a list as text": "x = [0] * 9999\nz = '%(a)s' * 1900 % {'a': x}\n",
    "join": "x = ('a' * 9999).join([''] * 9999)\ny = ''.join(['b' * 9999] * 9999)",
    "replace": "x = ('a' * 9999).replace('a', '\U0001f600' * 9999)",
    "a dict that grows": "d = {}\ni = 0\nwhile True:\n    d[i] = [0] * 9999\n    i += 1\n",
    "a dict of lists": "d = {i: [0] * 9999 for i in range(9999)}",
    "a function of itself": "def f(n):\n    return f(n - 1) + f(n - 1)\nx = f(30)",
    "functions of one another": "def f(n):\n  for i in range(99): g(n)\ndef g(n):\n  for i in range(99): f(n)\nf(3)",
    "functions of lists": "def f(n):\n    return [f(n - 1), f(n - 1), [0] * 9999]\nx = f(15)",
    "nested loops": "".join("  " * i + f"for i{i} in range(9999):\n" for i in range(15)) + "  " * 15 + "x = 1",
    "a list of nested loops": "x = [0 " + "for i in range(9999) " * 15 + "]",
    "many loops in a list": "x = [0 " + "for i in range(2) " * 900 + "]",
    "a long name of a library": "import numpy as np\nx = np\nfor i in range(9999):\n    x = x.abcdefghijklmnop\n",
    "steps of data": f"{MNIST}for i in range(9999):\n    x = x / 3\n    x = x * 3\n",
    "axes of data": f"import numpy as np\n{MNIST}for i in range(9999):\n    x = np.expand_dims(x, 0)\n",
    "a long text asked for": "for i in range(9000):\n    f(lambda: [" + "a, " * 50_000 + "])\n",
    "many parameters": "def f(" + ",".join(f"a{i}" for i in range(30_000)) + "): pass\nfor i in range(9999):\n  f()\n",
    "optimizers": HUNDRED_MILLION + "o = Adam(0.1)\n",
    "trainings": f"{MODEL}{HUNDRED_MILLION}m.fit(x, y, epochs=3)\n",
    "a shared layer": "x = a = Input((4,))\nd = Dense(4)\nfor i in range(4900):\n    x = d(x)\nm = Model(a, x)\n",
    "models in models": f"{MODEL}for i in range(40):\n    m = Sequential([Input((4,)), m, m])\nx = m(Input((4,)))\n",
    "slices": "x = [0] * 9999\n" + HUNDRED_MILLION + "y = x[1:]\n",
    "spread": "x = {str(i): i for i in range(9999)}\n" + HUNDRED_MILLION + "f(*[1] * 9999, **x)\n",
    "sorted": "x = [i for i in range(9999)]\n" + HUNDRED_MILLION + "y = sorted(x)\n",
    "a long name": "m = Sequential([Input((4,)), Dense(2, name='b' * 9999)])\n",
}
# These may be refused as a whole.
TEXTS = {
    "150,000 lines": "x = 1\n" * 150_000,
    "150,000 calls": "f(x, y)\n" * 150_000,
    "empty lines": "\n" * LETTERS,
    "megabytes of statements": filled("a=1\n"),
    "megabytes in a line": filled("a;"),
    "megabytes of numbers": "x = [" + filled("1,") + "]",
    "megabytes of a sum": "x = " + filled("+1"),
    "megabytes that are broken": filled("a=1\n") + "b b",
    "megabytes of Python 2": filled("print a\n"),
    "megabytes of prompts": filled(">>> a\n"),
    "megabytes of an f-string": "x = 1\nz = f'" + filled("{x}") + "'\n",
    "megabytes of spaces": " " * LETTERS + "x b",
    "megabytes of backslashes": "\\\n" * (LETTERS // 2) + "x b",
    "megabytes of digits": "x = 0x" + "f" * LETTERS,
    "names that are not known": "".join(f"s = s + n{i}\n" for i in range(9_000)),
    "values that are not known": "m = Sequential([" + ",".join(f"Dense(n{i})" for i in range(4_000)) + "])",
    "a model in itself": "m = Sequential([Dense(4)])\nm.add(m)\ny = m(Input((4,)))\n",
    "names forgotten in a loop": "for i in range(9000):\n  if u.v():\n"
    + "    a = b.c(d)\n" * 9_000
    + "    q = Dense(3)\n",
    "calls nested": "f(" * 95 + "a b" + ")" * 95,
    "dicts nested": "{1:" * 95 + "a b" + "}" * 95,
    "functions nested": "lambda: " * 3000 + "a b",
    "many layers nested": f"{MODEL}for i in range(14):\n    m = Sequential([Input((4,)), m, m])\n",
}
SCRIPTS = {**{name: text + NETWORK for name, text in READ.items()}, **TEXTS}


def survey() -> dict[str, dict[str, object]]:
    """What each script takes, and what came of it."""
    read_text(NETWORK)  # what is imported late is imported now
    return {name: _in_a_fork(text) for name, text in SCRIPTS.items()}


def _in_a_fork(text: str) -> dict[str, object]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
        os.write(writing, json.dumps(_outcome(text)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        told = stream.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else {"came": "died", "seconds": 20, "memory": 3 << 30}


def _outcome(text: str) -> dict[str, object]:
    before, began, told, came = _memory("VmRSS"), time.process_time(), "", "read"
    try:
        read_text(text)
    except (FileFault, SourceFault) as fault:
        told, came = str(fault), "refused"
    except Exception as error:
        told, came = repr(error)[:500], "failed"
    taken = time.process_time() - began
    return {"came": came, "told": told, "seconds": taken, "memory": _memory("VmHWM") - before}


def _memory(key: str) -> int:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split(f"{key}:")[1].split()[0]) * 1024


if __name__ == "__main__":
    print(json.dumps(survey()))
