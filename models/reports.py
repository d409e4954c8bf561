"""Reported speech: clauses that say what somebody else than the speaker said."""

import re
from functools import lru_cache

from tifa.corpus.scheme import LabelDef
from tifa.corpus.structure import Extent
from tifa.models.cues import any_of
from tifa.models.textview import SentenceView, TextView

# 可以说， 所以说， 我多次讲: nobody else speaks.
_LOCUTION = re.compile(
    r"(?:所以|可以|应该|应当|比如|譬如|例如|也就是|这就是|就是|总的来|总的|具体来|具体|概括起来|一句话"
    r"|换句话|换言之|简单地|坦率地|不是|如果|再|来|并|还|也|要|需要|必须|拿.*|从.*|对.*来|就.*[来而]|按.*"
    r"|下面|刚才|最后|首先|在这里|这里|在此|因此|为此|这|但|话)*"
)
_SPEAKER = re.compile(r"[^，]{0,6}(?<![对向跟给同])(?:我们?|本人|笔者)(?![厂校县市省国区军党])")
_NOT_SUBJECT = re.compile(
    "[要应]|必须|不[准得许要能]|怎么|什么|[的何项提和与及、]$|任何|个人|希望|请|严禁|让|把"
)
# 面对时代要求，: the noun.
_DEMAND = re.compile(
    r"(?:面对|适应|按照|根据|符合|围绕|对照|紧扣|落实|贯彻|满足|坚持|把握|明确|提高|提出|达到).*"
    r"|.*(?:时代|实践|目标|质量|标准|任务|内在|客观|迫切|本质|根本|具体|基本|总体|战略|发展|[新总高严])"
)
_AT_ONCE = re.compile(
    r"[^，、的把按对]{0,10}?(?:他|她|会议|[书记部省市县区局厅校院]长|书记|主席|总理|主任|国务院|中央|省里|市里|上级)"
    r"(?:[^，、的]{0,4})(?:强调|指出|要求)(?![的和是])"
)
# 提出的询问， 名称， 学说，: nouns that end like a verb of saying.
_NOUNS_OF_SAYING = r"问(?<=[询慰访顾学质拷提][问])(?=[，：,:]|$)|称(?<=[名职简统通对俗昵尊][称])|说(?<=[小学传邪假论胡][说])|讲(?<=[演主宣听][讲])"
_INTERJECTED = re.compile(r"(?:他|她|他们)[^，]{0,3}(?:说|讲|问|写道)")
_HALL = re.compile(
    r"(?:同志们|各位代表|各位委员|同学们|朋友们|女士们|老师们|乡亲们|各位[^，。\n]{1,4})[：:！]"
)
# What only bulletins have, and the headline of a report: 市长对防汛工作作出批示强调
_BULLETIN = re.compile("(?:今天|昨天|今晚)（|记者(?:今天|从|在|了解)|新华社|本报讯|本台|快讯|央视")
_HEADLINE = re.compile(r"\s*[^，。：\n]{3,}强调[ \u3000\n]")
_FEWEST_REPORTS = 3
_SHARE_IN_NEWS = 0.05


class Reports:
    """Finds the clauses that report the words of somebody else.

    definition (LabelDef): The label whose cue list ``saying`` is read.
    """

    def __init__(self, definition: LabelDef) -> None:
        verbs = rf"(?!{_NOUNS_OF_SAYING})(?:{any_of(definition.cues['saying']).pattern})"
        # 会议强调， 一位老支书对我讲， 他要求，: the words follow the comma or colon.
        self._report = re.compile(rf"(?P<who>[^，]*?)(?:{verbs})(?:过|道)?")
        self._initial = re.compile(verbs)
        self.clauses = lru_cache(maxsize=64)(self._clauses)
        self.is_news = lru_cache(maxsize=64)(self._is_news)

    def _clauses(self, view: TextView) -> frozenset[int]:
        """Return the starts of reported clauses.

        In a news report, what follows a reporting clause belongs to it up to the end of
        the paragraph; elsewhere up to the end of the sentence, and over ；.
        """
        news = self.is_news(view)
        found: set[int] = set()
        goes_on = False
        before: SentenceView | None = None
        for sentence in view.sentences:
            same = before is not None and before.paragraph == sentence.paragraph
            goes_on = goes_on and (sentence.after_semicolon or (news and same))
            goes_on = self._in_sentence(view, sentence, found, goes_on=goes_on, news=news)
            before = sentence
        return frozenset(found)

    def _is_news(self, view: TextView) -> bool:
        """Say whether a text reports a speech or meeting instead of being one.

        It has many reporting clauses for its length and addresses nobody, or words that
        only bulletins have.
        """
        if len(_BULLETIN.findall(view.text)) >= _FEWEST_REPORTS or _HEADLINE.match(view.text):
            return True
        if _HALL.search(view.text):
            return False
        clauses = (clause for sentence in view.sentences for clause in sentence.clauses)
        reports = sum(self._reports(view.text, clause) for clause in clauses)
        return reports >= max(_FEWEST_REPORTS, _SHARE_IN_NEWS * len(view.sentences))

    def _in_sentence(
        self, view: TextView, sentence: SentenceView, found: set[int], *, goes_on: bool, news: bool
    ) -> bool:
        for index, clause in enumerate(sentence.clauses):
            if _INTERJECTED.fullmatch(view.text, clause.start, clause.end):
                found.update(each.start for each in sentence.clauses)
            if self._tells_at_once(view.text, clause):
                found.add(clause.start)
                goes_on = True
            tells = news and index and self._initial.match(view.text, clause.start, clause.end)
            if goes_on or tells:
                found.add(clause.start)
            goes_on = goes_on or bool(tells) or self._reports(view.text, clause)
        return goes_on

    def _tells_at_once(self, text: str, clause: Extent) -> bool:
        """Say whether a clause reports in one go: 市长要求各部门必须……"""
        told = _AT_ONCE.match(text, clause.start, clause.end)
        return told is not None and not _SPEAKER.match(text, clause.start, told.end())

    def _reports(self, text: str, clause: Extent) -> bool:
        if not text.startswith(("，", "：", ",", ":"), clause.end):
            return False
        match = self._report.fullmatch(text, clause.start, clause.end)
        if match is None:
            return False
        who = match["who"]
        if _NOT_SUBJECT.search(who):
            return False
        if text.endswith("要求", clause.start, clause.end) and _DEMAND.fullmatch(who):
            return False
        return not (_LOCUTION.fullmatch(who) or _SPEAKER.match(who))
