"""Writing CoNLL: what a tag of each token can hold of spans."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from tifa.annotation.formats.base import Item, Loss, OnNested, WriteOptions
from tifa.annotation.formats.conll_lines import START, to_tag_label
from tifa.annotation.formats.nesting import by_label, flatten
from tifa.annotation.formats.words import token_extents
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span
from tifa.corpus.structure import analyse

_TAGS = ("iob2", "biluo")


def writable(
    item: Item, annotator: str, spans: Sequence[Span], options: WriteOptions
) -> tuple[tuple[Span, ...], list[Loss]]:
    """Return what CoNLL can hold of the spans of a text, and a loss for all else.

    Raises:
        FormatError: There are no such tokens.
    """
    tokens = tokens_of(item.text, options.tokens)
    losses: list[Loss] = []
    groups = [tuple(spans)]
    if options.on_nested is OnNested.PER_LABEL:
        groups = list(by_label(spans).values())
    kept: list[Span] = []
    for group in groups:
        some, lost = flatten(group, options.on_nested, item=item.id, annotator=annotator)
        losses += lost
        for span in some:
            found, reasons = _fitted(span, item.text, tokens)
            kept += [found] if found is not None else []
            if reasons:
                losses.append(Loss(item.id, "; ".join(reasons), item.id, annotator, span))
    return tuple(kept), losses


def tokens_of(text: str, how: str) -> list[tuple[int, int]]:
    """Return the tokens that are not blank; none holds whitespace."""
    tokens = []
    for start, end in token_extents(text, how):
        word = text[start:end]
        if word.strip() and not any(char.isspace() for char in word):
            tokens.append((start, end))
        elif word.strip():
            tokens += [(p, p + 1) for p in range(start, end) if not text[p].isspace()]
    return tokens


def _fitted(
    span: Span, text: str, tokens: Sequence[tuple[int, int]]
) -> tuple[Span | None, list[str]]:
    """Return a span as its tokens hold it, None for one that they do not hold, and why."""
    first = bisect_left(tokens, span.start, key=lambda token: token[1] - 1)
    last = bisect_left(tokens, span.end, key=lambda token: token[0]) - 1
    if first > last:
        return None, ["it covers no token"]
    start, end = tokens[first][0], tokens[last][1]
    if start < span.start or end > span.end:
        return None, [f"it breaks token boundaries; the nearest around it are {start}–{end}"]
    reasons = []
    if (start, end) != (span.start, span.end):
        reasons.append(f"whitespace at its edges is left out, which makes it {start}–{end}")
    held = [f"{name}={value}" for name, value in span.attributes.items()]
    held += [f"{arg.name}={arg.quote}" for arg in span.arguments]
    held += [] if span.score is None else [f"score={span.score}"]
    if held:
        reasons.append(f"CoNLL holds no attributes, arguments and scores: {', '.join(held)}")
    return Span.of(text, start, end, span.label), reasons


def render_conll(
    items: Sequence[Item], spans: Mapping[str, Sequence[Span]], options: WriteOptions
) -> str:
    """Return the content of a file with spans that do not overlap.

    Raises:
        FormatError: There are no such tags.
    """
    if options.tags not in _TAGS:
        raise FormatError(
            f"There are no tags “{options.tags}”", remedy=f"There are: {', '.join(_TAGS)}."
        )
    return "".join(_text(item, spans.get(item.id, ()), options) for item in items)


def _text(item: Item, spans: Sequence[Span], options: WriteOptions) -> str:
    lines = [f"{START}\tO", ""]
    tokens = tokens_of(item.text, options.tokens)
    tags = _tags(tokens, spans, biluo=options.tags == "biluo")
    breaks = _breaks(item.text, spans)
    for number, ((start, end), tag) in enumerate(zip(tokens, tags, strict=True)):
        if number and bisect_left(breaks, tokens[number - 1][1]) < bisect_left(breaks, start + 1):
            lines.append("")
        lines.append(f"{item.text[start:end]}\t{tag}")
    return "".join(f"{line}\n" for line in (*lines, ""))


def _tags(tokens: Sequence[tuple[int, int]], spans: Sequence[Span], *, biluo: bool) -> list[str]:
    tags = ["O"] * len(tokens)
    for span in spans:
        first = bisect_left(tokens, (span.start,))
        last = bisect_left(tokens, (span.end,)) - 1
        label = to_tag_label(span.label)
        for number, kind in zip(
            range(first, last + 1), _kinds(last - first + 1, biluo), strict=True
        ):
            tags[number] = f"{kind}-{label}"
    return tags


def _kinds(count: int, biluo: bool) -> Iterator[str]:
    if biluo and count == 1:
        yield "U"
        return
    yield "B"
    for place in range(1, count):
        yield "L" if biluo and place == count - 1 else "I"


def _breaks(text: str, spans: Sequence[Span]) -> list[int]:
    """Return where sentences begin, but not inside a span: tags do not cross sentences."""
    ordered = sorted(spans, key=lambda span: span.start)
    starts = [sentence.start for sentence in analyse(text).sentences]
    return [place for place in starts if not _inside(place, ordered)]


def _inside(place: int, ordered: Sequence[Span]) -> bool:
    number = bisect_left(ordered, place, key=lambda span: span.start) - 1
    return number >= 0 and ordered[number].end > place
