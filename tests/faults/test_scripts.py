"""Faults 26 to 30: nothing of a script is run, nothing in it can take time or memory, and names show what they are."""

from __future__ import annotations

import ast
import builtins
import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from netbuilder.errors import Fault, FileFault
from netbuilder.formats.script_reading import (
    ScriptReading,
    SourceFault,
    context,
    escaped,
    read_script,
    read_text,
    statements,
)
from netbuilder.project import open_file

NETWORK = "\nmodel = Sequential([Input((4,)), Dense(3)])\n"
READING = Path(context.__file__).parent


def attempted(action):
    """What it gives, or the fault that it raises; anything else that is raised fails the test."""
    try:
        return action()
    except Fault as fault:
        return fault


def told(reading):
    return [(unread.line, str(unread.message)) for unread in reading.unread]


# -- 26: nothing executes, the line is named ----------------------------------------------------------------

ACTS = {
    "os.system": "import os\nos.system('touch {}')",
    "subprocess": "import subprocess as s\ns.run(['touch', '{}'])",
    "from": "from os import system as run\nrun('touch {}')",
    "open": "pass\nopen('{}', 'w').write('x')",
    "eval": 'pass\neval(\'open("{}", "w")\')',
    "exec": 'pass\nexec(\'open("{}", "w")\')',
    "import": "pass\n__import__('os').system('touch {}')",
    "decorator": "import pathlib\n@pathlib.Path('{}').touch\ndef f(): pass",
    "class": "import pathlib\nclass A(Layer):\n    pathlib.Path('{}').touch()",
    "class of a model": "import pathlib\nclass A(Model):\n    x = pathlib.Path('{}').touch()",
    "metaclass": "pass\nclass A(metaclass=open('{}', 'w')): pass",
    "f-string": "pass\nname = f\"{{open('{}', 'w')}}\"",
    "format": "pass\n'{{0.__class__}}'.format(open('{}', 'w'))",
    "default": "pass\ndef f(x=open('{}', 'w')): pass\nf()",
    "lambda": "pass\n(lambda: open('{}', 'w'))()",
    "comprehension": "pass\n[open('{}', 'w') for i in range(3)]",
    "annotation": "pass\nx: open('{}', 'w') = 3",
    "with": "pass\nwith open('{}', 'w') as f: f.write('x')",
    "pickle": "import pickle\npickle.loads(b\"cos\\nsystem\\n(S'touch {}'\\ntR.\")",
    "del": "pass\nclass A:\n    def __del__(self): open('{}', 'w')\ndel A().x",
}


@pytest.mark.parametrize("name", ACTS)
def test_nothing_of_a_script_is_run(name, tmp_path):
    trace = tmp_path / "trace"
    (tmp_path / "script.py").write_text(ACTS[name].format(trace) + NETWORK)

    reading = read_script(tmp_path / "script.py")

    assert not trace.exists()
    assert list(reading.graph.nodes) == ["input_layer", "dense"]


@pytest.mark.parametrize("name", ["os.system", "subprocess", "from", "eval", "exec", "import", "pickle", "decorator"])
def test_what_would_act_is_told_with_its_line(name):
    found = told(read_text(ACTS[name].format("trace") + NETWORK))

    assert [line for line, _ in found] == [2]
    assert "run" in found[0][1]


def test_no_attribute_of_python_itself_is_reached():
    source = "x = ().__class__.__base__.__subclasses__()\ny = 'a'.__class__.__mro__[1]\nz = Dense.__init__.__globals__"

    reading = read_text(f"{source}{NETWORK}model.add(Dense(2, activation=y))\n")

    assert "dense_1" in [*reading.graph.nodes][2] or told(reading)


def test_the_reader_has_no_way_to_run_anything():
    """Not one of its modules names eval, exec, compile, __import__, importlib, pickle or a shell."""
    banned = {"eval", "exec", "compile", "__import__", "open", "input", "globals", "getattr", "setattr"}
    for path in READING.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in banned - {"getattr"}:
                assert hasattr(builtins, node.func.id)
                raise AssertionError(f"{path.name}:{node.lineno} calls {node.func.id}")
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                assert not {"os", "subprocess", "importlib", "pickle", "runpy"} & set(names), path.name


# -- 27: deep nesting, NUL, huge integers ---------------------------------------------------------------------

