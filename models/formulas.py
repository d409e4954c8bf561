"""Features of candidates as set formulations, for those that no lexicon knows.

A formula shows by its form (quotation marks, equal members, a numeral), by the words that
bring it in (按照……的方针, 叫做……) and by coming back in the same text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tifa.models.textview import SentenceView, view

LONGEST_FORMULA = 44
_LONGEST_BAG = 30
_LEAST_REPEATS = 3
_SHORTEST_REPEAT, _LONGEST_REPEAT = 4, 11
_FIRST_LINE = 60
# No formula begins or ends with one of these.
_EDGE = frozenset("的了和与在是我们这那把要对将为以及等也都就从到不有个各中上下大")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_HEADS = (
    "方针|原则|理念|战略|要求|精神|总路线|路线|旗帜|部署|活动|运动|工程|竞赛|行动|目标|口号|号召|"
    "思路|办法|气概|高潮|热潮|标准|道路|思想|理论|主义|体系|布局|格局|机制|做法|传统|作风|风气|"
    "声势|计划|建设|改革|工作|任务|政策|制度"
)
_CUES = (
    "坚持|按照|贯彻|遵照|实施|开展|践行|弘扬|发扬|落实|推进|推动|提出|叫做|叫作|就是|即|概括为|"
    "口号是|做到|实行|以|树立|围绕|本着|喊出|响应|深入|实现|建设|促进|构建|打造|争当|高举|增强|"
    "坚定|讲过|写着|常说|赞成|搞|把|为|有"
)
_LAST_CUE = re.compile(f"(?:{_CUES})$")
_NEXT_HEAD = re.compile(f"的?({_HEADS})")
_COUNTED = re.compile("这?[一二三四五六七八九十]+个(?:大)?字|这(?:句话|一条|条路)")
_NUMERAL = re.compile("[一二两三四五六七八九十]{1,2}")
_FUNCTION_WORD = re.compile("[的了是在我你他这那和与或]")
_DIGIT = re.compile("[0-9]")
_MARKS = re.compile("[“”‘’《》「」（）]")
_STOP = re.compile("[，。；：、]")


@lru_cache(maxsize=256)
def repeated(text: str) -> frozenset[str]:
    """Return the words that come at least three times and do not always come in longer ones."""
    runs = [match.span() for match in _CHINESE.finditer(text)]
    often: dict[int, dict[str, int]] = {}
    for size in range(_SHORTEST_REPEAT, _LONGEST_REPEAT + 2):
        counts = Counter(
            text[place : place + size]
            for start, end in runs
            for place in range(start, end - size + 1)
        )
        often[size] = {words: n for words, n in counts.items() if n >= _LEAST_REPEATS}
    return frozenset(
        words
        for size in range(_SHORTEST_REPEAT, _LONGEST_REPEAT + 1)
        for words, count in often[size].items()
        if _longer(often[size + 1]).get(words, 0) < count
        and words[0] not in _EDGE
        and words[-1] not in _EDGE
    )


def _longer(counts: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for words, count in counts.items():
        for part in (words[1:], words[:-1]):
            found[part] = max(found.get(part, 0), count)
    return found


@dataclass(frozen=True)
class _Text:
    """What is known of a whole text for its formulas."""

    text: str
    quoted: frozenset[tuple[int, int]]
    bracketed: frozenset[tuple[int, int]]
    quotes: Counter[str]
    numbered_ends: tuple[int, ...]
    starts: frozenset[int]
    ends: frozenset[int]
    sentence_of: dict[int, SentenceView]
    title_end: int


@lru_cache(maxsize=256)
def _read(text: str) -> _Text:
    seen = view(text)
    quoted = [q for q in seen.quoted if text[q.start] != "《"]
    clauses = [clause for sentence in seen.sentences for clause in sentence.clauses]
    line = text.find("\n")
    return _Text(
        text,
        frozenset((q.start + 1, q.end - 1) for q in quoted),
        frozenset((b.start + 1, b.end - 1) for b in seen.bracketed),
        Counter(text[q.start + 1 : q.end - 1] for q in quoted),
        tuple(q.end for q in quoted if _NUMERAL.match(text, q.start + 1)),
        frozenset(clause.start for clause in clauses),
        frozenset(clause.end for clause in clauses),
        {place: s for s in seen.sentences for place in range(s.start, s.end)},
        line if 0 < line < _FIRST_LINE else _FIRST_LINE,
    )


def formula_features(text: str, start: int, end: int) -> list[str]:
    """Return the features of a stretch of a whole text; a long one is no formula."""
    if end - start > LONGEST_FORMULA:
        return []
    known = _read(text)
    quote = text[start - 1 : start] if (start, end) in known.quoted else "-"
    words = text[start:end]
    shape = _shape(words)
    return [
        "formula",
        *_wording(words, quote),
        *_edges(text, start, end, quote, shape),
        *_place(known, start, end, quote, shape),
    ]


def _shape(words: str) -> str:
    """Members, whether equally long, characters that they share, whether they rhyme."""
    members = re.split("[、，]", words)
    shared = sum(len(set(column)) == 1 for column in zip(*members, strict=False))
    even = len({len(member) for member in members}) == 1
    rhymed = len({member[-1:] for member in members}) == 1
    single = len(members) == 1
    return f"{min(len(members), 5)}{even:d}{0 if single else min(shared, 3)}{rhymed:d}"


def _wording(words: str, quote: str) -> Iterator[str]:
    size, members = len(words), re.split("[、，]", words)
    even = len({len(member) for member in members}) == 1
    numeral = _NUMERAL.match(words) is not None
    foreign = len(_FUNCTION_WORD.findall(words))
    if size <= _LONGEST_BAG:
        for char in sorted(set(words)):
            yield f"char={char}"
        for place in range(size - 1):
            yield f"bigram={words[place : place + 2]}"
    yield f"first={words[:2]}"
    yield f"last={words[-2:]}"
    yield f"length={min(size, 20)} {len(members)} {even}"
    yield f"length={min(size // 2, 10)} {quote}"
    yield f"length={min(size // 2, 10)} {quote} {len(members)}"
    yield f"length={size} {quote}"
    yield f"single={_STOP.search(words) is None} {quote} {min(size, 12)}"
    yield f"member={len(members[0]) if even else 0} {len(members)} {quote}"
    yield f"numeral={numeral} {quote} {min(size, 6)} {len(members)}"
    yield f"numeral={numeral} {quote} {min(size, 6)}"
    yield f"function={min(foreign, 3)} {quote} {_shape(words)}"
    yield f"digit={_DIGIT.search(words) is not None} {quote}"


def _edges(text: str, start: int, end: int, quote: str, shape: str) -> Iterator[str]:
    left = _MARKS.sub("", text[max(0, start - 6) : start])
    right = _MARKS.sub("", text[end : end + 8])
    cue, head = _LAST_CUE.search(left), _NEXT_HEAD.match(right)
    brings, follows = cue.group() if cue else "-", head.group(1) if head else "-"
    for size in (1, 2, 3):
        yield f"left{size}={left[-size:]}"
        yield f"right{size}={right[:size]}"
    yield f"between={left[-1:]} {right[:1]}"
    yield f"left={left[-2:]} {quote}"
    yield f"right={right[:2]} {quote}"
    yield f"last={text[end - 2 : end]} {quote} {right[:1]}"
    yield f"left={left[-1:]} {shape}"
    yield f"right={right[:2]} {shape}"
    yield f"quote={quote}"
    yield f"shape={shape}"
    yield f"shape={shape} {quote}"
    yield f"cue={brings}"
    yield f"cue={brings} {quote}"
    yield f"cue={brings} {shape}"
    yield f"head={follows}"
    yield f"head={follows} {quote}"
    yield f"head={follows} {shape}"
    yield f"framed={cue is not None} {head is not None} {quote} {shape}"
    yield f"counted={_COUNTED.match(right) is not None}"
    yield f"colon={text[start - 1 : start] if start else ''} {shape}"


def _place(known: _Text, start: int, end: int, quote: str, shape: str) -> Iterator[str]:
    text, words = known.text, known.text[start:end]
    sentence = known.sentence_of.get(start)
    clause = f"{start in known.starts:d}{end in known.ends:d}"
    whole = (
        sentence is not None
        and sentence.clauses[0].start == start
        and sentence.clauses[-1].end == end
    )
    mark = text[sentence.end - 1] if sentence else ""
    mark = mark if mark in "！。；" else "-"
    count = min(text.count(words), 5)
    headed = _NEXT_HEAD.match(text, end)
    follows = headed.group(1) if headed else "-"
    numbered = any(0 < start - place <= 6 for place in known.numbered_ends)
    yield f"bracketed={(start, end) in known.bracketed}"
    yield f"clause={clause} {quote}"
    yield f"clause={clause} {shape}"
    yield f"clause={clause} {shape} {mark} {whole}"
    yield f"sentence={mark} {whole} {shape[0]}"
    yield f"count={count} {quote} {min(len(words), 8)}"
    yield f"count={min(count, 4)} {quote}"
    yield f"quotes={min(known.quotes[words], 2)} {quote}"
    yield f"repeated={words in repeated(text)} {count} {headed is not None}"
    yield f"repeated={count >= _LEAST_REPEATS} {follows}"
    yield f"spelled out={numbered} {shape}"
    yield f"title={start < known.title_end} {quote} {count > 1}"
