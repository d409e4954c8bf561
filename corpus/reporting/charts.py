"""What a plot of a table shows, said in names of its columns.

A chart is data: whoever makes a table says which columns are drawn and how; `drawn` in
`tifa.corpus.reporting.drawn` lays it out. The table is the data behind the plot; `behind` in
`tifa.corpus.reporting.selection` says which part of it.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class _Shown:
    """What every chart says.

    title (str): For people, in Chinese and English.
    where (tuple[str, str] | None): Column and value: only rows that have it are drawn.
    """

    title: str
    where: tuple[str, str] | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Dots(_Shown):
    """Figures with their intervals, a row each, under headings.

    value (str): Column of the figures.
    name (str): Column of what distinguishes the rows of a heading, such as the group.
    heading (str | None): Column of the headings, such as the label.
    low, high (str | None): Columns of the interval's bounds.
    most (int): Headings drawn, the first ones of the table.
    """

    value: str
    name: str
    heading: str | None = None
    low: str | None = None
    high: str | None = None
    most: int = 12


@dataclass(frozen=True, slots=True)
class Scatter(_Shown):
    """Points with names where there is room for them.

    x, y (str): Columns of numbers. name (str): Column of the points' names.
    log_y (bool): Whether the axis of y is logarithmic; points at 0 stand on its floor.
    most (int): Points drawn, those of the highest y.
    """

    x: str
    y: str
    name: str
    x_name: str
    y_name: str
    log_y: bool = False
    most: int = 300


@dataclass(frozen=True, slots=True)
class Lines(_Shown):
    """Lines over a number such as the year.

    x, y (str): Columns of numbers. series (str): Column that says which line a row is of.
    most (int): Lines drawn, those of the highest sum.
    panel (str | None): Column of what has a plot of its own, one under the other.
    panels (int): Plots drawn, those with most lines, else the first ones of the table.
    """

    x: str
    y: str
    series: str
    x_name: str
    y_name: str
    most: int = 5
    panel: str | None = None
    panels: int = 8


@dataclass(frozen=True, slots=True)
class Ranges(_Shown):
    """From when to when things were there, and when they were there most.

    name (str): Column of the things, a row each.
    begin, end (str): Columns of years, or of dates such as 2010-04-14 of which the year counts.
    peak (str): Column of years. peak_name (str): What a peak is, for the legend.
    most (int): Rows drawn, the first ones of the table, by their beginning.
    """

    name: str
    begin: str
    end: str
    peak: str
    peak_name: str
    most: int = 25


@dataclass(frozen=True, slots=True)
class Heat(_Shown):
    """A matrix whose cells are the darker the higher their value.

    row, column (str): Columns of the table.
    value (str | None): Column of what the rows of one cell add up to; None counts the rows.
    most (int): Rows and columns drawn, those of the highest sum.
    in_order (bool): Whether columns stand as in the table, as groups do, and not by their sum.
    by_row (bool): Whether a cell is shaded by its share of the row, not of the highest cell.
    """

    row: str
    column: str
    value: str | None = None
    most: int = 25
    in_order: bool = False
    by_row: bool = False


@dataclass(frozen=True, slots=True)
class Strips(_Shown):
    """Where items stand in the texts read one after the other: a dispersion plot.

    item (str): Column of the items, a strip each, in the order of the table.
    place (str): Column of places, from 0 (the beginning of the first text) to 1.
    part (str | None): Column of the part, such as the group, that a place lies in; each part
        has its own strip, of more than two those with a place.
    """

    item: str
    place: str
    part: str | None = None
    most: int = 20


@dataclass(frozen=True, slots=True)
class Network(_Shown):
    """Nodes and the edges between them, the heavier the thicker.

    source, target, weight (str): Columns of the table, an edge a row.
    directed (bool): Whether edges are drawn as arrows.
    most (int): Edges drawn, the heaviest.
    """

    source: str
    target: str
    weight: str
    directed: bool = False
    most: int = 40


@dataclass(frozen=True, slots=True)
class Links(_Shown):
    """A network of two sides, such as actors and duties, as two columns with lines between.

    source, target (str): Columns of the left and of the right side.
    weight (str): Column of numbers. kind (str): Column of the kinds of edges.
    most (int): Edges drawn, those of the sources with the most.
    """

    source: str
    target: str
    weight: str
    kind: str
    most: int = 30


Chart = Dots | Scatter | Lines | Ranges | Heat | Strips | Network | Links