HOSTILE = {
    "parentheses": "(" * 5000 + ")" * 5000,
    "brackets": "x = " + "[" * 100_000,
    "unary": "x = " + "-" * 50_000 + "1",
    "sums": "x = " + "+".join(["1"] * 20_000),
    "attributes": "x = a" + ".b" * 20_000,
    "calls": "x = " + "f(" * 300 + ")" * 300,
    "conditions": "x = " + "1 if 1 else " * 20_000 + "1",
    "comparisons": "x = " + "<".join(["1"] * 20_000),
    "blocks": "".join("    " * i + "if 1:\n" for i in range(99)) + "    " * 99 + "x = 1",
    "too many blocks": "".join(" " * i + "if 1:\n" for i in range(200)) + " " * 200 + "x = 1",
    "NUL": "x = 1\0\n",
    "digits": "x = " + "9" * 100_000,
    "hexadecimal": "x = 0x" + "f" * 100_000 + "\ny = x * x",
    "surrogate": "x = '\\ud800'\nprint(x)",
    "bad escape": "x = '\\N{no such name}'",
    "f-strings": "x = " + "f'{" * 60 + "1" + "}'" * 60,
    "encoding": "# coding: rot13\nx = 1",
    "functions": "def f(n):\n    return f(n - 1)\nf(3)",
    "mutual": "def f():\n    return g()\ndef g():\n    return f()\nf()",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_or_refused_with_one_message(name, tmp_path):
    (tmp_path / "script.py").write_text(HOSTILE[name] + NETWORK, encoding="utf-8")

    outcome = attempted(lambda: open_file(tmp_path / "script.py").project.graph)

    if isinstance(outcome, FileFault):
        assert "script.py" in str(outcome)
        assert len(str(outcome)) < 1000
    else:
        assert list(outcome.nodes) == ["input_layer", "dense"]


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00x", b"x = '\xff'", b"# coding: nothing\n", b"\x80\x81", b"# coding: utf-7\nx"]
)
def test_bytes_that_are_no_text_are_refused(data, tmp_path):
    (tmp_path / "script.py").write_bytes(data)

    with pytest.raises(FileFault, match=r"script\.py"):
        open_file(tmp_path / "script.py")


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "script.py").open("wb") as file:
        file.truncate(1 << 30)

    with pytest.raises(FileFault, match="no script is that long"):
        open_file(tmp_path / "script.py")


@pytest.mark.parametrize(("name", "said"), [("folder.py", "is a folder, not a file"), ("gone.py", "could not be read")])
def test_a_folder_or_nothing_is_refused(name, said, tmp_path):
    (tmp_path / "folder.py").mkdir()

    with pytest.raises(FileFault, match=said):
        read_script(tmp_path / name)


# -- 28: what would take time or memory is never evaluated ------------------------------------------------------

GROWING = [
    "9**9**9", "'a' * 10**9", "10**9 * 'a'", "[0] * 10**9", "(0,) * 10**8", "2**10**6", "1 << 10**9", "-9**9**9",
    "list(range(10**9))", "[i for i in range(10**9)]", "sum(range(10**12))", "max(range(10**12))", "'%1000000000d' % 3",
    "f'{3:1000000000}'", "'{:1000000000}'.format(3)", "'a'.join(['b' * 9999] * 9999)", "int('9' * 9000)",
    "np.prod([2**62] * 5)", "{i: i for i in range(10**9)}", "1e308 * 10", "0.0 ** -1", "1 / 0", "10**18 ** 3", "5 % 0",
    "str(10**400)", "'ab'.replace('', 'x' * 9999).replace('', 'x' * 9999)", "list(zip(range(10**9), range(10**9)))",
    "sorted(range(10**9))", "set(range(10**9))", "(lambda f: f(f))(lambda f: f(f))", "math.exp(10**6)",
    "[*range(10**9)]", "[[0] * 9999] * 9999 + [0]", "'x'.ljust(10**9)", "bytes(10**9)",
]  # fmt: skip


@pytest.mark.parametrize("expression", GROWING)
def test_an_expression_that_would_grow_is_left_alone(expression):
    tracemalloc.start()
    start = time.process_time()
    reading = read_text(f"import math\nx = {expression}{NETWORK}")
    taken, (_, peak) = time.process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert list(reading.graph.nodes) == ["input_layer", "dense"]
    assert (taken < 2, peak < 256 << 20) == (True, True)


def test_a_layer_that_is_told_such_a_number_is_kept_with_its_line():
    reading = read_text("model = Sequential([Input((4,)),\n    Dense(9**9**9),\n    Dense(2)])\n")

    assert told(reading) == [
        (2, "Dense cannot be read: this number, text or list grows too large to be worked out"),
    ]
    assert [type(node.layer).__name__ for node in reading.graph.nodes.values()] == ["Input", "Placeholder", "Dense"]


def test_a_text_that_is_doubled_again_and_again_stays_short():
    source = "x = 'a'\nfor i in range(60):\n    x = x + x\ny = [0]\nfor i in range(60):\n    y += y\n"

    assert len(read_text(source + NETWORK).graph) == 2


# -- 29: loops and helper functions ---------------------------------------------------------------------------


def test_layers_in_loops_and_functions_are_read():
    source = (
        "def block(x, n):\n    for i in range(n):\n        x = Dense(4)(x)\n    return x\n"
        "a = Input((4,))\nmodel = Model(a, block(block(a, 2), 3))\n"
    )

    reading = read_text(source)

    assert len(reading.graph) == 6
    assert all(reading.lines[name] == ((3, 3),) for name in list(reading.graph.nodes)[1:])


