"""The clause-aware suggester: candidate spans where the scheme lets spans stand.

N-gram suggesters need tens of thousands of candidates per 1,000 characters to
reach clause-long spans. This one proposes runs of clauses inside a sentence,
bracketed and quoted stretches, parallel series joined by 、, formulas that end in
a head such as 精神, and whatever the rules propose.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Any, cast

import numpy as np
from spacy.pipeline.spancat import Suggester
from spacy.tokens import Doc
from thinc.api import Ops, get_current_ops
from thinc.types import Ragged

from tifa.corpus.structure import Extent
from tifa.models.rules import RULES_KEY
from tifa.models.spandata import Ints, TokenMap
from tifa.models.textview import SentenceView, TextView, doc_view

# Inside a clause, a responsibility may open at its actor's 由 or at its predicate.
_OPENERS = re.compile(r"由|责任在|压实|对|督促|让我们|追究|落实|强化|谁")
_LIST = re.compile(r"[^、，。；：！？“”（）《》\n]+(?:、[^、，。；：！？“”（）《》\n]+)+")
_HEADS = re.compile(r"精神|思想|理论|主义|体系|发展观")
# Inside a clause, a formula may open after one of these, and end before one of the next.
_BEFORE_FORMULA = re.compile(
    r"坚持|做到|实现|建设|推进|推动|贯彻|落实|弘扬|践行|打造|创建|开展|实施|关于|就是|打赢|构建|"
    r"树立|加快|深化|巩固|[以把按](?:照)?"
)
_AFTER_FORMULA = re.compile(
    r"的|活动|工程|战略|建设|行动|工作|方针|要求|任务|目标|改革|计划|精神|教育|这"
)
_BRANDED = re.compile(
    r"社会|国家|强国|振兴|生产力|现代化|政府|扶贫|攻坚|脱贫|小康|城市|党组织|中国|理念|关系|文明"
)
_NUMBERED = re.compile(r"[两二三四五六七八九十双](?=[^十百千万年月日\d])")
_LONGEST_NUMBERED = 6
_LONGEST_BRANDED = 6
_NEAREST = 1
_SHORTEST_OPENED, _LONGEST_OPENED = 3, 24
_SHORTEST_FORMULA, _LONGEST_FORMULA = 4, 9
_OPENER_REACH = 3


def clause_candidates(
    docs: Iterable[Doc], *, max_clauses: int, rules_key: str, ops: Ops | None = None
) -> Ragged:
    """Suggest candidates for a batch of docs (see `make_clause_suggester`)."""
    ops = ops or get_current_ops()
    found = [_candidates(doc, max_clauses, rules_key) for doc in docs]
    lengths: Any = ops.asarray([len(pairs) for pairs in found], dtype="i")
    pairs: Any = np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)
    if not len(pairs):
        pairs = pairs.reshape((0, 0))
    return Ragged(ops.asarray(pairs, dtype="i"), lengths)


def make_clause_suggester(max_clauses: int = 14, rules_key: str = RULES_KEY) -> Suggester:
    """Make the suggester ``tifa.clause_suggester.v1``.

    max_clauses (int): Longest run of clauses that is proposed.
    rules_key (str): Span group of the rule component; its spans are proposed too.

    Returns:
        A suggester: docs to a Ragged of int32 (n_candidates, 2) token offsets, end
        exclusive, with the number of candidates of each doc.
    """
    return partial(clause_candidates, max_clauses=max_clauses, rules_key=rules_key)


def _candidates(doc: Doc, max_clauses: int, rules_key: str) -> Ints:
    if not len(doc):
        return np.zeros((0, 2), dtype=np.int64)
    extents = view_candidates(doc_view(doc), max_clauses)
    tokens, _ = TokenMap.of(doc).tokens(extents)
    # Word tokens may not fit a candidate: the words it touches stand in for it.
    proposed = [(span.start, span.end) for span in doc.spans.get(rules_key, ())]
    if proposed:
        tokens = np.concatenate([tokens, np.array(proposed, dtype=np.int64)])
    return cast(Ints, np.unique(tokens, axis=0))


@lru_cache(maxsize=1024)
def view_candidates(seen: TextView, max_clauses: int) -> Ints:
    """Return the candidates of a text as int64 (n, 2) character offsets, sorted."""
    pairs = {pair for pair in _all(seen, max_clauses) if pair[0] < pair[1]}
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _all(seen: TextView, max_clauses: int) -> Iterator[tuple[int, int]]:
    for sentence in seen.sentences:
        yield from _clause_runs(sentence, max_clauses)
        yield from _opened(seen.text, sentence)
        for clause in sentence.clauses:
            yield from _formulas(seen.text, clause)
    for extent in (*seen.quoted, *seen.bracketed):
        yield extent.start + 1, extent.end - 1
    for match in _LIST.finditer(seen.text):
        yield from _series(seen.text, match.start(), match.end())
    yield from _headed(seen.text, _HEADS, _LONGEST_FORMULA)
    yield from _headed(seen.text, _BRANDED, _LONGEST_BRANDED)


def _headed(text: str, heads: re.Pattern[str], longest: int) -> Iterator[tuple[int, int]]:
    """Formulas that end in a head, of every length."""
    for match in heads.finditer(text):
        for start in range(match.end() - longest, match.end() - _SHORTEST_FORMULA + 1):
            if start >= 0 and not _broken(text[start : match.start()]):
                yield start, match.end()


def _formulas(text: str, clause: Extent) -> Iterator[tuple[int, int]]:
    """Stretches of a clause between what introduces a formula and what follows one."""
    starts = {clause.start, *(m.end() for m in _BEFORE_FORMULA.finditer(text, *_pair(clause)))}
    ends = {clause.end, *(m.start() for m in _AFTER_FORMULA.finditer(text, *_pair(clause)))}
    for start in starts:
        after = sorted(end for end in ends if _SHORTEST_OPENED <= end - start <= _LONGEST_OPENED)
        # The nearest ends are the likeliest, and the whole rest of the clause.
        for end in {*after[:_NEAREST], *after[-1:]}:
            yield start, end
    for match in _NUMBERED.finditer(text, *_pair(clause)):
        for end in range(match.end() + 1, min(clause.end, match.start() + _LONGEST_NUMBERED) + 1):
            yield match.start(), end


def _pair(extent: Extent) -> tuple[int, int]:
    return extent.start, extent.end


def _broken(words: str) -> bool:
    return any(mark in words for mark in "，。；：！？、\n")


def _clause_runs(sentence: SentenceView, longest: int) -> Iterator[tuple[int, int]]:
    clauses = sentence.clauses
    for index, first in enumerate(clauses):
        for last in clauses[index : index + longest]:
            yield first.start, last.end


def _opened(text: str, sentence: SentenceView) -> Iterator[tuple[int, int]]:
    clauses = sentence.clauses
    for index, clause in enumerate(clauses):
        for match in _OPENERS.finditer(text, clause.start + 1, clause.end):
            for last in clauses[index : index + _OPENER_REACH]:
                yield match.start(), last.end


def _series(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Ends of a parallel series, whose members tend to be equally long.

    建设人文北京、科技北京、绿色北京的战略: the second member tells where the first
    begins, the one before the last where the last ends.
    """
    members = _members(text, start, end)
    for first in range(len(members) - 1):
        for last in range(first + 1, len(members)):
            head = members[first].end - _length(members[first + 1], members[first])
            tail = members[last].start + _length(members[last - 1], members[last])
            for left in {members[first].start, head, *_echoes(text, members, first)}:
                for right in {members[last].end, tail}:
                    yield left, right


def _echoes(text: str, members: list[Extent], first: int) -> Iterator[int]:
    """Where the first member may begin: at a character with which the second begins.

    促进人向基层走、资金向基层投: members need not be equally long, and what they share
    may stand inside: the words before it may be as long as in the second member.
    """
    one, two = members[first], members[first + 1]
    opening = text.find(text[two.start], one.start, one.end)
    if opening != -1:
        yield opening
    for width in (2, 3):
        shared = text[two.start + 2 : two.start + 2 + width]
        place = text.find(shared, one.start, one.end) if len(shared) == width else -1
        yield from (place - before for before in (1, 2) if place - before >= one.start)


def _length(model: Extent, member: Extent) -> int:
    return min(model.end - model.start, member.end - member.start)


def _members(text: str, start: int, end: int) -> list[Extent]:
    members = []
    for part in text[start:end].split("、"):
        members.append(Extent(start, start + len(part)))
        start += len(part) + 1
    return members[:12]
