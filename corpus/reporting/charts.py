"""What a plot of a table shows, said in names of its columns.

A chart is data: whoever makes a table says which columns are drawn and how; `drawn` in
`tifa.corpus.reporting.drawn` lays it out. The table is the data behind the plot.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dots:
    """Figures with their intervals, a row each, under headings.

    title (str): For people, in Chinese and English.
    value (str): Column of the figures.
    name (str): Column of what distinguishes the rows of a heading, such as the group.
    heading (str | None): Column of the headings, such as the label.
    low, high (str | None): Columns of the interval's bounds.
    most (int): Headings drawn, the first ones of the table.
    """

    title: str
    value: str
    name: str
    heading: str | None = None
    low: str | None = None
    high: str | None = None
    most: int = 12


@dataclass(frozen=True, slots=True)
class Scatter:
    """Points with names where there is room for them.

    x, y (str): Columns of numbers. name (str): Column of the points' names.
    log_y (bool): Whether the axis of y is logarithmic; points at 0 stand on its floor.
    most (int): Points drawn, those of the highest y.
    """

    title: str
    x: str
    y: str
    name: str
    x_name: str
    y_name: str
    log_y: bool = False
    most: int = 300


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over a number such as the year.

    x, y (str): Columns of numbers. series (str): Column that says which line a row is of.
    most (int): Lines drawn, those of the highest sum.
    """

    title: str
    x: str
    y: str
    series: str
    x_name: str
    y_name: str
    most: int = 5


@dataclass(frozen=True, slots=True)
class Heat:
    """A matrix whose cells are the darker the higher their value.

    row, column, value (str): Columns of the table; several rows of one cell are added.
    most (int): Rows and columns drawn, those of the highest sum.
    """

    title: str
    row: str
    column: str
    value: str
    most: int = 25


@dataclass(frozen=True, slots=True)
class Strips:
    """Where items stand in the texts read one after the other: a dispersion plot.

    item (str): Column of the items, a strip each, in the order of the table.
    place (str): Column of places, from 0 (the beginning of the first text) to 1.
    part (str | None): Column of the part, such as the group, that a place lies in; each part
        has its own strip.
    """

    title: str
    item: str
    place: str
    part: str | None = None
    most: int = 20


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and the edges between them, the heavier the thicker.

    source, target, weight (str): Columns of the table, an edge a row.
    directed (bool): Whether edges are drawn as arrows.
    most (int): Edges drawn, the heaviest.
    """

    title: str
    source: str
    target: str
    weight: str
    directed: bool = False
    most: int = 40


Chart = Dots | Scatter | Lines | Heat | Strips | Network