@pytest.mark.parametrize(
    "loop",
    [
        "while True:\n    pass",
        "while True:\n    x = 1",
        "for i in range(10**9):\n    x = i",
        "for i in range(9000):\n    for j in range(9000):\n        x = j",
        "def f():\n    while 1:\n        f()\nf()",
        "x = [1]\nfor i in x:\n    x.append(i)",
    ],
)
def test_a_loop_without_end_is_left_with_its_line(loop):
    reading = read_text(NETWORK + loop)

    assert list(reading.graph.nodes) == ["input_layer", "dense"]
    assert all(line >= 3 for line, _ in told(reading))


@pytest.mark.parametrize("made", ["m.add(Dense(2))", "x = Dense(2)(x)", "y = Dense(2)", "m = Sequential()"])
def test_the_number_of_layers_has_a_limit(made, monkeypatch):
    monkeypatch.setattr(context, "MOST_BLOCKS", 100)

    with pytest.raises(FileFault, match="builds more than 100 layers"):
        read_text(f"x = Input((4,))\nm = Sequential([Input((4,))])\nfor i in range(9000):\n    {made}\n")


def test_calls_have_a_limit_of_depth():
    source = "def f(x):\n    return f(Dense(1)(x))\na = Input((4,))\nmodel = Model(a, f(a))\n" + NETWORK

    reading = read_text(source)

    assert len(reading.graph) == 2
    assert f"more than {statements.DEEPEST_CALLS} deep" in str(reading.unread)


# -- 30: homoglyphs and names that run from right to left -----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain_name", "plain_name"),
        ("größe", "größe"),
        ("层_1", "层_1"),
        ("D\u0435nse", "D\\u0435nse"),  # a Cyrillic letter that looks like a Latin one
        ("\u03bfs", "\\u03bfs"),
        ("a\u202egnp", "a\\u202egnp"),
        ("a\u200bb", "a\\u200bb"),
        ("\u05d0\u05d1", "\\u05d0\\u05d1"),
        ("a" * 300, "a" * 77 + "…"),
    ],
)
def test_a_name_is_shown_as_what_it_is(text, shown):
    assert escaped(text) == shown


def test_a_homoglyph_of_a_layer_is_no_layer_and_is_told_escaped():
    reading = read_text("x = Input((4,))\ny = D\u0435nse(3)(x)\nz = Dense(2)(y)\nmodel = Model(x, z)\n")

    assert [line for line, _ in told(reading)] == [2]
    assert "D\\u0435nse" in told(reading)[0][1]
    assert "\u0435" not in str(reading.notes)


def test_a_name_that_is_asked_for_is_shown_escaped():
    with pytest.raises(FileFault, match=r"r\\u043ews"):
        read_text("model = Sequential([Dense(3, input_shape=(r\u043ews,))])")


def test_names_of_blocks_are_always_names():
    reading = read_text("model = Sequential([Input((4,)), Dense(3, name='a\u202eb/c d'), Dense(2, name='class')])")

    assert list(reading.graph.nodes) == ["input_layer", "a_b_c_d", "class_"]


# -- mutations ------------------------------------------------------------------------------------------------


def mutants(text, count, rng):
    """Copies with pieces doubled, swapped, cut out or replaced."""
    tokens = ["(", ")", "[", "]", "{", "}", "\n", "    ", "**", "=", ":", ",", "0", "'", '"', "\\", "lambda", "*"]
    tokens += ["None", "@", "9" * 30, "\0", "\u202e", ".", "if", "else", "for", "def f():", "class A:", "while 1:"]
    for _ in range(count):
        mutant = text
        for _ in range(int(rng.integers(1, 6))):
            i, j = sorted(int(n) for n in rng.integers(0, len(mutant) + 1, 2))
            piece = tokens[int(rng.integers(len(tokens)))]
            way = int(rng.integers(4))
            mutant = (
                mutant[:i] + piece + mutant[i:] if way == 0
                else mutant[:i] + mutant[min(j, i + 40) :] if way == 1
                else mutant[:i] + mutant[i : i + 60] * 2 + mutant[i + 60 :] if way == 2
                else mutant[:i] + piece + mutant[i + len(piece) :]
            )  # fmt: skip
        yield mutant


SCRIPTS = sorted((Path(__file__).parents[1] / "formats" / "scripts").glob("*.py"))


def assert_survives(text):
    assert isinstance(attempted(lambda: read_text(text)), FileFault | SourceFault | ScriptReading)


def test_mutated_scripts_are_read_or_refused(rng):
    for text in mutants(SCRIPTS[0].read_text() + SCRIPTS[-1].read_text(), 250, rng):
        assert_survives(text)


@pytest.mark.long
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_ten_thousand_mutated_scripts_are_read_or_refused(path, rng):
    for text in mutants(path.read_text(), 10_000 // len(SCRIPTS) + 1, rng):
        assert_survives(text)


def test_on_the_command_line_a_fault_is_one_line(tmp_path):
    (tmp_path / "script.py").write_text("x = (1,\n")

    done = subprocess.run(
        [sys.executable, "-m", "netbuilder", "import", "script.py", "-o", "out.netb"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("netbuilder: script.py, line 1: this is not Python")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out.netb").exists()
