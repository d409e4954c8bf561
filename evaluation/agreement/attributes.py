"""Agreement on what is said about a span, once annotators agree that it is there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tifa.corpus.figures import Figure, Reason, Undefined, quotient
from tifa.corpus.spans import Span
from tifa.evaluation.agreement.chance import (
    Level,
    Weighting,
    cohen_kappa,
    crosstab,
    krippendorff_alpha,
)
from tifa.evaluation.counts import Counts

# The value of an attribute that a span does not have.
ABSENT = "–"
Match = tuple[Span, Span]


@dataclass(frozen=True, slots=True)
class AttributeAgreement:
    """Agreement on one attribute of one label, on matched spans.

    label, attribute (str): Which.
    spans (int): Matched pairs of spans of which at least one has the attribute.
    observed (Figure): Share of them with the same value.
    alpha (Figure): Krippendorff's alpha at the level.
    kappa (Figure): Cohen's kappa, the sides being first and second annotator of a pair;
        weighted with squares if ordinal.
    level (Level): Nominal, or ordinal for an attribute with ordered values.
    left_out (int): Of an ordinal attribute, pairs left out of alpha and kappa because a
        side has no value or one that stands in no order.
    """

    label: str
    attribute: str
    spans: int
    observed: Figure
    alpha: Figure
    kappa: Figure
    level: Level
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ArgumentAgreement:
    """Agreement on the arguments of one name on matched spans of one label.

    counts (Counts): Arguments of same extent; “false” is what one side alone has.
    """

    label: str
    argument: str
    counts: Counts


def attribute_agreement(
    matches: Iterable[Match], ordered: Mapping[tuple[str, str], Sequence[str]] | None = None
) -> list[AttributeAgreement]:
    """Return agreement on every attribute of matched spans of the same label.

    A value that one side lacks counts as a value of its own; for ordinal attributes such
    pairs are left out. With more than two annotators the pairs of all pairs of annotators
    are pooled.

    matches: Pairs of spans of the same label.
    ordered (Mapping | None): Values in rising order by label and attribute, for those
        attributes that are ordinal.
    """
    values: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for first, second in matches:
        for name in first.attributes.keys() | second.attributes.keys():
            pair = first.attributes.get(name, ABSENT), second.attributes.get(name, ABSENT)
            values[first.label, name].append(pair)
    return [
        _measure(label, name, values[label, name], (ordered or {}).get((label, name)))
        for label, name in sorted(values)
    ]


def _measure(
    label: str, name: str, pairs: Sequence[tuple[str, str]], order: Sequence[str] | None
) -> AttributeAgreement:
    same = sum(first == second for first, second in pairs)
    observed = quotient(same, len(pairs), Reason.NOTHING_MATCHED)
    if order is None:
        sides = [list(side) for side in zip(*pairs, strict=True)]
        alpha = krippendorff_alpha(sides).value
        kappa = cohen_kappa(crosstab(sides[0], sides[1])).value
        level, left_out = Level.NOMINAL, 0
    else:
        rank = {value: float(place) for place, value in enumerate(order)}
        ranked = [(rank[a], rank[b]) for a, b in pairs if a in rank and b in rank]
        alpha, kappa = _ordinal(ranked)
        level, left_out = Level.ORDINAL, len(pairs) - len(ranked)
    return AttributeAgreement(label, name, len(pairs), observed, alpha, kappa, level, left_out)


def _ordinal(ranked: Sequence[tuple[float, float]]) -> tuple[Figure, Figure]:
    if not ranked:
        none = Undefined(Reason.NOTHING_MATCHED)
        return none, none
    sides = [list(side) for side in zip(*ranked, strict=True)]
    categories = sorted({*sides[0], *sides[1]})
    table = crosstab(sides[0], sides[1], categories)
    return (
        krippendorff_alpha(sides, Level.ORDINAL).value,
        cohen_kappa(table, weighting=Weighting.QUADRATIC).value,
    )


def argument_agreement(matches: Iterable[Match]) -> list[ArgumentAgreement]:
    """Return agreement on the arguments of matched spans of the same label."""
    counts: dict[tuple[str, str], Counts] = {}
    for first, second in matches:
        one, other = _extents(first), _extents(second)
        for name in one.keys() | other.keys():
            mine, theirs = one.get(name, set()), other.get(name, set())
            both = len(mine & theirs)
            here = Counts(tp=both, fp=len(theirs) - both, fn=len(mine) - both)
            counts[first.label, name] = counts.get((first.label, name), Counts()) + here
    return [ArgumentAgreement(*key, counts[key]) for key in sorted(counts)]


def _extents(span: Span) -> dict[str, set[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for argument in span.arguments:
        found[argument.name].add((argument.start, argument.end))
    return found
