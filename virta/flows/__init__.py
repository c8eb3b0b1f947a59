"""Stories that cross factors or reach outside; one file each, and the list the worker goes through."""
