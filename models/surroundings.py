"""What stands around a clause: its sentence, the list and the paragraph, the whole text.

The same words are an order in a list of tasks, a fact in a report of past work, and
somebody else's order in the news.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from tifa.models.clauses import Clause
from tifa.models.textview import SentenceView, TextView

_IMPERATIVE = 3  # DirectiveRules.opening
_REPORTS = re.compile("指出|强调|要求|认为|表示|说|提出|介绍|讲|批示|规定")
_PAST = re.compile("(?<!为)了|已|过(?=[了去的])|[^不]是|以来|去年|上年|有所")
_NEAR = 4
_ARTICLE = re.compile("第[一二三四五六七八九十百千]+条")
_FINAL = "。！？；：!?;:"


class Surroundings:
    """What stands around the clauses of a text.

    seen (TextView): The whole text.
    clauses (Sequence[Clause]): All its clauses, in text order.
    """

    def __init__(self, seen: TextView, clauses: Sequence[Clause]) -> None:
        self.seen, self.clauses = seen, clauses
        self.sentences: Sequence[SentenceView] = seen.sentences
        self._first = [0] * len(self.sentences)
        for index in range(len(clauses) - 1, -1, -1):
            self._first[clauses[index].sentence] = index
        self._bare = [self._is_bare(clauses[first]) for first in self._first]
        self._orders = [
            any(each.operator for each in self._clauses_of(number))
            or (sentence.is_heading and self._bare[number])
            for number, sentence in enumerate(self.sentences)
        ]
        self._past = [
            _PAST.search(seen.text, sentence.start, sentence.end) is not None
            for sentence in self.sentences
        ]
        self._reports = [
            _REPORTS.search(seen.text, sentence.start, sentence.end) is not None
            for sentence in self.sentences
        ]
        self._headings = [n for n, sentence in enumerate(self.sentences) if sentence.is_heading]
        self._paragraphs: dict[int, list[int]] = {}
        for number, sentence in enumerate(self.sentences):
            self._paragraphs.setdefault(sentence.paragraph, []).append(number)
        self._genre = self._describe_text()

    @staticmethod
    def _is_bare(clause: Clause) -> bool:
        return clause.opening == _IMPERATIVE and clause.operator is None

    def _clauses_of(self, sentence: int) -> Sequence[Clause]:
        first = self._first[sentence]
        return self.clauses[first : first + len(self.sentences[sentence].clauses)]

    def sentence_of(self, index: int) -> Sequence[Clause]:
        """Return the clauses of a clause's sentence."""
        return self._clauses_of(self.clauses[index].sentence)

    def is_bracketed(self, clause: Clause) -> bool:
        """Say whether a clause begins inside brackets."""
        brackets, start = self.seen.bracketed, clause.extent.start
        last = bisect_left(brackets, start, key=lambda each: each.start) - 1
        return last >= 0 and start < brackets[last].end

    def _describe_text(self) -> tuple[str, ...]:
        """Return what kind of text this is: law, news, report, speech."""
        text = self.seen.text
        thousands = max(1, len(text)) / 1000
        operators = sum(clause.operator is not None for clause in self.clauses)
        share = int(10 * operators / max(1, len(self.clauses)))
        speaker = min(4, int((text.count("我") + text.count("咱")) / thousands))
        everything = range(len(self.sentences))
        return (
            f"operators={min(share, 5)}",
            f"articles={len(_ARTICLE.findall(text)) > 3}",
            f"reports={min(4, int(len(_REPORTS.findall(text)) / thousands / 2))}",
            f"past={min(5, int(text.count('了') / thousands / 3))}",
            f"tasks={self._share(self._bare, everything)} {self._share(self._past, everything)}",
            f"speaker={speaker}",
        )

    @staticmethod
    def _share(holds: Sequence[bool], numbers: Iterable[int]) -> int:
        """Return of how many quarters of some sentences something holds; -1 for none."""
        found = [holds[number] for number in numbers]
        return int(4 * sum(found) / len(found)) if found else -1

    def features(self, index: int) -> Iterator[str]:
        """Yield the features of a clause that come from its surroundings."""
        clause = self.clauses[index]
        for kind in self._genre:
            yield f"{kind} {clause.mood}"
        yield from self._in_sentence(index)
        yield from self._among_sentences(clause)
        yield from self._in_list(clause)
        yield from self._reported(clause)

    def _in_sentence(self, index: int) -> Iterator[str]:
        clause, mood = self.clauses[index], self.clauses[index].mood
        sentence = self.sentences[clause.sentence]
        final = _final_mark(self.seen.text, sentence)
        place, last = min(clause.place, 2), clause.place == clause.length - 1
        head = f"{sentence.is_heading:d}{sentence.after_semicolon:d}"
        its = self.sentence_of(index)
        before = its[clause.place - 1] if clause.place else None
        after = None if last else its[clause.place + 1]
        earlier = any(each.operator for each in its[: clause.place])
        later = any(each.operator for each in its[clause.place + 1 :])
        yield f"place={place}"
        yield f"clauses={min(clause.length, 5)}"
        yield f"clauses={clause.length} {sentence.is_heading} {clause.opening}"
        yield f"last={last}"
        yield f"mark={final}"
        yield f"sentence={head}"
        yield f"sentence={head} {mood} {place}"
        yield f"operators={earlier} {later} {mood}"
        yield f"operators={earlier} {later} {place} {clause.force}"
        for name, other in (("before", before), ("after", after)):
            words = other.words if other else ""
            yield f"{name}1={words[:1]}"
            yield f"{name}2={words[:2]}"
            yield f"{name} mood={other.mood if other else '-'} {mood}"
            yield f"{name} echo={words[:1] == clause.words[:1]} {words[-1:] == clause.words[-1:]}"
            yield f"{name} even={len(words) == len(clause.words)}"
        yield f"before last={before.words[-1:] if before else ''}"

    def _among_sentences(self, clause: Clause) -> Iterator[str]:
        number, mood, place = clause.sentence, clause.mood, min(clause.place, 2)
        orders, bare, count = self._orders, self._bare, len(self.sentences)
        before, after = number > 0 and orders[number - 1], number + 1 < count and orders[number + 1]
        bares = (number > 0 and bare[number - 1], number + 1 < count and bare[number + 1])
        here = self.sentences[number]
        same = number > 0 and self.sentences[number - 1].paragraph == here.paragraph
        headed = number > 0 and self.sentences[number - 1].is_heading
        near = [*orders[max(0, number - 3) : number], *orders[number + 1 : number + 4]]
        paragraph = self._paragraphs[here.paragraph]
        others = [orders[other] for other in paragraph if other != number]
        share = int(3 * sum(others) / len(others)) if others else -1
        rank = paragraph.index(number)
        part = clause.extent.start / max(1, len(self.seen.text))
        yield f"order before={before} {same}"
        yield f"order after={after}"
        yield f"orders={before} {orders[number]} {after}"
        yield f"orders={before} {after} {same} {mood} {place}"
        yield f"heading before={headed} {before} {same} {clause.opening}"
        yield f"near={int(4 * sum(near) / max(1, len(near)))} {mood}"
        yield f"paragraph={share} {mood} {not clause.place}"
        yield f"bare={bares} {mood}"
        around = [n for n in range(number - _NEAR, number + _NEAR + 1) if 0 <= n < count]
        around = [n for n in around if n != number]
        tasks, facts = self._share(bare, around), self._share(self._past, around)
        yield f"near tasks={tasks} {facts} {mood}"
        yield f"near tasks={tasks} {mood} {not clause.place}"
        yield f"near facts={facts} {mood} {self._past[number]}"
        yield f"rank={min(rank, 3)} {len(paragraph) == 1} {mood}"
        yield f"rank={min(len(paragraph), 4)} {rank == len(paragraph) - 1}"
        yield f"part={int(10 * part)} {clause.force}"
        yield f"part={int(4 * part)} {clause.opening}"

    def _in_list(self, clause: Clause) -> Iterator[str]:
        number, mood = clause.sentence, clause.mood
        heading = self.sentences[number].is_heading
        at = bisect_left(self._headings, number)
        above = self._headings[at - 1] if at else None
        siblings = [n for n in self._headings[max(0, at - 2) : at + 3] if n != number]
        bare = sum(self._bare[n] for n in siblings) / max(1, len(siblings))
        share = sum(self._bare[n] for n in self._headings) / max(1, len(self._headings))
        over = (
            "-"
            if above is None
            else f"{self._bare[above]} {self._orders[above]} {min(3, number - above)}"
        )
        yield f"under={over} {mood}"
        yield f"list={int(4 * share)} {heading} {mood}"
        yield f"siblings={int(3 * bare)} {heading} {mood} {not clause.place}"

    def _reported(self, clause: Clause) -> Iterator[str]:
        text, number, start = self.seen.text, clause.sentence, clause.extent.start
        sentence = self.sentences[number]
        paragraph = self._paragraphs[sentence.paragraph]
        before = [self._reports[other] for other in paragraph[: paragraph.index(number)]]
        here = _REPORTS.search(text, sentence.start, start) is not None
        speaker = self._genre[-1]
        yield f"report={any(before)} {here} {_REPORTS.search(clause.words) is not None}"
        yield f"report={any(before)} {here} {speaker} {clause.force}"
        yield f"report={before[-1:] == [True]} {here} {clause.mood}"
        yield f"quoted={text[max(0, start - 1) : start] == '“'} {here} {clause.force}"
        mark = text[max(0, start - 1) : start]
        yield f"colon={mark in ('：', ':')} {text[max(0, start - 2) : max(0, start - 1)]}"


def _final_mark(text: str, sentence: SentenceView) -> str:
    """Return the mark at the end of a sentence, or - for none."""
    mark = text[sentence.end - 1 : sentence.end]
    return mark if mark in _FINAL else "-"
