"""The lines of a NumPy script that turn texts into numbers, as it was fitted in training."""

from __future__ import annotations

from netbuilder.data import Fitted
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.formats.keras_script.texts import TextWriter, columns_of_texts, words_beside, words_file, write_words
from netbuilder.formats.python_source import Code, Script, call, literal, text

BRANCH = """        elif column["name"] in TEXTS:
            if blank.any() and "fill" not in column:
                raise SystemExit(f"row {blank.argmax() + 1}: {column['name']} is blank")
            block = TEXTS[column["name"]]([cell or column["fill"] for cell in cells])
"""
SCALED = """        blocks.append((block - column["offset"]) / column["divisor"])
"""
SCALED_ONLY = """        if "offset" in column:
            block = (block - column["offset"]) / column["divisor"]
        blocks.append(block)
"""
PREPARE = '''
def prepare_texts(texts):
    """Texts as the network takes them."""
    block = TEXTS[%s]([text.strip() or %s for text in texts])
    return %s
'''
OPTION = """    parser.add_argument("--text", action="append", help="a text to be read, instead of a table")
"""
ASKED = """    if options.text:
        samples = %s
    elif options.inputs and not"""


def with_texts(source: str, fitted: Fitted) -> str:
    """The function that prepares a table, with its columns of texts."""
    if not columns_of_texts(fitted):
        return source
    holds = '"categories" in column or column["name"] in TEXTS'
    source = source.replace('if "categories" in column else BLANKS', f"if {holds} else BLANKS")
    source = source.replace(SCALED, SCALED_ONLY)
    at = source.index("        else:\n            values = np.array(")
    if (dated := source.find('        elif "date" in column:')) >= 0:
        at = dated
    return source[:at] + BRANCH + source[at:]


def write_texts(script: Script, fitted: Fitted, model: str) -> list[str]:
    """Leaves `TEXTS`, a function for each column of texts; gives the functions that it calls."""
    writer = TextWriter(script, columns_of_texts(fitted))
    if not writer.columns:
        return []
    beside = words_beside(fitted)
    script.gap()
    script.line("VOCABULARIES, WEIGHTS_OF_WORDS = {}, {}")
    if beside:
        script.imports.add("import json")
        script.line(f'with open({script.beside(words_file(model)).flat()}, encoding="utf-8") as file:')
        script.line("for name, words in json.load(file).items():", 1)
        script.line('VOCABULARIES[name] = words["vocabulary"]', 2)
        script.line('WEIGHTS_OF_WORDS[name] = np.array(words.get("idf", []))', 2)
    items = []
    for column in writer.columns:
        own, name = column.text, text(column.name)
        assert own is not None
        if column.name not in beside:
            write_words(script, own.vocabulary, f"VOCABULARIES[{name}]")
            if own.idf:
                script.assign(f"WEIGHTS_OF_WORDS[{name}]", call("np.array", literal(list(own.idf))))
        words, weights = f"VOCABULARIES[{name}]", f"WEIGHTS_OF_WORDS[{name}]"
        items.append(Code(f"{name}: lambda texts: {writer.turned(column, 'texts', words, str(own.length), weights)}"))
    script.assign("TEXTS", Code("", tuple(items), "{}"))
    return writer.functions()


def prepare_function(fitted: Fitted) -> str:
    """The function for bare texts, where a network reads nothing else; else nothing."""
    column = only_text(fitted)
    if column is None:
        return ""
    joined = column.whole
    made = '[block.astype("int32")]' if joined else 'block.astype("float32")'
    return PREPARE % (text(column.name), text(str(column.fill or "")), made)


def only_text(fitted: Fitted) -> FittedColumn | None:
    """The one column that a network reads, where that is one of texts."""
    columns = fitted.table.columns if fitted.table is not None else ()
    return columns[0] if len(columns) == 1 and columns[0].text is not None else None


def with_option(main: str, fitted: Fitted) -> str:
    """The command line that takes bare texts too."""
    column = only_text(fitted)
    if column is None:
        return main
    main = main.replace("    options = parser", f"{OPTION}    options = parser")
    asked = "prepare_texts(options.text)" if column.whole else "[prepare_texts(options.text)]"
    return main.replace("    if options.inputs and not", ASKED % asked)
