"""The plot beside the table: shares of the hand-written function's values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pygal  # type: ignore[import-untyped]
from pygal.style import Style  # type: ignore[import-untyped]

from bench.samples import Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.figures import Figure

_STYLE: Final = Style(
    background="white", plot_background="white", colors=("#2a7f62", "#c9c9c9"), font_family="sans-serif"
)


def plot(figures: Sequence[Figure]) -> str:
    """Draw the figures that are ratios to the peer's, with what was to be reached, as SVG."""
    ratios = [figure for figure in figures if figure.unit == "times" and figure.theirs and figure.reached is not None]
    chart = pygal.HorizontalBar(
        style=_STYLE,
        js=(),
        width=800,
        height=120 + 70 * len(ratios),
        range=(0, 1),
        legend_at_bottom=True,
        print_values=True,
        value_formatter="{:.2f}".format,
        title="Share of the hand-written function's value: less is better",
        no_prefix=True,
        disable_xml_declaration=True,
    )
    chart.x_labels = [figure.name for figure in reversed(ratios)]
    chart.add("this library", [_median(figure) for figure in reversed(ratios)])
    chart.add("to be reached", [figure.reach for figure in reversed(ratios)])
    return str(chart.render(is_unicode=True)) + "\n"


def _median(figure: Figure) -> float | None:
    return figure.reached.median if isinstance(figure.reached, Spread) else figure.reached
