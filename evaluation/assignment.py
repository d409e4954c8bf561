"""Heaviest one-to-one assignment with whole-number weights of any size.

`scipy.optimize.linear_sum_assignment` computes in 64-bit floats and needs a full
matrix: lexicographic weights of a long document do not fit into 53 bits, and a matrix
of 10,000 spans by 10,000 not into memory. Here weights are Python integers, which are
exact, and only pairs that exist cost anything.
"""

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush


def heaviest(weights: Sequence[Mapping[int, int]]) -> list[int | None]:
    """Return for each row the column it is assigned to, or None.

    The sum of the weights is the greatest that any one-to-one assignment reaches. Rows
    and columns may stay free. Among equal sums, the order of rows and columns decides;
    the caller fixes that order.

    The method is the shortest augmenting path algorithm of Jonker & Volgenant (1987),
    row by row on the sparse graph: O(rows · pairs · log pairs) at worst, near linear
    where few rows compete for a column.

    weights (Sequence[Mapping[int, int]]): For each row the columns with weights above 0.
    """
    search = _Search(weights)
    for row in range(len(weights)):
        search.insert(row)
    return search.column_of


class _Search:
    """Rows assigned so far, with the dual values that prove the assignment optimal.

    Costs are negated weights; a row may also stay free, at cost 0.
    """

    def __init__(self, weights: Sequence[Mapping[int, int]]) -> None:
        self._weights = weights
        self._value: dict[int, int] = {}
        self._row_of: dict[int, int] = {}
        self.column_of: list[int | None] = [None] * len(weights)

    def insert(self, start: int) -> None:
        """Assign one more row, moving earlier ones where that gains weight."""
        distances: dict[int, int] = {}
        came_from: dict[int, int] = {}
        done: dict[int, int] = {}
        heap: list[tuple[int, int]] = []
        row, base = start, 0
        # The cheapest way so far that ends with some visited row left free.
        freed_cost, freed_row = 0, start
        while True:
            for column, weight in self._weights[row].items():
                cost = base - weight - self._value.get(column, 0)
                if column not in done and cost < distances.get(column, cost + 1):
                    distances[column], came_from[column] = cost, row
                    heappush(heap, (cost, column))
            while heap and heap[0][1] in done:
                heappop(heap)
            if not heap or freed_cost <= heap[0][0]:
                return self._finish(start, freed_row, None, freed_cost, came_from, done)
            cost, column = heappop(heap)
            if column not in self._row_of:
                return self._finish(start, came_from[column], column, cost, came_from, done)
            done[column] = cost
            row = self._row_of[column]
            # What the row pays now; reduced costs along the path are relative to it.
            base = cost + self._weights[row][column] + self._value.get(column, 0)
            if base < freed_cost:
                freed_cost, freed_row = base, row

    def _finish(
        self,
        start: int,
        row: int,
        column: int | None,
        total: int,
        came_from: dict[int, int],
        done: dict[int, int],
    ) -> None:
        for passed, cost in done.items():
            self._value[passed] = self._value.get(passed, 0) + cost - total
        while True:
            given_up, self.column_of[row] = self.column_of[row], column
            if column is not None:
                self._row_of[column] = row
            if row == start or given_up is None:
                return
            column, row = given_up, came_from[given_up]
