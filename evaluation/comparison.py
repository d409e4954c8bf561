"""Several systems on one test set side by side: as data, as a data frame, as a table."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tifa.corpus.bootstrap import DEFAULT_LEVEL, DEFAULT_RESAMPLES, Interval
from tifa.corpus.errors import TifaError
from tifa.corpus.figures import Figure, Reason, Undefined, figure_to_json, show_figure
from tifa.evaluation.counts import MICRO, Counts, Matching
from tifa.evaluation.scores import Evaluation, Found, Row
from tifa.evaluation.signature import Signature
from tifa.evaluation.significance import PairedTest, compare_systems

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

NOT_ENOUGH = "not enough data"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Evaluations by name of the system, all on the same test set by the same rules.

    evaluations (Mapping[str, Evaluation]): At least one, in the order of display.
    """

    evaluations: Mapping[str, Evaluation]

    def __post_init__(self) -> None:
        """Check that the figures may stand side by side.

        Raises:
            TifaError: There is no system, or the signatures differ.
        """
        if not self.evaluations:
            raise TifaError("There is no system to show", remedy="Evaluate at least one.")
        for name, evaluation in self.evaluations.items():
            if evaluation.signature != self.signature:
                raise TifaError(
                    "The systems were not scored on the same test set by the same rules",
                    where=name,
                    remedy=f"Compare {evaluation.signature.short()} with {self.signature.short()}.",
                )

    @property
    def signature(self) -> Signature:
        """The recipe that all systems share."""
        return next(iter(self.evaluations.values())).signature

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels in order, ``micro`` last."""
        names = [label for each in self.evaluations.values() for label in each.labels]
        # Each evaluation ends with micro; it goes behind the labels that only others met.
        ordered = dict.fromkeys(label for label in names if label != names[-1])
        return (*ordered, names[-1])

    def rows(self, matching: Matching = Matching.STRICT) -> Iterator[tuple[str, str, Row | None]]:
        """Yield label, system and scores; None where neither side has the label."""
        for label in self.labels:
            for name, evaluation in self.evaluations.items():
                row = evaluation.row(label, matching) if label in evaluation.labels else None
                yield label, name, row

    def to_dict(self) -> dict[str, Any]:
        """Return everything for JSON; an undefined figure is ``{"undefined": reason}``."""
        return {
            "signature": self.signature.to_dict(),
            "signature_short": self.signature.short(),
            "signature_long": self.signature.long(),
            "systems": {
                name: {
                    "gold_duplicates": evaluation.gold_duplicates,
                    "predicted_duplicates": evaluation.predicted_duplicates,
                    "groups": list(evaluation.groups),
                    "macro_f1": {each.value: _macro(evaluation, each) for each in Matching},
                    "scores": [_row_to_dict(row) for row in evaluation.rows],
                }
                for name, evaluation in self.evaluations.items()
            },
        }

    def to_frame(self) -> "pd.DataFrame":
        """Return one row per system, label and matching.

        An undefined figure is a missing value; the column ``undefined`` says why. The
        column ``signature`` holds the recipe.
        """
        import pandas as pd  # slow to import

        return pd.DataFrame(
            [
                {"system": name, **_row_to_record(row), "signature": self.signature.short()}
                for name, evaluation in self.evaluations.items()
                for row in evaluation.rows
            ]
        )


def _macro(evaluation: Evaluation, matching: Matching) -> dict[str, Any]:
    figure, undefined = evaluation.macro_f1(matching)
    return {"value": figure_to_json(figure), "undefined_labels": undefined}


def _row_to_dict(row: Row) -> dict[str, Any]:
    data: dict[str, Any] = {
        "label": row.label,
        "matching": row.matching.value,
        "gold": row.counts.gold,
        "predicted": row.counts.predicted,
        **asdict(row.counts),
        "enough_data": row.counts.enough,
    }
    for name in ("precision", "recall", "f1"):
        data[name] = figure_to_json(getattr(row.counts, name))
        data[f"{name}_interval"] = interval_to_json(getattr(row.intervals, name))
    for name, part in (("seen", row.seen), ("unseen", row.unseen)):
        if part is not None:
            data[f"recall_{name}"] = {**asdict(part), "recall": figure_to_json(part.recall)}
    return data


def interval_to_json(interval: Interval | Undefined) -> dict[str, Any]:
    """Return bounds and dropped resamples, or ``{"undefined": reason}``."""
    if isinstance(interval, Undefined):
        return {"undefined": interval.reason.value}
    return asdict(interval)


def _row_to_record(row: Row) -> dict[str, Any]:
    counts = row.counts
    record: dict[str, Any] = {
        "label": row.label,
        "matching": row.matching.value,
        "gold": counts.gold,
        "predicted": counts.predicted,
        **asdict(counts),
    }
    reasons = []
    for name in ("precision", "recall", "f1"):
        figure, interval = getattr(counts, name), getattr(row.intervals, name)
        bounds = (None, None) if isinstance(interval, Undefined) else (interval.low, interval.high)
        record[name] = None if isinstance(figure, Undefined) else figure
        record[f"{name}_low"], record[f"{name}_high"] = bounds
        reasons += [f"{name}: {figure.reason}"] if isinstance(figure, Undefined) else []
        reasons += [f"{name} interval: {interval.reason}"] if bounds == (None, None) else []
    for name, part in (("seen", row.seen), ("unseen", row.unseen)):
        record[f"gold_{name}"] = None if part is None else part.gold
        recall = None if part is None else part.recall
        record[f"recall_{name}"] = recall if isinstance(recall, float) else None
    return {**record, "enough_data": counts.enough, "undefined": "; ".join(reasons)}


def show_interval(interval: Interval | Undefined) -> str:
    """Return an interval such as ``[0.671, 0.813]``, or nothing where there is none."""
    if isinstance(interval, Undefined):
        return ""
    return f"[{interval.low:.3f}, {interval.high:.3f}]"


def show_p(p: Figure) -> str:
    """Return a p value with four decimals, or “–” where it is undefined."""
    if isinstance(p, Undefined):
        return "–"
    return "<0.0001" if p < 0.00005 else f"{p:.4f}"


def render_table(comparison: Comparison) -> "Table":
    """Return the scores as a table for the terminal, 80 columns wide.

    A block for each label, headed by the label and its number of gold spans, with a row
    for each system; a star marks labels with too few gold spans to say much. The recipe
    is not in it, see `score_lines`.
    """
    from rich import box
    from rich.table import Table

    table = Table(
        title="Scores",
        caption=f"(gold spans)  * {NOT_ENOUGH}\nF1 macro, strict: {_macro_words(comparison)}",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column("", no_wrap=True)
    for heading in ("F1 strict", "P", "R", "TP/FP/FN", "overlap"):
        table.add_column(heading, justify="right", no_wrap=True)
    last = None
    overlap = comparison.rows(Matching.OVERLAP)
    for (label, name, row), (_, _, rough) in zip(comparison.rows(), overlap, strict=True):
        if label != last:
            table.add_row(f"[bold]{_heading(label, row)}[/bold]")
            last = label
        table.add_row(f"  {name}", *_cells(row, rough))
        for part, found in seen_parts(row) if row else ():
            missed = found.gold - found.found
            cells = show_figure(found.recall), f"{found.found}/–/{missed}"
            table.add_row(f"    {part} ({found.gold})", "", "", *cells)
    return table


@dataclass(frozen=True, slots=True)
class SystemTest:
    """A paired test of two systems on one label."""

    label: str
    first: str
    second: str
    result: PairedTest


def paired_tests(
    comparison: Comparison,
    matching: Matching = Matching.STRICT,
    *,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = 0,
    level: float = DEFAULT_LEVEL,
) -> list[SystemTest]:
    """Test the F1 of the first system against every other, label by label.

    The groups that are swapped are those of the intervals. Arguments as of
    `significance.compare_systems`.
    """
    (name, first), *others = comparison.evaluations.items()
    tests = []
    for label in comparison.labels:
        for other, second in others:
            cell = label, matching
            none = [Counts()] * len(first.groups)
            result = compare_systems(
                first.per_group.get(cell, none),
                second.per_group.get(cell, none),
                resamples=resamples,
                seed=seed,
                level=level,
            )
            tests.append(SystemTest(label, name, other, result))
    return tests


def seen_parts(row: Row) -> list[tuple[str, Found]]:
    """Return what was found of the forms seen and not seen in training.

    Nothing for a label without any seen form: its spans are no fixed formulas; and
    nothing for all labels together.
    """
    if row.label == MICRO or row.seen is None or row.unseen is None or not row.seen.gold:
        return []
    return [("seen forms", row.seen), ("unseen forms", row.unseen)]


def score_lines(comparison: Comparison) -> list[str]:
    """Return what goes with the table: the recipe, and why figures are missing."""
    missing: dict[Reason, list[str]] = {}
    for label, name, row in comparison.rows():
        if row is None:
            continue
        counts = row.counts
        figures = (counts.f1, counts.precision, counts.recall)
        why = next((each.reason for each in figures if isinstance(each, Undefined)), None)
        if why is not None:
            missing.setdefault(why, []).append(f"{label} {name}")
    lines = [f"–: {reason}: {', '.join(places)}" for reason, places in missing.items()]
    overall = next(iter(comparison.evaluations.values())).row().intervals.f1
    if isinstance(overall, Undefined) and overall.reason not in missing:
        lines.append(f"No intervals: {overall.reason}.")
    return [comparison.signature.short(), *lines]


def _macro_words(comparison: Comparison) -> str:
    words = []
    for name, evaluation in comparison.evaluations.items():
        figure, undefined = evaluation.macro_f1()
        left_out = f" ({undefined} labels without a value left out)" if undefined else ""
        words.append(f"{name} {show_figure(figure)}{left_out}")
    return ", ".join(words)


def _heading(label: str, row: Row | None) -> str:
    gold = row.counts.gold if row else 0
    enough = row is not None and row.counts.enough
    return f"{label} ({gold})" + ("" if enough else " *")


def _cells(row: Row | None, rough: Row | None) -> list[str]:
    if row is None or rough is None:
        return ["–"]
    counts = row.counts
    return [
        f"{show_figure(counts.f1)} {show_interval(row.intervals.f1)}".rstrip(),
        show_figure(counts.precision),
        show_figure(counts.recall),
        f"{counts.tp}/{counts.fp}/{counts.fn}",
        show_figure(rough.counts.f1),
    ]
