"""Small random continua that the tests of agreement share."""

from collections.abc import Mapping

from hypothesis import strategies as st

from tifa.evaluation.agreement.continuum import Continuum, Unit

LENGTH = 30
Row = tuple[int, int, str]


def continuum(*raters: list[Row], length: float = LENGTH, begin: float = 0) -> Continuum:
    units = {str(i): tuple(sorted(Unit(*unit) for unit in rater)) for i, rater in enumerate(raters)}
    return Continuum(length, units, begin)


def renamed(one: Continuum, names: Mapping[str, str]) -> Continuum:
    units = {
        name: tuple(sorted(unit._replace(label=names[unit.label]) for unit in side))
        for name, side in one.annotators.items()
    }
    return Continuum(one.length, units, one.begin)


def units(most: int = 4, labels: str = "AB") -> st.SearchStrategy[list[Row]]:
    """Units of one annotator that nest, cross and coincide."""
    return st.lists(
        st.tuples(st.integers(0, 20), st.integers(1, 9), st.sampled_from(labels)).map(
            lambda row: (row[0], row[0] + row[1], row[2])
        ),
        max_size=most,
    )


@st.composite
def apart(draw: st.DrawFn, labels: str = "AB") -> list[Row]:
    """Units of one annotator that share no stretch."""
    ends = sorted(draw(st.sets(st.integers(0, LENGTH), max_size=8)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return [(start, end, draw(st.sampled_from(labels))) for start, end in pairs]


def raters(
    side: st.SearchStrategy[list[Row]], least: int = 2, most: int = 3
) -> st.SearchStrategy[list[list[Row]]]:
    return st.lists(side, min_size=least, max_size=most)
