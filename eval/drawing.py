"""The picture of an ablation. Alone imports matplotlib, which the extra `plots` installs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eval.ablation import Row
from eval.files import write_bytes
from eval.measures import Value

# Shown in each panel: name, what the legend calls it, colour (told apart by the colour-blind: Okabe and Ito 2008), mark
SHOWN = (
    ("containment", "answer contained", "#0072B2", "o"),
    ("refused_unanswerable", "unanswerable refused", "#D55E00", "s"),
    ("right", "right overall", "#333333", "D"),
)


def draw(rows: Sequence[Row], path: Path, title: str) -> None:
    """Write a panel for each axis, its values across, as SVG; the settings as they stand are the hollow marks.

    Raises:
        BadInput: the file cannot be written.
    """
    first, *others = rows
    axes = list(dict.fromkeys(row.variant.axis for row in others))
    figure = Figure(figsize=(max(4.8, 3.6 * len(axes)), 3.8), layout="constrained")
    figure.suptitle(title, fontsize=11)
    panels = figure.subplots(1, max(1, len(axes)), sharey=True, squeeze=False)[0]
    for place, panel in enumerate(panels):
        axis = axes[place] if axes else ""
        _panel(panel, axis, [first, *(row for row in others if row.variant.axis == axis)])
    panels[0].set_ylabel("per cent, with 95% intervals")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(SHOWN), frameon=False)
    with write_bytes(path) as file:
        figure.savefig(file, format="svg", metadata={"Date": None})


def _panel(panel: Axes, axis: str, rows: Sequence[Row]) -> None:
    panel.set_title(axis, fontsize=10)
    panel.set_ylim(0, 100)
    panel.grid(axis="y", color="#dddddd", linewidth=0.6)
    panel.spines[["top", "right"]].set_visible(False)
    panel.set_xticks(range(len(rows)), [row.variant.value or row.variant.axis for row in rows], fontsize=8)
    panel.margins(x=0.15)
    for number, (name, label, colour, mark) in enumerate(SHOWN):
        shift = 0.12 * (number - (len(SHOWN) - 1) / 2)
        for place, row in enumerate(rows):
            _point(panel, place + shift, row.report.values[name], colour, mark, hollow=place == 0)
        panel.plot([], [], color=colour, marker=mark, linestyle="", markersize=5, label=label)


def _point(panel: Axes, across: float, value: Value, colour: str, mark: str, *, hollow: bool) -> None:
    if value.value is None:
        return
    up = 100 * value.value
    ends = [[up - 100 * value.interval.low], [100 * value.interval.high - up]] if value.interval else None
    panel.errorbar(
        [across], [up], yerr=ends, color=colour, marker=mark, markersize=5, linewidth=1,
        markerfacecolor="white" if hollow else colour,
    )  # fmt: skip
