"""Keywords of groups: what a group says more, and less, often than the others.

Significance and effect stand together, and beside them in how many documents of its side
an item occurs and how evenly: what one speech repeats is no keyword of a group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tifa.corpus.comparison.contingency import Floats
from tifa.corpus.comparison.dispersion import Parts, reduced_frequencies
from tifa.corpus.comparison.grams import Ints
from tifa.corpus.comparison.items import Items
from tifa.corpus.comparison.keytable import DEFAULT, PART_OF, Choices, measured, most_key
from tifa.corpus.comparison.places import places_of
from tifa.corpus.comparison.result import Result, recipe_of
from tifa.corpus.comparison.study import Study
from tifa.corpus.figures import Reason
from tifa.corpus.ingest import slug
from tifa.corpus.reporting.charts import Scatter, Strips

if TYPE_CHECKING:
    import pandas as pd

# Items in a dispersion plot, of each direction.
_PLOTTED = (10, 5)
_FIRST = ("item", "key")


@dataclass(frozen=True, slots=True)
class _Sides:
    """A target and all documents outside it: which documents, and how large they are."""

    name: str
    inside: np.ndarray[Any, np.dtype[np.bool_]]
    sizes: Ints

    @property
    def totals(self) -> tuple[float, float]:
        return float(self.sizes[self.inside].sum()), float(self.sizes[~self.inside].sum())


def keywords(study: Study, items: Items, name: str, choices: Choices = DEFAULT) -> list[Result]:
    """Return the keywords of each group against all others, positive and negative.

    Of two groups the first is the target and the second the reference. The target is never
    part of its reference.

    items (Items): What is counted, in the documents of `study.speeches`.
    name (str): Of the items, for the tables' names: ``ngrams``, ``words``, ``slogans``.
    """
    targets = _targets(study, items, choices)
    notes = (*study.warnings, *_left(study, targets))
    if len(study.groups) < 2:
        return [_none(study, items, name, choices, (*notes, Reason.ONE_GROUP.value))]
    owner = np.repeat(np.arange(len(study.groups)), [len(g) for g in study.groups.values()])
    found = []
    for group in targets:
        inside = owner == list(study.groups).index(group)
        sides = _Sides(group, inside, items.sizes)
        found += _compared(study, items, name, choices, sides, notes, alone=len(targets) == 1)
    return found


def _targets(study: Study, items: Items, choices: Choices) -> list[str]:
    groups = list(study.groups)
    if len(groups) == 2:
        return groups[:1]
    sizes: dict[str, int] = {}
    begin = 0
    for group, speeches in study.groups.items():
        sizes[group] = int(items.sizes[begin : begin + len(speeches)].sum())
        begin += len(speeches)
    largest = sorted(groups, key=lambda group: -sizes[group])[: choices.most_targets]
    return [group for group in groups if group in largest]


def _left(study: Study, targets: Sequence[str]) -> tuple[str, ...]:
    others = len(study.groups) - len(targets)
    if len(study.groups) <= 2 or not others:
        return ()
    return (f"Keywords of the {len(targets)} largest groups; {others} others are reference only",)


def _none(
    study: Study, items: Items, name: str, choices: Choices, notes: tuple[str, ...]
) -> Result:
    import pandas as pd

    recipe = _recipe(study, items, choices)
    frame = pd.DataFrame(columns=[*_FIRST])
    return Result(f"keyness_{name}", "关键词 Keywords", frame, recipe, notes)


def _recipe(study: Study, items: Items, choices: Choices) -> Any:
    return recipe_of(
        study,
        measure=f"{items.how}: {choices.describe(nested=items.nested)}",
        unit=f"occurrences; sizes in {items.unit}",
        filters=choices.filters(),
    )


def _compared(
    study: Study,
    items: Items,
    name: str,
    choices: Choices,
    sides: _Sides,
    notes: tuple[str, ...],
    *,
    alone: bool,
) -> list[Result]:
    reference = list(study.groups)[1] if alone else "others"
    suffix = "" if alone else f"_{slug(sides.name) or 'group'}"
    if not all(sides.totals):
        return [_none(study, items, name + suffix, choices, (*notes, Reason.NO_CHARACTERS.value))]
    side = np.where(sides.inside, 0, 1)
    counts = items.frequencies(side, 2)
    documents = items.document_frequencies(side, 2)
    frame = measured(items.names, counts, documents, sides.totals, choices)
    told = most_key(frame, choices, nested=items.nested)
    chosen = told.index.to_numpy(np.int64)
    told = _with_dispersion(told, items.of(chosen), sides)
    significant = int((frame["p_adjusted"] <= choices.significance).sum())
    notes = (
        *notes,
        f"{len(frame)} items tested, {significant} significant after correction; {len(told)} told",
        *_single(sides),
    )
    title = f"关键词 Keywords ({name}): {sides.name} / {reference}"
    recipe = _recipe(study, items, choices)
    chart = Scatter(
        "效应与显著性 Effect and significance", "log_ratio", "g2", "item",
        "对数比 log ratio", "G²", log_y=True, where=(PART_OF, "") if items.nested else None,
    )  # fmt: skip
    # The plots show no parts of what they show.
    whole = told[told[PART_OF] == ""] if items.nested else told
    places = _places(items.of(whole.index.to_numpy(np.int64)), whole, sides, reference)
    strips = Strips("分布 Dispersion", "item", "place", "side", most=sum(_PLOTTED))
    return [
        Result(f"keyness_{name}{suffix}", title, told.reset_index(drop=True), recipe, notes,
               (chart,)),
        Result(f"places_{name}{suffix}", f"{title} – 分布 dispersion", places, recipe, (),
               (strips,), is_data=True),
    ]  # fmt: skip


def _single(sides: _Sides) -> tuple[str, ...]:
    few = [
        what
        for what, kept in (("target", sides.inside), ("reference", ~sides.inside))
        if kept.sum() < 2
    ]
    return (f"{' and '.join(few)}: {Reason.ONE_PART}",) if few else ()


def _with_dispersion(told: "pd.DataFrame", items: Items, sides: _Sides) -> "pd.DataFrame":
    """Add how evenly each item is spread over the documents of the side it is key in."""
    import pandas as pd

    documents = len(items.sizes)
    table = items.frequencies(np.arange(documents), documents)
    columns = {}
    for key, kept in (("+", sides.inside), ("−", ~sides.inside)):
        parts = Parts.of(table[:, kept], items.sizes[kept])
        columns[key] = {
            "dp": parts.deviation_of_proportions(),
            "dp_norm": parts.normalised_deviation(),
            "juilland_d": parts.juilland_d(),
            "arf": _reduced(items, kept),
        }
        if parts.sizes.size < 2:
            columns[key]["dp"] = np.full(len(told), np.nan)
    positive = (told["key"] == "+").to_numpy()
    spread = {
        name: np.where(positive, columns["+"][name], columns["−"][name]) for name in columns["+"]
    }
    return pd.concat([told, pd.DataFrame(spread, index=told.index)], axis=1)


def _reduced(items: Items, kept: Any) -> Floats:
    """Return ARF over the documents kept, read one after the other."""
    sizes = np.where(kept, items.sizes, 0)
    begins = np.cumsum(sizes) - sizes
    inside = kept[items.document]
    places = items.place[inside] + begins[items.document[inside]]
    return reduced_frequencies(items.item[inside], places, len(items.names), int(sizes.sum()))


def _places(items: Items, told: "pd.DataFrame", sides: _Sides, reference: str) -> "pd.DataFrame":
    """Return where the first keywords of each direction stand, side by side."""
    keys = told["key"].to_numpy()
    first = [np.flatnonzero(keys == key)[:n] for key, n in zip("+−", _PLOTTED, strict=True)]
    parts = {sides.name: sides.inside, reference: ~sides.inside}
    return places_of(items.of(np.concatenate(first)), parts, column="side")
