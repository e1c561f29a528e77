"""Results as a Markdown table, and its place in a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.errors import BadInput

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def table(results: Mapping[str, Any]) -> str:
    """Return the results, as they are kept in JSON, as a caption, a table and the depth curve."""
    rows = [
        [
            fields["what"],
            f"{number(fields['footnote']['median'])} {fields['unit']}",
            f"{number(fields['plain']['median'])} {fields['unit']}",
            f"{number(fields['times_better']['median'])} ({_range(fields['times_better']['values'])})",
        ]
        for fields in results["measures"].values()
    ]
    curve = [
        [str(point["depth"]), f"{number(point['median'])} ms", _range(point["values"])] for point in results["depth"]
    ]
    parts = [caption(results), _markdown(["Measure", "Footnote", "Plain", "Times better (range)"], rows)]
    if curve:
        parts.append(_markdown(["Depth", "Answer, p50", "Range"], curve))
    return "\n\n".join(parts) + "\n"


def caption(results: Mapping[str, Any]) -> str:
    """Return what the figures were taken on, and of how much."""
    machine, plan, notes, load = (results[key] for key in ("machine", "plan", "notes", "load"))
    packages = ", ".join(
        f"{name} {machine['packages'][name]}"
        for name in ("footnote-qa", "onnxruntime", "torch", "sentence-transformers", "langchain-core")
        if name in machine["packages"]
    )
    threads = f"threads of either side: {plan['threads'] or 'its own default'}"
    warning = " **Others were using the machine: do not rely on these times.**" if load["busy"] else ""
    return (
        f"{results['created'][:10]}; {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB; "
        f"{machine['system']}; {machine['python']}; {packages}. "
        f"{_plural(plan['runs'])}, {threads}, over {notes['questions']} questions "
        f"(Footnote answered {notes['answered']}) and {notes['articles']} articles "
        f"({notes['chunks_footnote']} chunks of {notes['characters_a_chunk_footnote']} "
        f"characters on average, plain {notes['chunks_plain']} of {notes['characters_a_chunk_plain']}); "
        f"Footnote's reader: {notes['reader']}; load {load['before']} before and {load['after']} after.{warning}"
    )


def number(value: float) -> str:
    """Return a figure with the digits that matter: three, or all before the point."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def insert(page: Path, text: str) -> None:
    """Put a table between the markers of a page; raises `BadInput` if they are not there."""
    before, begun, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise BadInput(f"{page.name} has no place for the table; put the lines {BEGIN} and {END} in it.")
    page.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")


def _plural(runs: int) -> str:
    return "One run" if runs == 1 else f"Medians of {runs} runs"


def _range(values: Sequence[float]) -> str:
    return f"{number(min(values))}-{number(max(values))}"


def _markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in (headings, *rows)) for place in range(len(headings))]
    lines = [headings, ["-" * (width - 1) + ":" if place else "-" * width for place, width in enumerate(widths)], *rows]
    return "\n".join(f"| {' | '.join(_cells(line, widths))} |" for line in lines)


def _cells(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
