"""Where a heading ends that has run into the text after it, for want of a line break.

Each place in the first sentence is rated by how headings end, how sentences begin and how
closely the characters around it belong together elsewhere in the same text; the best
place competes with the reading that the whole sentence is the lead of its item. The
weights were fitted on reports and speeches whose line breaks had been taken out.
"""

import re
from collections import Counter
from functools import cached_property
from itertools import pairwise
from math import log1p

_SHORTEST, _LONGEST = 4, 40
# Characters looked at for the habits of a text; more would hardly change them.
_SAMPLE = 200_000

_DIGIT = "[0-9０-９]"
_COUNT = "[一二两三四五六七八九十几多近这0-9０-９]"
_OPENS_STRONGLY = re.compile(
    # Times: a date, 十年来, 近年来, 当前, 这次 …
    rf"{_DIGIT}{{4}}年|{_DIGIT}{{1,2}}月(?:{_DIGIT}{{1,2}}日|[，,])|到{_DIGIT}{{4}}年"
    r"|[一二][九〇○零][一二三四五六七八九〇○零]{2}年"
    rf"|(?:过去)?的?{_COUNT}{{1,4}}年多?(?:来|以来|，|是|里|间)|近来|今年|去年|明年|前年"
    r"|当前|目前|现在|今天|今后|此前|长期以来|当今|会前|刚才|下一步|这(?!种|里|样|边|些年)|[本此每]次"
    r"|新中国成立|改革开放(?:以来|之后)|自从|自[^，。]{2,12}以来|从[^，。]{2,20}[看到起]"
    r"|第[一二三四五六七八九十]{1,3}[届次]|[一二]?十[一二三四五六七八九]?大以来"
    # Who acts: 我们, 各级, 党中央 …
    r"|我们|我[国省市县区党军曾]|我代表|大家|同志们|全[党国省市县区军]|党的|历史"
    r"|各[级地位区县省]|各(?:部门|单位|有关|行各业)|广大|有关部门|中国共产党|中共"
    r"|(?:党)?中央|国务院|[省市县区]委|总书记|会议(?!精神)"
    # Words that open a sentence: 为了, 根据, 首先, 总的 …
    r"|为了|为(?:贯彻|深入|进一步|加快|加强|全面)|根据|按照|随着|由于|因为|只有|如果|尽管|虽然"
    r"|总的|总体上|实践证明|事实证明|必须|首先|第一[，、]|一是|一要|特别是|其中|同时|此外|经过"
    r"|面对|综观|纵观|综合分析|通观|结合|古人|如上所[说述]|(?<![作的年和与])(?:回首|回顾|展望)|《"
)
_OPENS = re.compile(
    r"要(?![求素点闻害务领件义])|应[当该]|在[^，。；]{2,24}[中上下里后前时，]|以[^，。]{2,12}为|对[^，。]{2,20}，"
    r"|[^，。；！？]{2,14}(?:以来|之后|以后|后|期间|方面|过程中|时)，|[^，。；]{2,6}(?:指出|强调|认为|要求)"
    r"|坚持|围绕|通过|继续|进一步|加强|推进|实施|加快|完善|深化|建立|健全|做好|抓好|强化|落实|全面|大力"
    r"|积极|切实|鼓励|支持|充分|依托|贯彻|组织|开展|实现|发展|建设|中国|新时代|世界|社会主义"
)
_STATES = re.compile(r"[^，。；！？：]{2,24}，?(?:是(?!否)|具有|关系|事关|既是|不仅|就是)")
_ENDS = re.compile(
    "(?:精神|活动|工作|领导|任务|要求|目标|建设|发展|思想|意义|形势|措施|问题|水平|能力|机制|体制|体系|制度"
    "|保障|责任|作用|服务|管理|改革|创新|环境|质量|成效|实效|落实|认识|基础|布局|格局|原则|方针|战略|力度"
    "|效益|合力|氛围|监督|队伍|作风|稳定|和谐|安全|生活|民生|经济|社会|事业|文化|教育|开放|优势|步伐|经验"
    "|情况|回顾|展望|政策|部署|重点|生态|文明|动力|活力|协调|统一|关系|方向|道路|使命|变革|境界|局面|治理"
    "|规划|安排|方案|内容|纲领|理论|成就|特征|内涵|依据|背景|主义|国家|强国|振兴|统筹|实施|培育|支撑|融合"
    "|转型|升级|结构|产业|农业|科技|人才|法治|民主|胜利|大局|核心|地位|堡垒|行动|路线|外交|国防|军队|贡献"
    "|效能|效率|进步|突破|进展|提高|增长|增收|就业|攻坚|大业|共生|品质|建议|计划|努力|转变|合作|竞争|标准"
    "|应用|框架|现代化|一体化|均等化|市场化|法治化|国际化|规范化|制度化|进程|过程|需求|供给|模式|方式|途径"
    "|渠道|空间|网络|平台)$"
)
# Nouns that go on a heading more often than they begin a sentence.
_CONTINUES = re.compile(
    "工作(?!是)|回顾|目标|任务|要求|措施|建议|能力|水平|体系|总体(?!上)|问题|精神|制度|机制|大业|展望|部署|意义"
    "|方针|原则|战略|政策|情况|事业|责任|作用|力度|质量|成效|活力|关系(?!到)|格局|步伐|生活|管理|服务|标准"
    "|基础|大局|[步力性化]|建设(?!.{0,20}是)|文明(?!.{0,6}是)"
)
# A verb still without its object: 积极推进|…
_OBJECT_MISSING = re.compile(
    r"(?:^|[，、])(?:积极|切实|大力|适当|深入|全面|继续|进一步|坚定不移|千方百计|毫不放松地?|不断|着力|认真|努力"
    r"|加快|更加|更好|坚决|持续|协调|统筹|强化|不失时机)?(?:提高|推进|促进|加强|坚持|发展|建设|推动|实施|深化"
    r"|扩大|完善|健全|改革|强化|加快|做好|抓好|进行|积极|适当|依靠|统筹|结合|建立|支持|保持|增强|培育|实行|聚焦"
    r"|构建|转变|加大|优化|提升|深入|正确|巩固|全面|认真|切实|落实|贯彻|把握|维护|保障|改善)$"
)
_NEVER_BEFORE = frozenset("的和与及、，把对为以在是将并而或之从向于被让使到“‘（《")
_RARELY_BEFORE = frozenset("不更最再新大高全各其又就也都有无可能好所")
_NEVER_AFTER = frozenset("的和与及、，了着等之并而或”’）》：:；。于性化者们率地")
_RARELY_AFTER = frozenset("中上下里内是到来去力量业度型级类员系统")


