"""The doctor: whether data and network can become anything together, told before hours of training."""

from netbuilder.doctor.examination import Examined, examine, glance, is_of, sorted_findings
from netbuilder.doctor.finding import Cure, Finding, RateTest, Verdict

__all__ = ["Cure", "Examined", "Finding", "RateTest", "Verdict", "examine", "glance", "is_of", "sorted_findings"]
