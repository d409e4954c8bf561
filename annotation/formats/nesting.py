"""Which of several overlapping spans a flat format keeps, and a loss for each of the others."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from tifa.annotation.formats.base import Exchange, Loss, OnNested
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span, in_order

_SHOWN = 3
_REMEDY = "Choose with --on-nested what is kept: longest, outer or per-label."


class OverlapError(FormatError):
    """Spans overlap where a format holds no overlap, and no policy says which to keep.

    losses (tuple[Loss, ...]): Every span that overlaps an earlier one, with that one.
    """

    def __init__(self, what: str, losses: tuple[Loss, ...], *, where: str) -> None:
        super().__init__(what, where=where, remedy=_REMEDY)
        self.losses = losses


def flatten(
    spans: Iterable[Span], policy: OnNested, *, item: str, annotator: str
) -> tuple[tuple[Span, ...], tuple[Loss, ...]]:
    """Return the spans of one text that share no character, and a loss for each dropped.

    policy (OnNested): ``outer`` keeps what lies in no other span, and of spans that cross
        the first; all others keep the longest, and of equally long ones the first. For
        ``per-label``, give the spans of one label (see `by_label`).
    item, annotator (str): Named in the losses.

    Raises:
        OverlapError: The policy is ``error`` and there is an overlap.
    """
    ordered = in_order(spans)
    if policy is OnNested.ERROR:
        _refuse([(item, annotator, *pair) for pair in _overlaps(ordered)], item)
        return ordered, ()
    lost: list[tuple[Span, Span]] = []
    if policy is OnNested.OUTER:
        ranked = _outer(ordered, lost)
    else:
        ranked = sorted(ordered, key=lambda span: span.start - span.end)
    kept: list[Span] = []
    for span in ranked:
        place = bisect_left(kept, span.start, key=lambda other: other.end)
        place += place < len(kept) and kept[place].end == span.start
        if place < len(kept) and kept[place].overlaps(span):
            lost.append((span, kept[place]))
        else:
            kept.insert(place, span)
    return tuple(kept), tuple(_loss(span, other, item, annotator) for span, other in lost)


def refuse_overlaps(exchange: Exchange, *, where: str) -> None:
    """Assert that no spans of an annotator overlap, before anything is written.

    where (str): The path to be written.

    Raises:
        OverlapError: Some do; it names the first three and says how many there are.
    """
    found = [
        (item, annotator, *pair)
        for annotator, layer in exchange.layers.items()
        for item, spans in layer.items()
        for pair in _overlaps(in_order(spans))
    ]
    _refuse(found, where)


def by_label(spans: Iterable[Span]) -> dict[str, tuple[Span, ...]]:
    """Return spans by label, labels in alphabetical order."""
    groups: dict[str, list[Span]] = {}
    for span in in_order(spans):
        groups.setdefault(span.label, []).append(span)
    return {label: tuple(groups[label]) for label in sorted(groups)}


def _overlaps(ordered: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Return each span that overlaps an earlier one, with that one."""
    found: list[tuple[Span, Span]] = []
    widest: Span | None = None
    for span in ordered:
        if widest is not None and span.start < widest.end:
            found.append((span, widest))
        if widest is None or span.end > widest.end:
            widest = span
    return found


def _outer(ordered: Sequence[Span], lost: list[tuple[Span, Span]]) -> list[Span]:
    """Return the spans that lie in no other, in text order; note the others as lost."""
    outer: list[Span] = []
    for span in ordered:
        if outer and span.end <= outer[-1].end:
            lost.append((span, outer[-1]))
        else:
            outer.append(span)
    return outer


def _refuse(found: Sequence[tuple[str, str, Span, Span]], where: str) -> None:
    if not found:
        return
    shown = "; ".join(
        f"{annotator}, {item}: {_named(span)} overlaps {_named(other)}"
        for item, annotator, span, other in found[:_SHOWN]
    )
    rest = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise OverlapError(
        f"The format holds no overlap, and {len(found)} spans overlap another ({shown}{rest})",
        tuple(_loss(span, other, item, annotator) for item, annotator, span, other in found),
        where=where,
    )


def _loss(span: Span, other: Span, item: str, annotator: str) -> Loss:
    reason = f"it overlaps {_named(other)}, and the format holds no overlap"
    return Loss(item, reason, item, annotator, span)


def _named(span: Span) -> str:
    return f"{span.label} {span.start}–{span.end} “{span.quote}”"
