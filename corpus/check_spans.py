"""Validation of spans against their text and the label scheme: levels 3 and 4."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tifa.corpus.check_files import StoredTask
from tifa.corpus.errors import OffsetError
from tifa.corpus.incidents import Place, ValidationReport
from tifa.corpus.lexicon import Lexicon, shipped_lexicon
from tifa.corpus.offsets import Utf16Map, check_extent
from tifa.corpus.scheme import AttributeDef, LabelDef, Scheme
from tifa.corpus.spans import Argument, LayerKind, Span
from tifa.corpus.structure import analyse
from tifa.corpus.tasks import read_span


@dataclass(frozen=True, slots=True)
class PlacedSpan:
    """A span with offsets into the document, and where it is stored."""

    span: Span
    place: Place


@dataclass(frozen=True, slots=True)
class _Extent:
    """A span or argument as stored, relative to the task text."""

    start: int
    end: int
    quote: str
    what: str


def check_offsets(
    stored: StoredTask, file: str, text: str | None, report: ValidationReport
) -> list[PlacedSpan]:
    """Check a task against its document's text; return the spans that fit.

    stored (StoredTask): The task.
    file (str): The annotation file, inside the corpus folder.
    text (str | None): The document's text, None if that is not known.
    """
    task = stored.task
    offset = task.meta.char_offset
    place = Place(file, stored.line, task.meta.doc_id)
    fits = text is None or text[offset : offset + len(task.text)] == task.text
    if not fits:
        message = f"The task text is not what the document has at {offset}"
        report.add("task-text-mismatch", place, message)
    good: list[PlacedSpan] = []
    bad: list[tuple[_Extent, OffsetError]] = []
    for record in task.spans:
        span = read_span(record, task.text)
        problems = [*_problems(span, task.text)]
        where = replace(place, start=span.start, end=span.end, quote=span.quote)
        if record.quote is None and not problems:
            report.add("no-quote", replace(where, quote=None), "The span stores no quote")
        if fits and not problems:
            moved = span.shifted(offset)
            good.append(PlacedSpan(moved, replace(where, start=moved.start, end=moved.end)))
        bad += problems
    _report_extents(bad, task.text, place, report)
    return good


def _problems(span: Span, text: str) -> Iterator[tuple[_Extent, OffsetError]]:
    extents = [_Extent(span.start, span.end, span.quote, f"{span.label} span")]
    for arg in span.arguments:
        extents.append(_Extent(arg.start, arg.end, arg.quote, f"Argument {arg.name}"))
    for extent in extents:
        try:
            check_extent(text, extent.start, extent.end, extent.quote, what=extent.what)
        except OffsetError as error:
            yield extent, error


def _report_extents(
    bad: Sequence[tuple[_Extent, OffsetError]], text: str, place: Place, report: ValidationReport
) -> None:
    shifted = bool(bad) and _all_utf16([extent for extent, _ in bad], text)
    for extent, error in bad:
        where = replace(place, start=extent.start, end=extent.end, quote=extent.quote)
        if shifted:
            message = f"All {len(bad)} misplaced extents of the task fit as UTF-16 offsets"
            report.add("utf16-offsets", where, message)
            return
        report.add(_rule_of(extent, text), where, error.what, remedy=error.remedy)


def _all_utf16(extents: Iterable[_Extent], text: str) -> bool:
    """Say whether extents that do not fit would fit if they counted UTF-16 units."""
    units = Utf16Map(text)
    try:
        return all(
            item.quote
            and text[units.from_utf16(item.start) : units.from_utf16(item.end)] == item.quote
            for item in extents
        )
    except OffsetError:
        return False


def _rule_of(extent: _Extent, text: str) -> str:
    if extent.start == extent.end:
        return "empty-span"
    if not 0 <= extent.start < extent.end <= len(text):
        return "offset-out-of-range"
    return "quote-mismatch"


def check_task_overlaps(tasks: Sequence[StoredTask], file: str, report: ValidationReport) -> None:
    """Check that no two tasks of a layer cover the same part of a document."""
    ends: dict[str, tuple[int, int]] = {}
    ordered = sorted(tasks, key=lambda item: (item.task.meta.doc_id, item.task.meta.char_offset))
    for item in ordered:
        doc_id, start = item.task.meta.doc_id, item.task.meta.char_offset
        end, line = ends.get(doc_id, (0, 0))
        if start < end:
            message = f"The task covers text that the task in line {line} covers too"
            report.add("overlapping-tasks", Place(file, item.line, doc_id), message)
        ends[doc_id] = max((end, line), (start + len(item.task.text), item.line))


class SpanChecks:
    """Checks the spans of a layer under its scheme.

    scheme (Scheme): The scheme of the version that the layer follows.
    kind (LayerKind | None): Who made the layer. Attributes and arguments may be missing
        in what rules and models propose: people add them.
    report (ValidationReport): Takes the findings.
    settled (bool): Whether the corpus has a layer that adjudicates this one. An annotator's
        layer is then a record that stays as it was made: where it differs from the lexicon
        is told as a warning.
    """

    def __init__(
        self,
        scheme: Scheme,
        kind: LayerKind | None,
        report: ValidationReport,
        *,
        settled: bool = False,
    ) -> None:
        self.scheme = scheme
        self.report = report
        self.settled = settled and kind is not LayerKind.ADJUDICATED
        self.complete = kind not in (LayerKind.RULE, LayerKind.MODEL)
        self.lexicon: Lexicon | None = shipped_lexicon() if scheme.lexicon else None

    def check(self, text: str, placed: Sequence[PlacedSpan]) -> None:
        """Check the spans of one document."""
        sentences = [extent.start for extent in analyse(text).sentences]
        for item in placed:
            self._check_edges(text, item)
            label = self.scheme.labels.get(item.span.label)
            if label is None:
                known = ", ".join(self.scheme.labels)
                message = f"Scheme {self.scheme.version} has no label “{item.span.label}”"
                self.report.add("unknown-label", item.place, message, remedy=f"It has: {known}.")
                continue
            self._check_attributes(item, label)
            self._check_arguments(item, label, sentences)
            if label.within == "sentence" and "\n" not in item.span.quote:
                self._check_sentence(item, sentences)
        self._check_overlaps(placed)

    def _check_edges(self, text: str, item: PlacedSpan) -> None:
        span = item.span
        if "\n" in span.quote or "\r" in span.quote:
            self.report.add("line-break-in-span", item.place, "The span contains a line break")
        start, end = self.scheme.trim(text, span.start, span.end)
        if (start, end) != (span.start, span.end):
            better = f"It would be {start}–{end} “{text[start:end]}”." if start < end else None
            message = "The span begins or ends with whitespace or punctuation"
            self.report.add("edge-character", item.place, message, remedy=better)

    def _check_attributes(self, item: PlacedSpan, label: LabelDef) -> None:
        for name, value in item.span.attributes.items():
            definition = label.attributes.get(name)
            if definition is None:
                known = ", ".join(label.attributes) or "none"
                message = f"{item.span.label} has no attribute “{name}”"
                self.report.add(
                    "unknown-attribute", item.place, message, remedy=f"It has: {known}."
                )
            else:
                self._check_value(item, name, value, definition)
        for name, definition in label.attributes.items():
            if definition.required and self.complete and not item.span.attributes.get(name):
                message = f"{item.span.label} has no {name}"
                self.report.add("missing-attribute", item.place, message)

    def _check_value(
        self, item: PlacedSpan, name: str, value: str, definition: AttributeDef
    ) -> None:
        if definition.values and value not in definition.values:
            known = f"It is one of: {', '.join(definition.values)}."
            message = f"“{value}” is no value of {name}"
            self.report.add("unknown-attribute-value", item.place, message, remedy=known)
        if definition.from_lexicon and self.lexicon is not None:
            self._check_canonical(item, value, self.lexicon)

    def _check_canonical(self, item: PlacedSpan, value: str, lexicon: Lexicon) -> None:
        entry = lexicon.get(value)
        if entry is None or entry.canonical != value:
            message = f"The lexicon has no canonical form “{value}”"
            better = f"“{value}” is a variant of “{entry.canonical}”." if entry else None
            self.report.add("canonical-not-in-lexicon", item.place, message, remedy=better)
            return
        if entry.status == "out":
            message = f"“{value}” is decided to be out ({entry.decided})"
            self._add_lexical("canonical-out", item, message)
            return
        kind = item.span.attributes.get("kind")
        if kind is not None and kind != entry.kind:
            message = f"The kind of “{value}” is {entry.kind} in the lexicon and {kind} here"
            self._add_lexical("canonical-kind", item, message)

    def _add_lexical(self, rule_id: str, item: PlacedSpan, message: str) -> None:
        self.report.add("settled-otherwise" if self.settled else rule_id, item.place, message)

    def _check_arguments(self, item: PlacedSpan, label: LabelDef, sentences: Sequence[int]) -> None:
        span = item.span
        for arg in span.arguments:
            definition = label.arguments.get(arg.name)
            if definition is None:
                known = ", ".join(label.arguments) or "none"
                message = f"{span.label} has no argument “{arg.name}”"
                self.report.add("unknown-argument", item.place, message, remedy=f"It has: {known}.")
            elif not _contained(arg, span, definition.within, sentences):
                message = (
                    f"Argument {arg.name} {arg.start}–{arg.end} “{arg.quote}” "
                    f"lies outside its {definition.within}"
                )
                self.report.add("argument-outside", item.place, message)
        self._check_numbers(item, label)

    def _check_numbers(self, item: PlacedSpan, label: LabelDef) -> None:
        for name, definition in label.arguments.items():
            count = sum(arg.name == name for arg in item.span.arguments)
            if count < definition.least and self.complete:
                message = f"{count} of {name}, at least {definition.least} required"
                self.report.add("missing-argument", item.place, message)
            if definition.most is not None and count > definition.most:
                message = f"{count} of {name}, at most {definition.most} allowed"
                self.report.add("too-many-arguments", item.place, message)

    def _check_sentence(self, item: PlacedSpan, sentences: Sequence[int]) -> None:
        if _sentence(sentences, item.span.start) != _sentence(sentences, item.span.end - 1):
            message = f"The {item.span.label} span reaches across the end of a sentence"
            self.report.add("crosses-sentence", item.place, message)

    def _check_overlaps(self, placed: Sequence[PlacedSpan]) -> None:
        by_label: dict[str, list[PlacedSpan]] = defaultdict(list)
        for item in sorted(placed, key=lambda item: (item.span.start, -item.span.end)):
            by_label[item.span.label].append(item)
        for label, items in by_label.items():
            furthest = items[0]
            for item in items[1:]:
                other = furthest.span
                if item.span.key == other.key:
                    message = f"The same {label} span stands in line {furthest.place.line}"
                    self.report.add("duplicate-span", item.place, message)
                elif item.span.overlaps(other):
                    message = f"Overlaps {label} {other.start}–{other.end} “{other.quote}”"
                    self.report.add("same-label-overlap", item.place, message)
                if item.span.end > other.end:
                    furthest = item


def _sentence(sentences: Sequence[int], offset: int) -> int:
    return bisect_right(sentences, offset)


def _contained(arg: Argument, span: Span, within: str, sentences: Sequence[int]) -> bool:
    if span.start <= arg.start and arg.end <= span.end:
        return True
    if within == "span":
        return False
    # The same sentence: from that of the span's first character to that of its last.
    first, last = _sentence(sentences, span.start), _sentence(sentences, span.end - 1)
    return first <= _sentence(sentences, arg.start) <= _sentence(sentences, arg.end - 1) <= last