class RunIn:
    """Finds where the run-in headings of one text end.

    text (str): The whole text; its habits are learnt when first asked.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _pairs(self) -> Counter[tuple[str, str]]:
        return Counter(pairwise(self._text[:_SAMPLE]))

    def _counted(self, pattern: str) -> Counter[str]:
        return Counter(re.findall(pattern, self._text[:_SAMPLE]))

    @cached_property
    def _clause_openings(self) -> Counter[str]:
        return self._counted(r"[。；！？，：\n](?=(\w\w))")

    @cached_property
    def _long_openings(self) -> Counter[str]:
        return self._counted(r"[。；！？，：\n](?=(\w\w\w))")

    @cached_property
    def _sentence_openings(self) -> Counter[str]:
        return self._counted(r"[。！？\n”](?=(\w\w))")

    @cached_property
    def _clause_endings(self) -> Counter[str]:
        return self._counted(r"(\w\w)(?=[。；！？，\n])")

    def end(self, start: int, limit: int, *, level: int) -> int | None:
        """Return where the heading that begins at an offset ends.

        start (int): Where its words begin.
        limit (int): Where its first sentence ends, mark included.
        level (int): Of the item.

        Returns None if the whole sentence is rather its lead.
        """
        best, highest = None, self._as_lead(start, limit, level)
        for place in range(start + _SHORTEST, min(limit, start + _LONGEST + 1)):
            score = self._score(start, place, limit)
            if score > highest:
                best, highest = place, score
        return best

    def _as_lead(self, start: int, limit: int, level: int) -> float:
        """Rate the reading that the heading is the whole sentence."""
        score = 1.6 + (2.0 if level > 1 else 0.0)
        if limit - start <= 30:
            score += 3.5
        elif limit - start <= 45:
            score += 0.5
        if self._text[limit - 1] in "；;":
            score += 1.4
        return score if self._text.find("，", start, limit) >= 0 else score + 0.5

    def _score(self, start: int, place: int, limit: int) -> float:
        return (
            self._begins(start, place)
            + self._ends(start, place)
            + self._divides(place)
            + self._measures(start, place, limit)
        )

    def _begins(self, start: int, place: int) -> float:
        """Rate whether a sentence begins at a place."""
        text, pair = self._text, self._text[place : place + 2]
        seen = 1 + (self._pairs[pair[0], pair[1]] if len(pair) == 2 else 0)
        score = 2.7 if _OPENS_STRONGLY.match(text, place) else 0.0
        score += 1.2 if _OPENS.match(text, place) else 0.0
        score += 2.7 if _STATES.match(text, place, place + 40) else 0.0
        score += 0.75 * min(3.0, log1p(self._long_openings[text[place : place + 3]]))
        score += 1.6 * self._clause_openings[pair] / seen
        score += 3.9 * self._sentence_openings[pair] / seen
        # Often the sentence takes up words of its heading.
        heading = text[start:place]
        score += 0.7 if pair in heading else 0.0
        score += 1.3 if text[place : place + 4] in heading else 0.0
        return score - (1.8 if _CONTINUES.match(text, place) else 0.0)

    def _ends(self, start: int, place: int) -> float:
        """Rate whether a heading ends at a place."""
        heading = self._text[start:place]
        pair = heading[-2:]
        score = 1.9 if _ENDS.search(heading[-3:]) else 0.0
        score += 5.5 * self._clause_endings[pair] / (1 + self._pairs[pair[0], pair[1]])
        return score - (3.3 if _OBJECT_MISSING.search(heading) else 0.0)

    def _divides(self, place: int) -> float:
        """Rate how little the two characters around a place belong together."""
        before, after = self._text[place - 1], self._text[place]
        score = 2.2 if after.isspace() else 0.0
        score -= 2.0 if before in _NEVER_BEFORE else 1.0 if before in _RARELY_BEFORE else 0.0
        score -= 4.4 if after in _NEVER_AFTER else 0.5 if after in _RARELY_AFTER else 0.0
        elsewhere = self._pairs[before, after] - 1
        return score + (1.4 if elsewhere <= 0 else -0.7 * min(4.0, log1p(elsewhere)))

    def _measures(self, start: int, place: int, limit: int) -> float:
        """Rate the length of the heading, its clauses and what it leaves of the sentence."""
        length = place - start
        heading = self._text[start:place]
        score = 0.9 if length < 6 else 0.0
        if length > 22:
            score -= 1.7 if length <= 30 else 4.2
        commas = heading.count("，") + heading.count("：")
        if commas:
            score -= 0.1 if commas == 1 else 2.0
            score -= 2.8 if length - heading.rfind("，") - 1 < 5 else 0.0
        return score - (2.9 if limit - place < 8 else 0.0)
