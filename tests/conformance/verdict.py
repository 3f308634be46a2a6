"""What became of each case: passed, declined with a reason, or wrong."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from netbuilder.errors import Fault

PASS, DECLINED, WRONG = "pass", "declined", "wrong"


class Declined(Exception):
    """A case that NetBuilder does not claim to compute; the reason is told in the table."""


@dataclass(frozen=True)
class Outcome:
    """One case: where it comes from, what it is about, and how it ended."""

    source: str
    subject: str
    case: str
    verdict: str
    reason: str = ""


def judge(source: str, subject: str, case: str, run: Callable[[], None]) -> Outcome:
    """Runs a case. What NetBuilder refuses in words is declined; every other failure is wrong."""
    try:
        run()
    except Declined as cause:
        return Outcome(source, subject, case, DECLINED, str(cause))
    except Fault as fault:
        return Outcome(source, subject, case, DECLINED, f"refused: {_general(fault)}")
    except AssertionError as error:
        return Outcome(source, subject, case, WRONG, _first_lines(str(error)))
    except Exception:  # a crash is as wrong as a wrong number, and the next case must run
        return Outcome(source, subject, case, WRONG, traceback.format_exc(limit=-2))
    return Outcome(source, subject, case, PASS)


def _general(fault: Fault) -> str:
    """A refusal without what differs from case to case, so that equal reasons are counted together."""
    kept = {"name", "kind", "field", "limit", "choices", "known"}
    shown = {key: value if key in kept else "…" for key, value in fault.values.items()}
    sentence = fault.template.format(**shown) if fault.values else fault.template
    field = getattr(fault, "field", "")
    return (f"{field}: {sentence}" if field else sentence)[:160]


def _first_lines(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.strip())[:600]


def table(outcomes: Iterable[Outcome]) -> str:
    """A Markdown report: counts by source, reasons of what was declined, and every case that is wrong."""
    found = list(outcomes)
    sources = list(dict.fromkeys(outcome.source for outcome in found))
    lines = ["| source | cases | pass | declined | wrong |", "|---|---:|---:|---:|---:|"]
    for source in sources:
        counts = Counter(outcome.verdict for outcome in found if outcome.source == source)
        lines.append(_row(source, counts.total(), counts[PASS], counts[DECLINED], counts[WRONG]))
    lines += ["", "Declined, by reason:", "", "| source | cases | reason | of |", "|---|---:|---|---|"]
    for source in sources:
        lines += _reasons([outcome for outcome in found if outcome.source == source and outcome.verdict == DECLINED])
    wrong = [outcome for outcome in found if outcome.verdict == WRONG]
    if wrong:
        lines += ["", "Wrong:", ""]
        lines += [f"- {o.source}, {o.subject}, {o.case}: {o.reason.replace(chr(10), ' ')}" for o in wrong]
    return "\n".join(lines) + "\n"


def _reasons(declined: list[Outcome]) -> list[str]:
    counts = Counter(outcome.reason for outcome in declined)
    lines = []
    for reason, count in counts.most_common():
        subjects = sorted({outcome.subject for outcome in declined if outcome.reason == reason})
        named = ", ".join(subjects[:6]) + (f" and {len(subjects) - 6} more" if len(subjects) > 6 else "")
        lines.append(_row(declined[0].source, count, reason.replace("|", "/").replace("\n", " "), named))
    return lines


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
