"""The plot beside the table: multiples of the peers' values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pygal  # type: ignore[import-untyped]
from pygal.style import Style  # type: ignore[import-untyped]

from bench.figures import median
from bench.samples import Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.figures import Figure

_STYLE: Final = Style(
    background="white",
    plot_background="white",
    colors=("#2a7f62",),
    font_family="sans-serif",
    label_font_size=12,
    major_label_font_size=12,
)


def plot(figures: Sequence[Figure]) -> str:
    """Draw every figure that has a ratio to the peer's, with its quartiles, as SVG."""
    ratios = [figure for figure in figures if figure.theirs and figure.ratio is not None]
    chart = pygal.HorizontalBar(
        style=_STYLE,
        js=(),
        width=900,
        height=100 + 34 * len(ratios),
        show_legend=False,
        value_formatter="{:g}".format,
        title="Multiples of the peer's value: below 1 is less, above 1 is more",
        no_prefix=True,
        disable_xml_declaration=True,
    )
    chart.x_labels = [f"{figure.name} ({median(figure.ratio):.2f} times)" for figure in reversed(ratios)]
    chart.y_labels = range(math.ceil(max(median(figure.ratio) or 0 for figure in ratios)) + 1)
    chart.y_labels_major = [1]
    chart.add("this library", [_bar(figure.ratio) for figure in reversed(ratios)])
    return str(chart.render(is_unicode=True)) + "\n"


def _bar(ratio: object) -> Any:
    if isinstance(ratio, Spread):
        return {"value": ratio.median, "ci": {"low": ratio.low, "high": ratio.high}}
    return ratio
