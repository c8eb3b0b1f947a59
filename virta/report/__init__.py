"""A report fit for a management team: PDF, HTML and XLSX, in Finnish or English. No Django."""

from virta.report.model import GroupRow, Language, Observation, Report, from_diagnosis

__all__ = ["GroupRow", "Language", "Observation", "Report", "from_diagnosis"]
