"""The examination: at a glance, quick or in full, told as it goes, and stopped when nobody wants more."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from netbuilder.data import Prepared
from netbuilder.data.memory import bytes_text, free_memory
from netbuilder.doctor.data_checks import data_findings
from netbuilder.doctor.finding import WORST_FIRST, Cure, Finding, Verdict
from netbuilder.doctor.patient import Clock, Patient
from netbuilder.doctor.rates import rate_findings
from netbuilder.doctor.trial import PROBED, first_loss, trial_findings
from netbuilder.engine.budget import Budget, budget_of
from netbuilder.errors import DataError, Message, TrainingError
from netbuilder.graph import Problem, check
from netbuilder.project import Project
from netbuilder.project.project import same_network
from netbuilder.project.repairs import problems_of, repairs_for

QUICK, FULL = 5.0, 120.0  # seconds
GLANCE = 1.0  # seconds that a glance may take over the loss of new weights


@dataclass(frozen=True)
class Examined:
    """All findings, the worst first."""

    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> str:
        """The worst of all."""
        return self.findings[0].verdict if self.findings else "good"

    @property
    def count(self) -> int:
        """How many are not good."""
        return sum(finding.verdict != "good" for finding in self.findings)


def is_of(examined: Project | None, now: Project) -> bool:
    """Whether what was found of one project holds for another: places and notes of blocks do not count."""
    if examined is None or examined.training != now.training or examined.data != now.data:
        return False
    return examined.graph is now.graph or same_network(examined.graph, now.graph)


def examine(
    project: Project, prepared: Prepared, full: bool = False, is_stopped: Callable[[], bool] = bool
) -> Iterator[Finding]:
    """Findings as they come. Nothing of the project is changed; copies with weights of their own are trained.

    A quick examination takes some five seconds, a `full` one as long as its checks need, two minutes at most.
    """
    clock = Clock(FULL if full else QUICK, is_stopped)
    patient = Patient(project.replace(graph=project.graph.active), prepared)
    is_sound = yield from _fitting(project, prepared)
    yield from data_findings(patient)
    if not is_sound:
        return
    yield _memory(_budget(patient))
    try:
        yield from trial_findings(patient, clock)
        if full and not clock.is_up:
            yield from rate_findings(patient, clock)
    except (TrainingError, DataError) as error:
        yield Finding("trial", "bad", Message(error.template, error.values))


def glance(project: Project, prepared: Prepared) -> Iterator[Finding]:
    """What can be told without training anything: for every change that somebody makes, in the background.

    The loss of new weights is among it where that takes a moment. What the end of a network lacks while it is being
    built is left in peace.
    """
    patient = Patient(project.replace(graph=project.graph.active), prepared)
    is_sound = yield from _fitting(project, prepared, building=True)
    yield from data_findings(patient)
    if not is_sound:
        return
    budget = _budget(patient)
    yield _memory(budget)
    samples = patient.prepared.dataset.train_count
    seconds = (budget.seconds or 0.0) * min(PROBED, samples) / max(1, samples)
    if seconds < GLANCE and budget.memory < free_memory() / 4:
        try:
            yield from first_loss(patient)
        except (TrainingError, DataError) as error:
            yield Finding("trial", "bad", Message(error.template, error.values))


def sorted_findings(findings: list[Finding] | tuple[Finding, ...]) -> Examined:
    """The worst first, and otherwise in the order in which they came."""
    return Examined(tuple(sorted(findings, key=lambda finding: WORST_FIRST.index(finding.verdict))))


def _fitting(project: Project, prepared: Prepared, building: bool = False) -> Generator[Finding, None, bool]:
    """What is known to be wrong; whether all of it can be tried."""
    problems = problems_of(project, prepared, building)
    for problem in problems:
        yield _of_problem(problem, project, prepared)
    is_sound = not any(problem.severity == "error" for problem in problems)
    if is_sound:
        yield Finding("shapes", "good", Message("network, data, labels and loss fit each other"))
    return is_sound


def _of_problem(problem: Problem, project: Project, prepared: Prepared) -> Finding:
    """A problem as a finding, with the first repair that works."""
    offered = repairs_for(problem, project, prepared)
    cure = Cure(offered[0].label, offered[0].project) if offered else None
    verdict: Verdict = "bad" if problem.severity == "error" else "doubtful"
    return Finding("problem", verdict, Message(problem.template, problem.values), problem.node, cure)


def _budget(patient: Patient) -> Budget:
    return budget_of(check(patient.graph), patient.training, patient.prepared.dataset.train_count)


def _memory(budget: Budget) -> Finding:
    free = free_memory()
    values = {
        "memory": bytes_text(budget.memory),
        "free": bytes_text(free),
        "seconds": max(0.1, round(budget.seconds or 0, 1)),
    }
    if budget.memory > free:
        return Finding("memory", "bad", Message("training takes about {memory} of memory, and {free} are free", values))
    told = Message("training takes about {memory} of memory, and some {seconds} s an epoch", values)
    return Finding("memory", "good", told)
