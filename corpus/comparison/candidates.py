"""Candidates for the lexicon: mined formulations, rated, in context, ready to be decided."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import log2
from typing import Any

from tifa.corpus.comparison.chronology import earliest, undated_note, when
from tifa.corpus.comparison.dispersion import Parts
from tifa.corpus.comparison.mining import MARKS, REPEATED, Candidate, FormIndex, frequencies, mine
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.comparison.timeline import PER, year_list
from tifa.corpus.lexicon import Lexicon
from tifa.corpus.reporting.charts import Scatter

_COLUMNS = (
    "rank", "form", "signs", "count", "documents", "share_closed", "dp_norm", "per_10k",
    "background_per_10k", "first_date", "first_document", "years", "score", "contexts",
)  # fmt: skip
# Where a phrase may end: at a mark, or before what joins it to the next one.
_CLOSING = frozenset(MARKS + "的和与等")
# Ordinary wording repeats too.
_SHAPED = 2
_CONTEXT = 15
_CONTEXTS = 3
# A form that fewer documents have is judged by hand anyway; of many, what nearly all have
# is how such texts are written.
_MANY = 10
# What the kind of a formula is likely to be, by the sign that speaks for it.
_KINDS = {"numbered": "numbered", "parallel": "maxim"}
_CHARTS = (
    Scatter("多少与集散 Frequency and dispersion", "dp_norm", "count", "form",
            "集中程度 DPnorm (0 = 均匀 even)", "次数 count", log_y=True),
)  # fmt: skip

Watch = Callable[[Sequence[Candidate]], Iterable[Candidate]]


def candidate_table(
    study: Study, lexicon: Lexicon | None = None, *, background: Sequence[str] = (),
    least: int = 2, least_repeated: int = 4, most: int = 1_000, most_share: float = 0.8,
    watch: Watch = lambda each: each,
) -> Result:  # fmt: skip
    """Return candidates for the lexicon, the likeliest first.

    The score is log₂(1 + documents) × signs × share of occurrences that marks close on both
    sides; quotation, parallel members and a number count as two signs each, to repeat as one.

    lexicon (Lexicon | None): What is decided already; None is nothing.
    background (Sequence[str]): Other texts; what they say at least half as often for their
        length is boilerplate.
    least, least_repeated (int): See `mine`.
    most (int): At most so many candidates.
    most_share (float): Of ten or more documents, what more than this share has is
        boilerplate.
    watch (Watch): Wraps the candidates while they are put into the table, for a progress bar.
    """
    rater = _Rater(study.speeches, background)
    found = mine(rater.texts, lexicon, least=least, least_repeated=least_repeated)
    kept = [each for each in found if not rater.usual(each, most_share)]
    ranked = sorted(kept, key=lambda each: (-rater.score(each), -len(each.places), each.form))
    rows = [
        {"rank": rank, **rater.row(each)} for rank, each in enumerate(watch(ranked[:most]), start=1)
    ]
    return table_of(
        study, "candidates", "候选提法 Candidates for the lexicon", _COLUMNS, rows,
        measure="candidates(repeats, quotation marks, parallel members, numbers)",
        unit="occurrences in characters",
        filters=f"count ≥ {least}, only repeated ≥ {least_repeated}, boilerplate left out "
        f"(> {most_share:.0%} of documents, or half the rate in {len(background)} background "
        f"texts), {len(lexicon) if lexicon else 0} decided entries left out",
        notes=_notes(study, found, kept, most), charts=_CHARTS,
    )  # fmt: skip


def _notes(
    study: Study, found: Sequence[Candidate], kept: Sequence[Candidate], most: int
) -> tuple[str, ...]:
    notes = [*study.warnings, *undated_note(study.speeches)]
    if not found:
        notes.append("No formulation repeats, is quoted, parallel or numbered often enough")
    if len(kept) < len(found):
        notes.append(f"{len(found) - len(kept)} of {len(found)} left out as boilerplate")
    if len(kept) > most:
        notes.append(f"The first {most} of {len(kept)} candidates")
    return tuple(notes)


class _Rater:
    """What is known of a candidate from the texts and the background."""

    def __init__(self, speeches: Sequence[Speech], background: Sequence[str]) -> None:
        self._speeches = speeches
        self.texts = [speech.doc.text for speech in speeches]
        self._size = sum(speech.characters for speech in speeches)
        self._background = FormIndex(background) if background else None
        self._background_size = sum(len("".join(text.split())) for text in background)

    @cached_property
    def _sizes(self) -> list[int]:
        return [speech.characters for speech in self._speeches]

    def _rate(self, candidate: Candidate) -> float:
        return len(candidate.places) / self._size * PER if self._size else 0.0

    def _background_rate(self, candidate: Candidate) -> float:
        if self._background is None or not self._background_size:
            return 0.0
        return len(self._background.places(candidate.form)) / self._background_size * PER

    def usual(self, candidate: Candidate, most_share: float) -> bool:
        """Say whether a candidate is boilerplate: of these texts, or of the background."""
        number = len(self._speeches)
        if number >= _MANY and len(candidate.documents) > most_share * number:
            return True
        rate = self._background_rate(candidate)
        return rate > 0 and 2 * rate >= self._rate(candidate)

    def score(self, candidate: Candidate) -> float:
        """Return how likely a person will take it; see `candidate_table`."""
        weight = sum(1 if sign == REPEATED else _SHAPED for sign in candidate.signs)
        return log2(1 + len(candidate.documents)) * weight * self._closed(candidate)

    def _closed(self, candidate: Candidate) -> float:
        """Return the share of occurrences with a mark, or an end of the text, on both sides."""
        length = len(candidate.form)
        return sum(
            self._ends(number, place - 1) and self._ends(number, place + length)
            for number, place in candidate.places
        ) / len(candidate.places)

    def _ends(self, number: int, place: int) -> bool:
        text = self.texts[number]
        return not 0 <= place < len(text) or text[place] in _CLOSING

    def row(self, candidate: Candidate) -> dict[str, Any]:
        """Return the row of a candidate."""
        counts = frequencies(candidate, len(self._speeches))
        dated = [
            (moment, number)
            for number in candidate.documents
            if (moment := when(self._speeches[number])) is not None
        ]
        first = earliest(dated)
        dispersion = Parts.of(counts, self._sizes).normalised_deviation()[0]
        return {
            "form": candidate.form,
            "signs": ", ".join(candidate.signs),
            "count": len(candidate.places),
            "documents": len(candidate.documents),
            "share_closed": self._closed(candidate),
            "dp_norm": float(dispersion),
            "per_10k": self._rate(candidate),
            "background_per_10k": self._background_rate(candidate)
            if self._background_size
            else None,
            "first_date": first[0][0].written if first else None,
            "first_document": self._speeches[first[0][1]].doc.id if first else None,
            "years": year_list(moment.first.year for moment, _ in dated),
            "score": self.score(candidate),
            "contexts": " ‖ ".join(self._contexts(candidate)),
        }

    def _contexts(self, candidate: Candidate) -> Iterator[str]:
        """Yield the first occurrences in different documents, marked by 【】."""
        shown: dict[int, int] = {}
        for number, place in candidate.places:
            shown.setdefault(number, place)
        for number, place in list(shown.items())[:_CONTEXTS]:
            text, end = self.texts[number], place + len(candidate.form)
            left, right = text[max(0, place - _CONTEXT) : place], text[end : end + _CONTEXT]
            context = f"{left}【{candidate.form}】{right}"
            yield f"{self._speeches[number].doc.id}: {' '.join(context.split())}"


def lexicon_lines(result: Result) -> list[dict[str, Any]]:
    """Return candidates as lines of a lexicon that still lack what a person decides.

    `status` is null, and with it no reader takes the line; ``in`` or ``out`` makes it an
    entry. `kind` is a guess where a sign suggests one, and null elsewhere.
    """
    return [_line(row, result.recipe.corpus) for row in result.to_dict()["rows"]]


def _line(row: Mapping[str, Any], corpus: str) -> dict[str, Any]:
    kinds = [_KINDS[sign] for sign in row["signs"].split(", ") if sign in _KINDS]
    years = [each.replace("–", " ").split() for each in row["years"].split(", ") if each]
    span = sorted({year for run in years for year in run})
    line = {
        "canonical": row["form"],
        "kind": kinds[0] if kinds else None,
        "status": None,
        "decided": corpus,
        "note": f"{row['signs']}; {row['count']} times in {row['documents']} documents; "
        f"{row['contexts']}",
    }
    if span:
        line["period"] = span[0] if len(span) == 1 else f"{span[0]}–{span[-1]}"
    return line
