"""A table of a comparison with its recipe, and how it leaves: pandas, CSV, JSON, plots."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tifa import __version__
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.errors import CorpusError
from tifa.corpus.reporting.charts import Chart
from tifa.corpus.reporting.picture import Picture, picture

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a table was computed on and how.

    corpus, layer, by (str): Whose spans, and what made the groups.
    documents, characters (int): Size; characters without white space.
    fingerprint (str): First 12 digits of the SHA-256 of texts and spans.
    measure (str): With its variant, such as ``log-likelihood(4-cell)``.
    unit (str): What is counted, and of what, such as ``characters``.
    filters (str): Least frequencies, near-duplicates left out and the like.
    """

    corpus: str
    layer: str
    by: str
    documents: int
    characters: int
    fingerprint: str
    measure: str
    unit: str
    filters: str = "none"
    version: str = __version__

    def short(self) -> str:
        """Return one line, such as ``corpus:seed|layer:gold|…|tifa:0.1.0``."""
        return "|".join(f"{name}:{value}" for name, value in self.to_dict().items())

    def to_dict(self) -> dict[str, str | int]:
        """Return the fields for JSON."""
        return {
            "corpus": self.corpus,
            "layer": self.layer,
            "by": self.by,
            "documents": self.documents,
            "characters": self.characters,
            "sha": self.fingerprint,
            "measure": self.measure,
            "unit": self.unit,
            "filters": self.filters,
            "tifa": self.version,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """A table; a notebook shows it with its notes and its recipe.

    name (str): Of files and anchors, such as ``rates``.
    title (str): For people, in Chinese and English.
    frame (pd.DataFrame): One row a finding; numbers as numbers, missing where undefined.
    recipe (Recipe): How it was made.
    notes (tuple[str, ...]): Warnings, and why figures are missing.
    charts (tuple[Chart, ...]): How the table is drawn in a report; none is not at all.
    is_data (bool): Whether it is only the data of its charts, too long for people to read.
    """

    name: str
    title: str
    frame: "pd.DataFrame"
    recipe: Recipe
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    is_data: bool = False

    def __repr__(self) -> str:
        rows, columns = self.frame.shape
        return f"<{self.name}: {self.title}; {rows} rows, {columns} columns; {self.recipe.short()}>"

    def _repr_html_(self) -> str:
        from tifa.corpus.comparison.inline import result_html

        return result_html(self)  # pyright: ignore[reportArgumentType]

    def plot(self, chart: int | Chart = 0) -> Picture:
        """Return a picture of the table, which a notebook shows and `Picture.save` keeps.

        chart (int | Chart): Which of `charts`, or one of your own over columns of the table.

        Raises:
            CorpusError: The table has no such chart, or nothing to draw.
        """
        if isinstance(chart, int):
            if not 0 <= chart < len(self.charts):
                raise CorpusError(
                    f"The table “{self.name}” has {len(self.charts)} charts, and none is {chart}",
                    remedy="Give a chart of your own, such as Heat(title, row, column, value).",
                )
            chart = self.charts[chart]
        found = picture(chart, self.frame)
        if found is None:
            raise CorpusError(f"The table “{self.name}” has nothing to draw")
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the table for JSON; what is missing is null, infinity a word."""
        infinite = {float("inf"): "inf", float("-inf"): "-inf"}
        frame = self.frame.astype(object).where(self.frame.notna(), None).replace(infinite)
        return {
            "name": self.name,
            "title": self.title,
            "recipe": self.recipe.to_dict(),
            "notes": list(self.notes),
            "rows": frame.to_dict(orient="records"),
        }


def recipe_of(study: Study, *, measure: str, unit: str, filters: str = "none") -> Recipe:
    """Return the recipe of a table made of a study."""
    speeches = study.speeches
    return Recipe(
        corpus=study.name,
        layer=study.layer,
        by=study.by,
        documents=len(speeches),
        characters=sum(speech.characters for speech in speeches),
        fingerprint=fingerprint(speeches),
        measure=measure,
        unit=unit,
        filters=filters,
    )


def table_of(
    study: Study, name: str, title: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]],
    *, measure: str, unit: str, filters: str = "none", notes: Iterable[str] = (),
    charts: tuple[Chart, ...] = (),
) -> Result:  # fmt: skip
    """Return a table of rows with these columns, however few rows there are."""
    import pandas as pd  # slow to import

    frame = pd.DataFrame(list(rows), columns=list(columns))
    recipe = recipe_of(study, measure=measure, unit=unit, filters=filters)
    return Result(name, title, frame, recipe, tuple(notes), charts)


def fingerprint(speeches: Iterable[Speech]) -> str:
    """Return the first 12 digits of the SHA-256 of ids, texts and spans, in any order."""
    parts = sorted(
        repr((s.doc.id, s.doc.sha256, sorted(span.key for span in s.spans))) for s in speeches
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
