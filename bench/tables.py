"""Figures as tables, in aligned text or in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles

Rows = list[list[str]]
"""A table, its first row the head."""


def as_text(rows: Rows) -> str:
    """A table with its columns aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join("  ".join(line).rstrip() for line in lines)


def as_markdown(rows: Rows) -> str:
    """A table as Markdown writes it, its first row the head."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


def percentiles(values: Sequence[float]) -> list[float]:
    """p50, p95, p99; not numbers where there are too few values."""
    if len(values) < 2:
        return [float("nan")] * 3
    cuts = quantiles(values, n=100, method="inclusive")
    return [cuts[49], cuts[94], cuts[98]]
