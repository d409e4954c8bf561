"""Where items stand in texts read one after the other: the data of dispersion plots."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tifa.corpus.comparison.items import Bools, Items

if TYPE_CHECKING:
    import pandas as pd


def places_of(
    items: Items, parts: Mapping[str, Bools], *, column: str, order: Sequence[int] | None = None
) -> "pd.DataFrame":
    """Return a row for each occurrence, item by item: the item, its part, and its place.

    A place goes from 0, where the first text of the part begins, to 1.

    parts (Mapping[str, Bools]): Which documents are in each part, by its name.
    column (str): Name of the column of the parts.
    order (Sequence[int] | None): Numbers of the documents in the order read; by default that
        of the items.
    """
    import pandas as pd

    read = np.arange(len(items.sizes)) if order is None else np.asarray(order, np.int64)
    rows = []
    for part, kept in parts.items():
        sizes = np.where(kept, items.sizes, 0)
        begins = np.empty_like(sizes)
        begins[read] = np.cumsum(sizes[read]) - sizes[read]
        inside = kept[items.document]
        places = (items.place[inside] + begins[items.document[inside]]) / max(1, sizes.sum())
        names = np.asarray(items.names, object)[items.item[inside]]
        rows.append(pd.DataFrame({"item": names, column: part, "place": places}))
    frame = pd.concat(rows, ignore_index=True)
    number = {name: at for at, name in enumerate(items.names)}
    return frame.sort_values("item", key=lambda names: names.map(number), kind="stable")
