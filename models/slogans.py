"""Slogans by rule: decided formulas of the lexicon, and forms that the scheme names."""

import re
from collections.abc import Iterator

from tifa.corpus.lexicon import Lexicon
from tifa.corpus.spans import Span
from tifa.models.textview import TextView

_NOT_NUMBERED = re.compile(
    r"五”|一五|二五|三五|四五|十[一二三四]|[一二三四五六七八九十]+[年月日号届次周季]"
)
_MEMBER = r"[^，。；：、！？“”（）《》\s的]{2,12}"
_SHAPES = (
    # “五个好”, “四个全面”, “两学一做”: a numbered formula in its quotation marks (rule 4).
    (
        re.compile(r"“([一二两三四五六七八九十]{1,2}[^“”（）()《》\d\s，。；：！？、的]{1,6})”"),
        "numbered",
    ),
    # 按照守信念、讲奉献、有本领、重品行的要求: a series introduced as a formula (rule 5).
    (
        re.compile(rf"按照“?({_MEMBER}(?:、{_MEMBER})+)”?的(?:总?要求|思路|原则|方针|方略)"),
        "maxim",
    ),
    # 弘扬……精神: a named spirit with 精神 inside (rule 6).
    (re.compile(r"(?:弘扬|发扬|传承|践行)([^，。；：、！？“”\s]{2,12}精神)"), "spirit"),
    # 服务型政府, 学习型党组织: a branded goal (rule 3).
    (
        re.compile(
            r"((?:学习|服务|创新|法治|节约|责任|阳光)型(?:政府|党组织|政党|社会|国家|城市))"
        ),
        "goal",
    ),
    # The ritual formula that names the leadership (rule 7).
    (re.compile(r"(以[\u4e00-\u9fff]{2,4}同志为(?:核心|总书记)的党中央)"), "ritual"),
)


class SloganRules:
    """Finds set formulations.

    label (str): The label to propose.
    lexicon (Lexicon): Decided formulas; those that are in are always proposed.
    """

    def __init__(self, label: str, lexicon: Lexicon) -> None:
        self.label = label
        self.lexicon = lexicon

    def find(self, view: TextView, hidden: frozenset[str] = frozenset()) -> list[Span]:
        """Return the slogans of a text, in text order, without overlap.

        view (TextView): The text.
        hidden (frozenset[str]): Formulas to overlook, as if they were not in the
            lexicon. Training hides those that only the text itself attests, so that
            the tagger does not learn to trust the lexicon more than it should.
        """
        found = [
            self._span(view, match.start, match.end, match.entry.canonical, match.entry.kind)
            for match in self.lexicon.find(view.text)
            if view.text[match.start : match.end] not in hidden
        ]
        for start, end, kind in _patterns(view.text):
            form = view.text[start:end]
            if form not in self.lexicon and all(
                end <= span.start or span.end <= start for span in found
            ):
                found.append(self._span(view, start, end, form, kind))
        return sorted(found, key=lambda span: span.start)

    def _span(self, view: TextView, start: int, end: int, canonical: str, kind: str | None) -> Span:
        attributes = {"canonical": canonical, **({"kind": kind} if kind else {})}
        return Span.of(view.text, start, end, self.label, attributes=attributes)


def _patterns(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield forms that the scheme names by their shape, with their kind."""
    for pattern, kind in _SHAPES:
        for match in pattern.finditer(text):
            if not _NOT_NUMBERED.match(match.group(1)):
                yield match.start(1), match.end(1), kind
