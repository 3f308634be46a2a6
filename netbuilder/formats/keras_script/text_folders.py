"""The lines of a script that read a folder of texts, one folder a class, as NetBuilder does."""

from __future__ import annotations

from pathlib import Path

from netbuilder.data import DataSettings
from netbuilder.data.own_texts import SUFFIXES, USUAL, found_texts
from netbuilder.errors import Fault
from netbuilder.formats.keras_script.plan import Plan
from netbuilder.formats.keras_script.splitting import add_function, write_split
from netbuilder.formats.python_source import Script, call, literal, text

READ = '''
def read_folder(folder, classes):
    """All texts of the folders of classes, and the class of each."""
    files = [
        (file, name)
        for name in classes
        if (folder / name).is_dir()
        for file in sorted((folder / name).iterdir(), key=lambda file: file.name)
        if file.is_file() and not file.name.startswith(".") and TAKEN
    ]
    return [read_text(file) for file, _ in files], [name for _, name in files]
'''
TAKEN = f"file.suffix.lower() in {SUFFIXES!r}".replace("'", '"')
USUALLY = f'(file.suffix.lower() in {SUFFIXES!r} or not re.fullmatch(r"{USUAL.pattern}", file.suffix))'
PART = "part"
MARKED = ("utf-16", "utf-32")


def write_text_folder(script: Script, data: DataSettings, told: bool, plan: Plan) -> None:
    """Leaves `cells`, a list of texts a column, and where the folder has parts of its own `counts` of their texts."""
    table = plan.table
    found = found_texts(Path(data.path))
    script.imports.add("from pathlib import Path")
    script.assign("path", call("Path", literal("") if told else literal(data.path)))
    if told:
        script.body[-1] = script.body[-1].replace('Path("")', "Path(options.data)")
    script.assign("classes", literal(list(found.classes)))
    add_function(script, _reading(data, table.encoding))
    suffixes = {file.suffix.lower() for files in found.files.values() for file in files}
    taken = TAKEN
    if not suffixes <= set(SUFFIXES):
        script.imports.add("import re")
        taken = USUALLY.replace("'", '"')
    add_function(script, READ.replace("TAKEN", taken))
    first, second = table.names
    parts = [part for part in ("train", "validation", "test") if found.files.get(part)]
    for part in parts:
        place = f"path / {text(found.folders[part])}" if found.folders[part] else "path"
        script.line(f"{part}_texts, {part}_classes = read_folder({place}, classes)")
    script.line("cells = {")
    script.line(f"{text(first)}: {' + '.join(f'{part}_texts' for part in parts)},", 1)
    script.line(f"{text(second)}: {' + '.join(f'{part}_classes' for part in parts)},", 1)
    if has_own_parts(data):
        script.line(f"{text(PART)}: {' + '.join(f'{text_of(part)} * len({part}_texts)' for part in parts)},", 1)
    script.line("}")
    script.line("names = list(cells)")


def text_of(part: str) -> str:
    """A list of one name, as it is written."""
    return f"[{text(part)}]"


def has_own_parts(data: DataSettings) -> bool:
    """Whether a folder comes in parts, which are not split again."""
    files = found_texts(Path(data.path)).files
    return bool(files.get("validation") or files.get("test"))


def write_own_parts(script: Script, data: DataSettings) -> None:
    """Leaves `train`, `validation` and `test`: the numbers of the rows of each folder."""
    files = found_texts(Path(data.path)).files
    script.line(f"part = np.array(cells[{text(PART)}])")
    if data.validation_part and not files.get("validation"):
        write_split(script, data.replace(test_split=0.0), '(part == "train").sum()')
    else:
        script.line('train = np.flatnonzero(part == "train")')
        if files.get("validation"):
            script.line('validation = np.flatnonzero(part == "validation")')
    script.line('test = np.flatnonzero(part == "test")')


def _reading(data: DataSettings, encodings: str) -> str:
    """The function that reads one text: by what its bytes say, or else as the others are stored."""
    codings = [data.encoding] if data.encoding else encodings.split(", ")
    lines = ["def read_text(file):", '    """A text without blanks at its ends."""']
    if data.encoding:
        return "\n".join([*lines, f"    return file.read_bytes().decode({text(data.encoding)}).strip()"])
    bare = [coding for coding in codings if coding.endswith(("-le", "-be"))]
    if bare:
        raise Fault("a script cannot tell texts in {encoding} from others. Save them as UTF-8", encoding=bare[0])
    others = [coding for coding in codings if coding not in ("utf-8", *MARKED)]
    wide = [coding for coding in codings if coding in MARKED]
    if not others and not wide:
        return "\n".join([*lines, '    return file.read_bytes().decode("utf-8-sig").strip()'])
    lines.append("    raw = file.read_bytes()")
    if "utf-32" in wide:
        lines += [
            '    if raw[:4] in (b"\\xff\\xfe\\0\\0", b"\\0\\0\\xfe\\xff"):',
            '        return raw.decode("utf-32").strip()',
        ]
    if "utf-16" in wide:
        lines += ['    if raw[:2] in (b"\\xff\\xfe", b"\\xfe\\xff"):', '        return raw.decode("utf-16").strip()']
    if not others:
        return "\n".join([*lines, '    return raw.decode("utf-8-sig").strip()'])
    lines += [
        "    try:",
        '        return raw.decode("utf-8-sig").strip()',
        "    except UnicodeDecodeError:",
        f"        return raw.decode({text(others[0])}).strip()",
    ]
    return "\n".join(lines)
