"""What Linux tells of a process."""

from pathlib import Path


def memory(pid: int, name: str = "VmRSS") -> float:
    """How much memory a process takes (VmRSS), or the most it has taken (VmHWM), in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split(f"{name}:")[1].split()[0]) / 1024
