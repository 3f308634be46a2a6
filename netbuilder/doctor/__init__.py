"""The doctor: whether data and network can become anything together, told before hours of training."""

from netbuilder.doctor.examination import Examined, examine, sorted_findings
from netbuilder.doctor.finding import Cure, Finding, Verdict

__all__ = ["Cure", "Examined", "Finding", "Verdict", "examine", "sorted_findings"]
