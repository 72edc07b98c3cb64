"""What a process holds of memory."""

from __future__ import annotations

from pathlib import Path

HELD, MOST, OF_FILES = "VmRSS", "VmHWM", "RssFile"
"""Now; at most so far; of what is held now, pages of files, which the system can take back."""


def memory(kind: str = HELD, process: int | str = "self") -> float:
    """MiB of a process's memory; not a number where the system does not tell (no /proc)."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return float("nan")
    return int(status.partition(f"{kind}:")[2].split()[0]) / 1024
