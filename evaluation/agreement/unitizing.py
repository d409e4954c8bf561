"""Agreement on cutting a text into units and naming them: alpha_U and the u-alpha family.

Both compute in exact fractions, so that "no disagreement is possible" is a fact and not a
rounding error.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations

from tifa.corpus.figures import Figure, Reason, Undefined
from tifa.evaluation.agreement.continuum import Continuum, Unit, fault_of, overlapping

# The value of what lies between units; no label is None.
GAP = None
Segment = tuple[Fraction, Fraction, str | None]
Matrix = dict[tuple[str | None, str | None], Fraction]


@dataclass(frozen=True, slots=True)
class LabelAlpha:
    """alpha_U of one label.

    value (Figure): 1 - observed / expected.
    observed, expected (float): Disagreement found and disagreement by chance.
    """

    value: Figure
    observed: float
    expected: float


@dataclass(frozen=True, slots=True)
class AlphaU:
    """alpha_U over all labels and of each.

    value (Figure): 1 - Σ observed / Σ expected over the labels.
    per_label (Mapping[str, LabelAlpha]): The labels that occur; empty if refused.
    """

    value: Figure
    per_label: Mapping[str, LabelAlpha] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UAlpha:
    """The u-alpha family.

    u (Figure): Where units lie and what they are called, gaps included.
    bar_u (Figure): ``|u``: marked or not marked, whatever the label.
    cu (Figure): The label, where two annotators marked something.
    ku (Mapping[str, Figure]): ``(k)u``: that for each label.
    """

    u: Figure
    bar_u: Figure
    cu: Figure
    ku: Mapping[str, Figure] = field(default_factory=dict)


def alpha_u(continuum: Continuum) -> AlphaU:
    """Return alpha_U of Krippendorff (1995), generalised to labels (2004).

    For each label c the continuum of length L of each of m annotators is cut into units
    and gaps. Do_c = Σ_{i≠j} Σ_{g,h} δ² / (m(m-1)L²), with δ² = (s_g-s_h)² + (e_g-e_h)²
    for units that intersect, len² for a unit that lies wholly in a gap, else 0.
    De_c = (2/L) Σ_units [(N-1)/3 (2l³-3l²+l) + l² Σ_{gaps f>=l} (f-l+1)]
    / (mL(mL-1) - Σ_units l(l-1)). Labels may overlap; units of one annotator and label
    may not, and are refused.

    The measure is not monotone: a unit drawn too long can raise it. Read it beside a
    measure of boundaries.

    Source: Krippendorff (1995), doi 10.2307/271061, as computed by DKPro Statistics.
    """
    if fault := fault_of(continuum, whole=True):
        return AlphaU(Undefined(fault))
    if any(overlapping(units) for units in _by_label(continuum)):
        return AlphaU(Undefined(Reason.LABEL_OVERLAP))
    if not continuum.labels:
        return AlphaU(Undefined(Reason.NO_UNITS))
    parts = {label: _disagreements(continuum.only(label)) for label in continuum.labels}
    observed = sum((part[0] for part in parts.values()), Fraction(0))
    expected = sum((part[1] for part in parts.values()), Fraction(0))
    per_label = {
        label: LabelAlpha(_alpha(do, de), float(do), float(de)) for label, (do, de) in parts.items()
    }
    return AlphaU(_alpha(observed, expected), per_label)


def u_alpha(continuum: Continuum) -> UAlpha:
    """Return the u-alpha family of Krippendorff, Mathet, Bouvry & Widlöcher (2016).

    l_ck = Σ_{i≠j} length of c-segments of i within k-segments of j / (m-1), gaps φ being
    segments too; l.. = mL. ε_ck = l.. (l_c. l_.k - [c=k] S_c)/(l..² - Σ S_v), S_v the sum
    of squared unit lengths and S_φ the sum of gap lengths.
    u = 1 - (l.. - Σ l_cc)/(l.. - Σ ε_cc); |u = 1 - Σ_v l_φv / Σ_v ε_φv. cu and (k)u are
    the same on the stretches that two annotators marked, with S_v made of each unit's
    length common with another annotator.

    Units of one annotator may not overlap. With labels that overlap each other, run it
    label by label: `u_alpha_of_label`.

    Source: doi 10.1007/s11135-015-0266-1, as computed by lindanna/unitized_alpha.
    """
    fault = fault_of(continuum, whole=True)
    if not fault and any(overlapping(units) for units in continuum.raters):
        fault = Reason.OVERLAP
    if not fault and not continuum.labels:
        fault = Reason.NO_UNITS
    if fault:
        none = Undefined(fault)
        return UAlpha(none, none, none)
    raters = [segments(continuum, units) for units in continuum.raters]
    seen = _coincidences(raters)
    u, bar_u = _unitized(raters, seen, len(raters) * Fraction(continuum.length))
    cu, ku = _coded(raters, seen, continuum.labels)
    return UAlpha(u, bar_u, cu, ku)


def u_alpha_of_label(continuum: Continuum, label: str) -> UAlpha:
    """Return the u-alpha family on the units of one label, all else being gap."""
    return u_alpha(continuum.only(label))


def _alpha(observed: Fraction, expected: Fraction) -> Figure:
    # Fractions are divided before they are turned into floats.
    return float(1 - observed / expected) if expected else Undefined(Reason.NO_CHANCE)


def _by_label(continuum: Continuum) -> Iterator[tuple[Unit, ...]]:
    for label in continuum.labels:
        yield from continuum.only(label).raters


def segments(continuum: Continuum, units: Sequence[Unit]) -> list[Segment]:
    """Return units and the gaps between them, in order."""
    segments: list[Segment] = []
    at = Fraction(continuum.begin)
    for unit in sorted(units):
        start, end = Fraction(unit.start), Fraction(unit.end)
        if start > at:
            segments.append((at, start, GAP))
        segments.append((start, end, unit.label))
        at = end
    end = Fraction(continuum.begin) + Fraction(continuum.length)
    if end > at:
        segments.append((at, end, GAP))
    return segments


def _disagreements(continuum: Continuum) -> tuple[Fraction, Fraction]:
    """Return Do and De of the only label of a continuum."""
    raters = [segments(continuum, units) for units in continuum.raters]
    m, length = len(raters), Fraction(continuum.length)
    total = sum(
        (
            2 * squared(first, second)
            for i, one in enumerate(raters)
            for other in raters[i + 1 :]
            for first, second in intersections(one, other)
        ),
        Fraction(0),
    )
    return total / (m * (m - 1) * length**2), _expected(raters, length)


def squared(first: Segment, second: Segment) -> Fraction:
    """Return δ² of two segments that intersect: how far alpha_U takes them to disagree."""
    if first[2] is GAP:
        first, second = second, first
    if first[2] is GAP:
        return Fraction(0)
    if second[2] is not GAP:
        return (first[0] - second[0]) ** 2 + (first[1] - second[1]) ** 2
    inside = second[0] <= first[0] and first[1] <= second[1]
    return (first[1] - first[0]) ** 2 if inside else Fraction(0)


def _expected(raters: Sequence[Sequence[Segment]], length: Fraction) -> Fraction:
    units = [end - start for row in raters for start, end, label in row if label is not GAP]
    gaps = [end - start for row in raters for start, end, label in row if label is GAP]
    total = Fraction(0)
    for size in units:
        total += Fraction(len(units) - 1, 3) * (2 * size**3 - 3 * size**2 + size)
        total += size**2 * sum((gap - size + 1 for gap in gaps if gap >= size), Fraction(0))
    places = len(raters) * length
    pairs = places * (places - 1) - sum(size * (size - 1) for size in units)
    return 2 * total / (length * pairs)


def intersections(
    one: Sequence[Segment], other: Sequence[Segment]
) -> Iterator[tuple[Segment, Segment]]:
    """Yield the segments of two annotators that share a stretch."""
    i = j = 0
    while i < len(one) and j < len(other):
        yield one[i], other[j]
        ends = one[i][1], other[j][1]
        i += ends[0] <= ends[1]
        j += ends[1] <= ends[0]


def shared(first: Segment, second: Segment) -> Fraction:
    """Return the length that two segments share."""
    return min(first[1], second[1]) - max(first[0], second[0])


def _coincidences(raters: Sequence[Sequence[Segment]]) -> Matrix:
    """Return l_ck."""
    seen: Matrix = defaultdict(Fraction)
    for one, other in permutations(raters, 2):
        for first, second in intersections(one, other):
            seen[first[2], second[2]] += shared(first, second) / (len(raters) - 1)
    return seen


def _unitized(
    raters: Sequence[Sequence[Segment]], seen: Matrix, total: Fraction
) -> tuple[Figure, Figure]:
    """Return u and |u."""
    margins, selves = _margins(seen), _selves(raters)
    scale = total / (total**2 - sum(selves.values()))
    hits = sum((seen[c, c] for c in margins), Fraction(0))
    chance_hits = sum(((margins[c] ** 2 - selves[c]) * scale for c in margins), Fraction(0))
    gap = margins[GAP]
    mixed = gap - seen[GAP, GAP]
    chance_mixed = gap * (total - gap) * scale
    return (
        _alpha(total - hits, total - chance_hits),
        _alpha(mixed, chance_mixed),
    )


def _margins(seen: Matrix) -> dict[str | None, Fraction]:
    margins: dict[str | None, Fraction] = defaultdict(Fraction)
    for (value, _), length in seen.items():
        margins[value] += length
    return margins


def _selves(raters: Sequence[Sequence[Segment]]) -> dict[str | None, Fraction]:
    """Return S_v: what a unit would share with itself."""
    selves: dict[str | None, Fraction] = defaultdict(Fraction)
    for row in raters:
        for start, end, value in row:
            selves[value] += (end - start) if value is GAP else (end - start) ** 2
    return selves


def _coded(
    raters: Sequence[Sequence[Segment]], seen: Matrix, labels: Sequence[str]
) -> tuple[Figure, dict[str, Figure]]:
    """Return cu and (k)u."""
    margins = {c: sum((seen[c, k] for k in labels), Fraction(0)) for c in labels}
    total = sum(margins.values(), Fraction(0))
    if not total:
        none = Undefined(Reason.NO_COMMON)
        return none, dict.fromkeys(labels, none)
    selves = common_selves(raters)
    pairable = total - sum(selves.values()) / total
    if not pairable:  # one unit, which could only meet itself
        none = Undefined(Reason.NO_CHANCE)
        return none, dict.fromkeys(labels, none)
    scale = 1 / pairable
    chance = {c: (margins[c] ** 2 - selves[c]) * scale for c in labels}
    hits = sum((seen[c, c] for c in labels), Fraction(0))
    cu = _alpha(total - hits, total - sum(chance.values()))
    ku: dict[str, Figure] = {}
    for c in labels:
        other = margins[c] * (total - margins[c]) * scale
        row = other + chance[c]
        ku[c] = _alpha(row * (margins[c] - seen[c, c]), margins[c] * other)
        ku[c] = ku[c] if margins[c] else Undefined(Reason.NO_COMMON)
    return cu, ku


def common_selves(raters: Sequence[Sequence[Segment]]) -> dict[str | None, Fraction]:
    """Return S_v of the stretches that two annotators marked."""
    selves: dict[str | None, Fraction] = defaultdict(Fraction)
    for one, other in permutations(raters, 2):
        common: dict[Segment, Fraction] = defaultdict(Fraction)
        for first, second in intersections(one, other):
            if GAP not in (first[2], second[2]):
                common[first] += shared(first, second)
        for segment, length in common.items():
            selves[segment[2]] += length**2 / (len(raters) - 1)
    return selves
