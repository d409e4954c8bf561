"""The decoder: of one label, the best spans that do not overlap each other.

spaCy's span categoriser returns every candidate above its threshold, nested
duplicates of one label included. The scheme allows no overlap within a label, so
the decoder keeps, per label, the set of spans with the greatest total of
``score - threshold`` (weighted interval scheduling; Kleinberg & Tardos,
Algorithm Design, 2005, section 6.1).
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.tokens import Span as TokenSpan

FACTORY = "tifa_decoder"

Scored = tuple[int, int, float]


def best_disjoint(spans: Sequence[Scored], threshold: float) -> list[Scored]:
    """Return the disjoint spans with the greatest total of ``score - threshold``.

    spans (Sequence[tuple[int, int, float]]): Start, end (exclusive) and score.
    threshold (float): Spans that do not reach it are left out.
    """
    ordered = sorted((span for span in spans if span[2] >= threshold), key=lambda s: (s[1], s[0]))
    ends = [end for _, end, _ in ordered]
    best = [0.0]
    before: list[int] = []
    for index, (start, _, score) in enumerate(ordered):
        before.append(bisect_right(ends, start, 0, index))
        best.append(max(best[-1], best[before[-1]] + score - threshold + _TIE))
    kept: list[Scored] = []
    index = len(ordered)
    while index:
        if best[index] == best[index - 1]:
            index -= 1
        else:
            kept.append(ordered[index - 1])
            index = before[index - 1]
    return kept[::-1]


# A span exactly at the threshold is worth keeping.
_TIE = 1e-9


class Decoder:
    """spaCy pipe that removes overlaps within a label from ``doc.spans[spans_key]``.

    spans_key (str): The span group to decode.
    threshold (float): Least score of a span that is kept.
    thresholds (Mapping[str, float]): Thresholds by label, where they differ.
    """

    def __init__(self, spans_key: str, threshold: float, thresholds: Mapping[str, float]) -> None:
        self.key = spans_key
        self.threshold = threshold
        self.thresholds = dict(thresholds)

    def __call__(self, doc: Doc) -> Doc:
        """Decode the span group of a doc in place."""
        group = doc.spans.get(self.key)
        if group is None:
            return doc
        scores = group.attrs.get("scores")
        values = [1.0] * len(group) if scores is None else [float(score) for score in scores]
        by_label: dict[str, list[Scored]] = {}
        for span, score in zip(group, values, strict=True):
            by_label.setdefault(span.label_, []).append((span.start, span.end, score))
        kept = [
            (start, end, score, label)
            for label, spans in by_label.items()
            for start, end, score in best_disjoint(spans, self._threshold(label))
        ]
        kept.sort(key=lambda item: (item[0], -item[1], item[3]))
        decoded = SpanGroup(doc, name=self.key)
        decoded.extend([TokenSpan(doc, start, end, label=label) for start, end, _, label in kept])
        decoded.attrs["scores"] = [score for _, _, score, _ in kept]
        doc.spans[self.key] = decoded
        return doc

    def _threshold(self, label: str) -> float:
        return self.thresholds.get(label, self.threshold)


@Language.factory(FACTORY, default_config={"spans_key": "sc", "threshold": 0.5, "thresholds": {}})
def make_decoder(
    nlp: Language, name: str, spans_key: str, threshold: float, thresholds: dict[str, float]
) -> Decoder:
    """Make the decoder (see `Decoder`)."""
    return Decoder(spans_key, threshold, thresholds)
