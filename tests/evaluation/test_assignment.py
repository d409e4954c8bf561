"""The exact assignment against the one of scipy."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from tifa.evaluation.assignment import heaviest

tables = st.integers(1, 7).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 6), min_size=width, max_size=width), min_size=1, max_size=7
    )
)


def total(table: list[list[int]], columns: list[int | None]) -> int:
    return sum(
        row[column] for row, column in zip(table, columns, strict=True) if column is not None
    )


def sparse(table: list[list[int]]) -> list[dict[int, int]]:
    return [{column: weight for column, weight in enumerate(row) if weight} for row in table]


@given(tables)
def test_the_sum_is_the_greatest_possible(table: list[list[int]]) -> None:
    columns = heaviest(sparse(table))
    used = [column for column in columns if column is not None]
    assert len(used) == len(set(used))
    matrix = np.array(table)
    assert total(table, columns) == matrix[linear_sum_assignment(matrix, maximize=True)].sum()


@given(tables, st.integers(10**20, 10**30))
def test_weights_beyond_64_bits_stay_exact(table: list[list[int]], factor: int) -> None:
    huge = [
        {column: weight * factor + 1 for column, weight in row.items()} for row in sparse(table)
    ]
    small = [{column: weight * 100 + 1 for column, weight in row.items()} for row in sparse(table)]
    scores = [
        sum(rows[i][c] for i, c in enumerate(heaviest(rows)) if c is not None)
        for rows in (huge, small)
    ]
    assert divmod(scores[0], factor) == divmod(scores[1], 100)


def test_a_row_gives_way_where_that_gains_weight() -> None:
    assert heaviest([{0: 3, 1: 2}, {0: 3}]) == [1, 0]
    assert heaviest([{0: 3}, {0: 4}]) == [None, 0]
    assert heaviest([]) == []
