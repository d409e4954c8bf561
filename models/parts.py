"""Parts of a text in which a sentence without modal can be an order."""

import re
from collections.abc import Callable, Sequence

from tifa.corpus.spans import Span
from tifa.models.textview import SentenceView, TextView

# A paragraph as short as this introduces the next: what it asks for goes on there.
_LEAD_IN = 40
_LONGEST_HEADING = 20
_MARKS = "。；！？：.;!?:"
_ARTICLE = re.compile(r"(?m)^[ \u3000]*第[一二三四五六七八九十百零〇0-9]+条")
_MAXIM = re.compile(r"[ \u3000]*[^，。、：\n]{4,12}[。\n]")
_AMENDMENT = re.compile(r"[将把][^，。\n]{1,30}修改为[：:]")
_FEWEST_ARTICLES = 3
_DUTIES = re.compile(r"义务|职责|责任|要求|措施|规定|工作|任务|做到|遵守")
_NO_DUTIES = re.compile(
    r"情形|行为|条件|内容|事项|材料|因素|形式|范围|权利|权限|方式|标准|所列|下列规定"
)
_CASES = re.compile(r"(?:下列|以下|上述)[^，。]{0,12}(?:情形|行为|条件|情况)|之一的?[，：]")
# （二）存在的问题: what follows is no task.
_NO_FIELD = re.compile(
    r"[是有了已为]|问题|成效|成绩|成就|情况|原因|意义|背景|基础|形势|经验|条件|机遇|挑战|回顾|进展|现状|标准$|案例|说明|第.+章"
)
_MAIN_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]部分")
# 原因有两条，一是……；二是……: a list of what is. 任务，一是……: what a plan is made of.
_LISTS_FACTS = re.compile(
    r"[^。；！？\n]{0,60}?(?:(?:原因|问题|类型|形式|特点|特征|表现|经验|启示|教训|成[就绩果]|变化|收获|危险|意义|困难"
    r"|矛盾|出路|机遇|挑战|优势|不足|短板)[^，。：]{0,4}[：，]|(?:指导思想|任务|目标|方针)(?:就?是)?，)一是"
)
# Where a text looks back, verbs without 了 report too.
_YEARS = r"(?:过去)?(?:的?[一二三四五六七八九十两几0-9]+年)(?:多|里)?(?:来|以来|中)?"
_REVIEW_HEADING = re.compile(
    r".{0,8}(?:回顾|过去|年来|主要成绩|取得的成|工作进展|基本情况|工作总结)"
)
_REVIEW = re.compile(rf"{_YEARS}[，、]|过去|[^，。]{{0,12}}(?:以来|做了以下|主要做了|的主要做法)")


