"""What the data page calls roles, kinds and hints, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt

from netbuilder.data.browsing import ColumnFacts
from netbuilder.data.column_settings import Column
from netbuilder.errors import listed, printable
from netbuilder.ui.looks.i18n import marked, number, translated
from netbuilder.ui.panels.data_page.head import About

_ = marked
ROLES = {
    "input": _("engine", "input"), "target": _("engine", "target"), "weight": _("engine", "weight"),
    "group": _("engine", "group"), "time": _("engine", "time"), "ignore": _("engine", "left out"),
    "part": _("engine", "part"),
}  # fmt: skip
KEYS = {
    Qt.Key.Key_I: "input", Qt.Key.Key_T: "target", Qt.Key.Key_W: "weight", Qt.Key.Key_G: "group",
    Qt.Key.Key_M: "time", Qt.Key.Key_X: "ignore",
}  # fmt: skip
LETTERS = {role: chr(key.value) for key, role in KEYS.items()}
KINDS = {
    "auto": _("engine", "as found"), "number": _("engine", "number"), "category": _("engine", "category"),
    "text": _("engine", "text"), "date": _("engine", "date"),
}  # fmt: skip
HINTS = {
    "empty": _("engine", "empty"), "constant": _("engine", "never changes"),
    "identifier": _("engine", "only names the rows"), "target": _("engine", "says the target"),
}  # fmt: skip
WHY = {
    "empty": _("engine", "No row has anything in it: nothing can be learned from it."),
    "constant": _("engine", "It is the same in every row: nothing can be learned from it."),
    "identifier": _("engine", "Each row has its own: a network would learn the rows by heart."),
    "target": _("engine", "It says what is to be predicted: a network would look at nothing else, and be of no "
                "use where it is not known."),
}  # fmt: skip
KIND_KEYS = {
    Qt.Key.Key_1: "auto", Qt.Key.Key_2: "number", Qt.Key.Key_3: "category", Qt.Key.Key_4: "date", Qt.Key.Key_5: "text",
}  # fmt: skip


def said(text: str) -> str:
    """One of these words in the language of the window; others stay as they are."""
    return translated(text)


def kind_choices() -> tuple[str, ...]:
    """All kinds that a column may be said to be of."""
    field = next(field for field in Column.fields() if field.name == "kind")
    return tuple(getattr(field, "choices", None) or KINDS)


def found_kind(facts: ColumnFacts | None) -> str:
    """What a column was found to hold."""
    return "" if facts is None else said(KINDS[facts.kind])


def kind_of(column: Column, facts: ColumnFacts | None) -> str:
    """Its kind as its head says it: found, or set by a person."""
    if column.kind == "auto":
        return found_kind(facts)
    return said(_("engine", "{kind} (set)")).format(kind=said(KINDS.get(column.kind, column.kind)))


def about_column(
    name: str, role: str, column: Column, facts: ColumnFacts | None, order: int, is_filtered: bool
) -> About:
    """All that the head of a column says."""
    kind = kind_of(column, facts)
    missing, hint = "", ""
    if facts is not None:
        if facts.missing:
            share = 100 * facts.missing / max(facts.rows, 1)
            told = f"{share:.0f}" if share >= 1 else "<1"
            missing = said(_("engine", "{count} blank ({share} %)")).format(count=number(facts.missing), share=told)
        if facts.odd:
            odd = said(_("engine", "{count} no dates") if facts.ends else _("engine", "{count} no numbers"))
            odd = odd.format(count=number(facts.odd))
            missing = f"{odd} · {missing}" if missing else odd
        if facts.hint and role not in ("target", "ignore"):
            hint = said(HINTS[facts.hint])
    role_word = said(ROLES[role]) if role else ""
    shown = printable(name)
    spoken = ", ".join(part for part in (shown, role_word, kind, hint, missing, summary(facts)) if part)
    return About(shown, role, role_word, kind, missing, hint, facts, order, is_filtered, spoken)


def summary(facts: ColumnFacts | None) -> str:
    """How the values of a column are spread, in a line."""
    if facts is None or not facts.bars:
        return ""
    if facts.ends is not None:
        first, last = map(printable, facts.ends)
        return said(_("engine", "{first} to {last}, {count} different")).format(
            first=first, last=last, count=number(facts.different)
        )
    if facts.unit:
        told = _("engine", "{count} different texts of {low} to {high} words, half of them up to {median}")
        if facts.unit == "characters":
            told = _("engine", "{count} different texts of {low} to {high} characters, half of them up to {median}")
        return said(told).format(
            count=number(facts.different), low=f"{facts.low:.0f}", high=f"{facts.high:.0f}", median=f"{facts.median:g}"
        )
    if facts.is_text:
        most = listed(
            f"{printable(label)} {number(bar)}" for label, bar in zip(facts.labels[:4], facts.bars, strict=False)
        )
        text = said(_("engine", "{count} different: {most}")).format(count=number(facts.different), most=most)
        return text + (" …" if facts.different > 4 else "")
    text = said(_("engine", "{low} to {high}, median {median}, mean {mean}")).format(
        low=f"{facts.low:.6g}", high=f"{facts.high:.6g}", median=f"{facts.median:.6g}", mean=f"{facts.mean:.6g}"
    )
    if facts.unusual:
        text += ", " + said(_("engine", "{count} unusual (below {low} or above {high})")).format(
            count=number(facts.unusual), low=f"{facts.fences[0]:.4g}", high=f"{facts.fences[1]:.4g}"
        )
    return text
