"""Where formulas stand in the texts, read in the order of their dates."""

from dataclasses import replace

import numpy as np

from tifa.corpus.comparison.chronology import undated_note, when
from tifa.corpus.comparison.items import slogans
from tifa.corpus.comparison.places import places_of
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.lexicon import Lexicon
from tifa.corpus.reporting.charts import Strips

_COLUMNS = ("item", "group", "place")
# With more groups a strip for each would be too many to see.
_MOST_PARTS = 5
_ALL = "all"


def slogan_places(study: Study, lexicon: Lexicon | None = None, *, most: int = 12) -> Result:
    """Return the places of the most frequent formulas, the data of a dispersion plot.

    Each group is read on its own, or all documents as one where there are more than 5 groups;
    documents without a date come last.

    most (int): So many formulas.
    """
    items = slogans(study.speeches, lexicon)
    counts = np.bincount(items.item, minlength=len(items.names))
    chosen = items.of(np.argsort(-counts, kind="stable")[:most])
    owner = np.repeat(list(study.groups), [len(each) for each in study.groups.values()])
    parts = {str(group): owner == group for group in study.groups}
    if len(parts) > _MOST_PARTS:
        parts = {_ALL: np.ones(len(owner), bool)}
    order = sorted(range(len(study.speeches)), key=lambda number: _day(study.speeches[number]))
    result = table_of(
        study, "slogan_places", "提法的分布 Dispersion of formulas", _COLUMNS, (),
        measure="places(documents by date)", unit=f"share of the {items.unit} of the part",
        filters=f"the {most} most frequent", notes=undated_note(study.speeches, "come last"),
        charts=(Strips("分布 Dispersion", "item", "place", "group" if len(parts) > 1 else None),),
    )  # fmt: skip
    frame = places_of(chosen, parts, column="group", order=order)
    return replace(result, frame=frame, is_data=True)


def _day(speech: Speech) -> str:
    moment = when(speech)
    return moment.first.isoformat() if moment else "~"