class TaskParts:
    """Follows a text sentence by sentence and tells where orders without modal may stand.

    view (TextView): The text.
    headings (Sequence[str]): Ends of headings that announce tasks.
    news (bool): Whether the text is a news report, which orders nothing itself.
    """

    def __init__(self, view: TextView, headings: Sequence[str], *, news: bool) -> None:
        self._text = view.text
        self._headings = tuple(headings)
        self._news = news
        self._legal = is_legal(view.text)
        self._tasks = self._reviews = self._lists = False
        self._facts = False
        self._before: SentenceView | None = None
        self._last: Span | None = None

    def allows(self, sentence: SentenceView, among_orders: Callable[[], bool]) -> bool:
        """Say whether the next sentence may hold a bare imperative.

        among_orders (Callable[[], bool]): Says whether it stands in a passage of orders.
        """
        before = self._before
        if before and before.paragraph != sentence.paragraph and not before.is_heading:
            short = before.end - before.start <= _LEAD_IN
            self._tasks = self._tasks and (short or self._is_dashed(sentence))
        if self._news:
            return False
        inherits = sentence.after_semicolon and self._touches(before)
        if self._legal:
            return self._lists and sentence.is_heading
        heading = self._is_heading(sentence)
        self._look_back(sentence, heading=heading)
        self._facts = self._facts and (heading or sentence.after_semicolon)
        if self._reviews or self._facts or (not heading and self._text[sentence.end - 1] in "！!"):
            return False
        # ……；……: what goes on after no order is none.
        tasks = self._tasks and not (sentence.after_semicolon and not heading)
        if inherits or tasks or (heading and not self._is_counted_fact()):
            return True
        return among_orders()

    def follow(self, sentence: SentenceView, spans: Sequence[Span]) -> None:
        """Take note of the directives found in the sentence."""
        heading = self._is_heading(sentence)
        announces = heading and self._announces(sentence)
        goes_on = self._tasks and (not heading or self._names_field(sentence))
        self._tasks = bool(spans) or announces or goes_on
        if spans:
            self._last = spans[-1]
            self._reviews = self._reviews and "operator" not in spans[-1].attributes
        if not spans and _LISTS_FACTS.match(self._text, sentence.start, sentence.end):
            self._facts = True
        words = self._text[sentence.start : sentence.end]
        if words.endswith(("：", ":")):
            duties = bool(_DUTIES.search(words)) and not _NO_DUTIES.search(words)
            self._lists = bool(spans) and duties
        elif not sentence.is_heading:
            self._lists = False
        self._before = sentence

    def _is_heading(self, sentence: SentenceView) -> bool:
        return sentence.is_heading or _is_line(self._text, sentence)

    def _is_dashed(self, sentence: SentenceView) -> bool:
        """Say whether a sentence opens an item of a list with dashes: ——加强……"""
        before = self._text[sentence.start : sentence.clauses[0].start + 1].lstrip()
        return before.startswith(("——", "--", "－－"))

    def _is_counted_fact(self) -> bool:
        """Say whether the list that a sentence stands in was opened by cases, not by tasks."""
        before = self._before
        if before is None or self._text[before.end - 1] not in "：:":
            return False
        return bool(_CASES.search(self._text, before.start, before.end))

    def _look_back(self, sentence: SentenceView, *, heading: bool) -> None:
        opens = self._before is None or self._before.paragraph != sentence.paragraph or heading
        text, start, end = self._text, sentence.start, sentence.end
        if heading and _REVIEW_HEADING.match(text, start, end):
            self._reviews = True
        elif heading and (not sentence.is_heading or _MAIN_ITEM.match(text, start, end)):
            self._reviews = False
        elif (opens or "做了" in text[start:end]) and _REVIEW.match(text, start, end):
            self._reviews = True

    def _names_field(self, sentence: SentenceView) -> bool:
        """Say whether a heading below another only names what the tasks are about."""
        if not sentence.is_heading or _MAIN_ITEM.match(self._text, sentence.start, sentence.end):
            return False
        short = sentence.end - sentence.start <= _LONGEST_HEADING and len(sentence.clauses) == 1
        return short and not _NO_FIELD.search(self._text, sentence.start, sentence.end)

    def _announces(self, sentence: SentenceView) -> bool:
        """Say whether a heading announces tasks without being one: 一、总体要求"""
        last = sentence.clauses[-1]
        short = last.end - sentence.start <= _LONGEST_HEADING
        return short and self._text.endswith(self._headings, sentence.start, last.end)

    def _touches(self, sentence: SentenceView | None) -> bool:
        last = self._last
        return (
            last is not None
            and sentence is not None
            and (sentence.start <= last.start < sentence.end)
        )


def is_legal(text: str) -> bool:
    """Say whether a text is a law or regulation: lines that open with 第……条

    So is what amends laws: 将第三条修改为：……. A code of conduct with a maxim over each article (第三条　增强安全意识。) is none.
    """
    if len(_AMENDMENT.findall(text)) >= _FEWEST_ARTICLES:
        return True
    articles = list(_ARTICLE.finditer(text))
    titled = sum(1 for article in articles if _MAXIM.match(text, article.end()))
    return len(articles) >= _FEWEST_ARTICLES and titled <= len(articles) / 2


def _is_line(text: str, sentence: SentenceView) -> bool:
    """Say whether a sentence is a short line without a mark: a heading without number."""
    short = sentence.end - sentence.start <= _LONGEST_HEADING
    ends = text[sentence.end : sentence.end + 1] in "\n\r"
    begins = text[max(sentence.start - 1, 0)] in "\n\r"
    return short and ends and begins and text[sentence.end - 1] not in _MARKS
