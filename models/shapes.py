"""Shapes of set formulations: what a formula that no lexicon knows looks like."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tifa.corpus.structure import Extent
from tifa.models.cues import alternatives, any_of

_DIGITS = {char: number for number, char in enumerate("一二三四五六七八九", 1)} | {"两": 2, "双": 2}
_NUMERAL = "二两双三四五六七八九"
_MEMBER = r"[^，。；：、！？“”（）《》\s的]{2,16}"
_SERIES = re.compile(rf"{_MEMBER}(?:[、，]{_MEMBER})+")
# “五个好”, “两学一做”, “一村一品”: a numeral, and after 一 another one (rule 4).
_PLAIN = r"[^“”（）()\d\s，。、：；的了十百千万]"
_NUMBERED = re.compile(
    rf"[{_NUMERAL}]{_PLAIN}{{1,6}}|一{_PLAIN}{{1,2}}[{_NUMERAL}一]{_PLAIN}{{1,2}}"
)
# In quotation marks, what is counted tells a formula from a term: 五个好, 三问三比, but not
# 四横三纵 or 三项工程.
_COINED = re.compile(
    r"[二两三四五六七八九一](?:个(?!.*(?:方[向面]|作用|中心|阶段|平台|机关|创新|带$))|"
    r"[不无有要必讲爱同为自带禁严查问看学比评促保抓帮联送包定清反破立创建争增减知会懂能敢善访进下亮晒"
    r"改落统持着招守推提聚]|大(?!.*(?:中心|优势|规则|算力|污染源|支柱|平台|圈$)))"
)
# “双十工程”, “双百行动”
_DOUBLE = re.compile(r"双[十百千万][^“”，。、]{0,4}")
_COUNTED = re.compile(
    r"[年月日号届次周季点分元亿岁天期级等名位路车楼房人口手张刀阵窝风把步条线大批]?"
)
_QUOTED = re.compile(r"“([^“”\n]{2,60})”")
# What may stand between a numbered formula and its members: “三包”，就是……
_SPELT = re.compile(
    rf"([{_NUMERAL}])(?:[个大项条][^，。；：、“”\s]{{1,4}}|[^，。；：、“”\s]{{1,3}})(”?)"
    r"(?:[^，。；：、“”\s]{0,6}，)?(?:即|就是|也就是|具体是|：|——|（)：?“?"
)
_MARK = re.compile(r"[、，]")
_WHO = r"谁[^谁，、。；：“”\s的都]{2,4}"
_WHOEVER = re.compile(
    rf"{_WHO}[、，]?{_WHO}(?:[、，]{_WHO}(?:[、，]?{_WHO})?)*(?!，谁)(?=[”的，。；）]|$)"
)
_HAN = r"[\u4e00-\u9fff]"
# One element of the formula comes back: in each member, or twice in one.
_PARALLEL = tuple(
    map(
        re.compile,
        (
            # 以评促教、以评促学
            rf"以({_HAN}{{1,2}})([定促兴带养治]){_HAN}{{1,4}}(?:[、，]以\1\2{_HAN}{{1,4}})+",
            # 以文塑旅、以旅彰文
            rf"以({_HAN}){_HAN}({_HAN})[、，]以\2{_HAN}\1",
            # 宜农则农、宜林则林
            rf"宜({_HAN})则\1(?:[、，]宜{_HAN}则{_HAN})+",
            # 应发尽发、应保尽保
            rf"[应能]({_HAN}{{1,2}})尽\1(?:[、，][应能]{_HAN}{{1,2}}尽{_HAN}{{1,2}})+",
            # 清清白白做人、干干净净做事
            (
                rf"({_HAN})\1({_HAN})\2{_HAN}{{2}}[、，]({_HAN})\3({_HAN})\4{_HAN}{{2}}"
                rf"(?:[、，]({_HAN})\5({_HAN})\6{_HAN}{{2}})?"
            ),
            # 一市一品牌，一县一特色
            (
                r"一[省市县区乡镇村户校企园]一(?:品牌|特色|[品业景])"
                r"(?:[、，]一[省市县区乡镇村户校企园]一(?:品牌|特色|[品业景]))+"
            ),
            # 老有所养、病有所医
            rf"[幼学劳病老住弱居]有所{_HAN}(?:[、，][幼学劳病老住弱居]有所{_HAN})+",
            r"人人(?!平等)[^人的，、。；：“”\s]{2,4}(?:[、，]人人[^人的，、。；：“”\s]{2,4})+",
            # 汛情就是命令，险情就是战情
            rf"(?:(?<!{_HAN})|(?<=坚持))(?!坚持){_HAN}{{2,6}}就是{_HAN}{{2,6}}[、，]{_HAN}{{2,6}}就是{_HAN}{{2,6}}",
            # 国运兴则体育兴，国家强则体育强
            rf"{_HAN}{{2}}兴则{_HAN}{{1,3}}兴[、，]{_HAN}{{2}}强则{_HAN}{{1,3}}强",
            r"(?:伟大的|战无不胜的)?[^，。！？、；：\s“”《》（）]{2,24}万岁(?=[！!\n]|$)",
        ),
    )
)
# 农业强省, 科教兴市
_STRONG = re.compile(
    r"(?:(?:工业|经济|先进制造业)强(?!国)|(?:农业|文化|旅游|教育|科技|海洋|制造业?|质量|交通|人才|数字|"
    r"体育|生态|开放|金融|能源|林业|畜牧业?|粮食|种业|网络|民营经济|知识产权|品牌|贸易|航空|民航|"
    r"渔业|物流|中医药|人力资源|商贸|产业)强)[国省市县区州]|"
    r"(?:工业|科教|科技|人才|旅游|生态|文化|质量|项目|产业|开放|商贸|农业|教育|商标|品牌|制造业|港口)"
    r"[立兴富活](?:[省市县区州镇乡村企校农]|国(?!运))"
)
_SHARED_FUTURE = re.compile(rf"中(?!构建|国){_HAN}{{1,3}}命运共同体")
_RITUAL = re.compile(
    r"以[\u4e00-\u9fff]{2,6}同志为(?:核心|总书记|领袖)的"
    r"(?:党中央|(?:党的)?第[一二三四五]代中央领导集体|中央领导集体)"
)
_TYPED = re.compile(
    r"(?<!资源)(?<!环境)(?:学习|服务|创新|法治|节约|责任|阳光|效能|廉洁)型"
    r"(?:政府|党组织|政党|社会|国家(?!物流)|城市(?!群)|机关)"
)
# 以“……”为题 gives a title.
_TITLES = ("为", "这一主题", "这个主题", "主题")
_FEWEST = 3
_SHORTEST_MEMBER = 3
_MOST_MEMBERS = 8
_LONGEST_SPIRIT = 16
_KINDS = (
    ("ritual", re.compile(r"以.{2,8}为(?:核心|总书记|领袖)的.*(?:党中央|集体)$")),
    ("spirit", re.compile(r".*精神$")),
    ("ideology", re.compile(r".*(?:主义|思想|理论|发展观|理念|体系|价值观|路线)”?$")),
    (
        "numbered",
        re.compile(
            rf"[{_NUMERAL}十][^、，]{{1,7}}$|一.{{1,2}}[{_NUMERAL}一].{{1,2}}$|一个[^、，]+、[{_NUMERAL}]个"
        ),
    ),
    ("maxim", re.compile(r".*[、，]|.*(?:就是|先|为本|不|是)")),
    (
        "campaign",
        re.compile(r".*(?:攻坚|扶贫|脱贫|争优|先进性|教育|运动|卫生|下乡|行动|学习|会战)"),
    ),
    (
        "goal",
        re.compile(
            r".*(?:社会|国家|强国|中国|城市|农村|乡村|发展|振兴|生产力|现代化|政府|党组织|关系|之路|校园|工程|强[省市县]|家园)"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A formula by its shape: extent in code points, and its kind."""

    start: int
    end: int
    kind: str


def kind_of_form(form: str) -> str:
    """Guess the kind of a formula that no lexicon knows from its words.

    form (str): The formula, without its quotation marks.
    """
    return next((kind for kind, pattern in _KINDS if pattern.match(form)), "maxim")


class Shapes:
    """Finds formulas that the scheme names by their shape.

    cues (Mapping[str, Sequence[str]]): The word lists of the slogan label.
    """

    def __init__(self, cues: Mapping[str, Sequence[str]]) -> None:
        self._not_numbered = any_of(cues["not_numbered"])
        self._introduced = re.compile(
            rf"(?:(?P<not>{alternatives(cues['not_verbs'])})|(?:{alternatives(cues['formula_verbs'])}))[：，]?$"
        )
        self._head = re.compile(
            rf"的?(?:(?P<not>[^，。；：、“”]{{0,2}}(?:{alternatives(cues['not_heads'])}))|"
            rf"[^，。；：、“”的]{{0,2}}(?:{alternatives(cues['formula_heads'])}))"
        )
        banner = alternatives(cues["banner_heads"])
        self._banner = re.compile(
            rf"(?:坚持|按照|贯彻|遵循|实行|执行|落实|提出|确定|牢记|坚决贯彻)了?({_MEMBER}(?:[、，]{_MEMBER})+)的(?:{banner})"
        )
        self._wanted = re.compile(
            rf"(?:按照|坚持|遵循|本着)({_MEMBER}(?:、{_MEMBER})+)的(?:[^，。；：、“”的]{{0,2}}(?:{alternatives(cues['formula_heads'])}))"
        )
        self._spirit = re.compile(
            rf"(?:{alternatives(cues['spirit_verbs'])})([^，。；：、！？“”《》\s的和]{{2,12}}精神)"
        )
        # 弘扬为国争光的爱国精神 names the part of a spirit, if there are several.
        self._spirit_part = re.compile(
            rf"(?:{alternatives(cues['spirit_verbs'])})([^，。；：、！？“”《》\s的]{{4}}的[^，。；：、！？“”的]{{2}}精神)"
        )
        self._generic = tuple(cues["generic_spirits"])
        brand = rf"(?:{alternatives(cues['brands'])})(?:{alternatives(cues['branded'])})"
        # 人文北京、科技北京、绿色北京 are a set.
        self._brand = re.compile(rf"{brand}(?:、{brand})*")

    def find(self, text: str) -> Iterator[Shaped]:
        """Yield formulas, the surest first; they may overlap."""
        for match in _RITUAL.finditer(text):
            yield Shaped(*match.span(), "ritual")
        yield from self._spelt_out(text)
        yield from self._quoted(text)
        for match in self._banner.finditer(text):
            if _share_character(_members(match[1])) or _are_parallel(_members(match[1])):
                yield Shaped(*match.span(1), "maxim")
        for match in self._wanted.finditer(text):
            members = _members(match[1])
            # 守信念、讲奉献、有本领: verb and object thrice.
            if _share_character(members) or (
                len(members) >= _FEWEST and {len(each) for each in members} == {_SHORTEST_MEMBER}
            ):
                yield Shaped(*match.span(1), "maxim")
        parts = list(self._spirit_part.finditer(text))
        for match in parts if len(parts) >= _FEWEST else ():
            yield Shaped(*match.span(1), "spirit")
        for match in self._spirit.finditer(text):
            if not match[1].removesuffix("精神").endswith(self._generic):
                yield Shaped(*match.span(1), "spirit")
        for match in _WHOEVER.finditer(text):
            yield Shaped(*match.span(), "maxim")
        for pattern in _PARALLEL:
            for match in pattern.finditer(text):
                yield Shaped(*match.span(), "maxim")
        for pattern in (_TYPED, _STRONG, _SHARED_FUTURE, self._brand):
            for match in pattern.finditer(text):
                yield Shaped(*match.span(), "goal")

    def _spells(self, text: str, form: Extent, mark: str, series: re.Match[str]) -> bool:
        """Say whether a series can spell out a numbered form.

        Without quotation marks each member says what is counted: 六个优先，即甲优先、……
        """
        words = text[form.start : form.end]
        if not self.is_numbered(words) or series.group().startswith(("一是", "第一", "一、")):
            return False
        counted = words[-2:]
        return bool(mark) or all(counted in member for member in _members(series.group()))

    def is_numbered(self, form: str) -> bool:
        """Say whether a form is a numbered formula such as 五个好, and no count or date."""
        if _DOUBLE.fullmatch(form):
            return True
        if not _NUMBERED.fullmatch(form) or self._not_numbered.match(form):
            return False
        rest = form[1:]
        return not _COUNTED.fullmatch(rest[:1]) or (len(rest) > 1 and rest[0] in "个大项条线位点")

    def _quoted(self, text: str) -> Iterator[Shaped]:
        """Formulas in quotation marks."""
        for match in _QUOTED.finditer(text):
            form = match[1]
            if self.is_numbered(form) and (_COINED.match(form) or _DOUBLE.fullmatch(form)):
                yield Shaped(*match.span(1), "numbered")
            elif form.endswith("精神") and len(form) <= _LONGEST_SPIRIT:
                yield Shaped(*match.span(1), "spirit")
            elif not re.search(r"[。！？；：]", form) and self._is_formula(text, match):
                yield Shaped(*match.span(1), "maxim")

    def _is_formula(self, text: str, quoted: re.Match[str]) -> bool:
        """Say whether a parallel quotation is used as a formula, and not as somebody's words."""
        members = _members(quoted[1])
        if len(members) < 2 or len(members) > _MOST_MEMBERS:
            return False
        if text.startswith(_TITLES, quoted.end()):
            return False
        head = self._head.match(text, quoted.end())
        before = self._introduced.search(text, max(0, quoted.start() - 8), quoted.start())
        if (head and head["not"]) or (before and before["not"]):
            return False
        return bool(head or before) and (_are_parallel(members) or _share_character(members))

    def _spelt_out(self, text: str) -> Iterator[Shaped]:
        """A numbered formula with as many members as its numeral says: 三包，就是包教、……"""
        for match in _SPELT.finditer(text):
            number = _DIGITS.get(match[1], 0)
            series = _SERIES.match(text, match.end())
            form = Extent(match.start(), match.start(2))
            if series and self._spells(text, form, match[2], series):
                end = _end_of_members(series, number)
                spelt = text[series.start() : end]
                alike = _share_character(_members(spelt)) or _share_character(spelt.split("，"))
                if end and (number > 2 or alike):
                    yield Shaped(form.start, form.end, "numbered")
                    yield Shaped(series.start(), end, "numbered")


def _end_of_members(series: re.Match[str], number: int) -> int:
    """Where as many members as a numeral says end, or 0 if there are not just as many."""
    parts = _MARK.split(series.group())
    clauses = series.group().split("，")
    # 问信念、比境界，问宗旨、比服务，……: as many pairs.
    if len(parts) == number or (len(clauses) == number and len(parts) == 2 * number):
        return series.end()
    return series.start() + len(clauses[0]) if clauses[0].count("、") == number - 1 else 0


def _members(form: str) -> list[str]:
    return _MARK.split(form)


def _are_parallel(members: Sequence[str]) -> bool:
    """Say whether members are about equally long; short ones are three and quite equal."""
    lengths = [len(member) for member in members]
    if len(members) >= _FEWEST and min(lengths) == max(lengths):
        return True
    return min(lengths) >= _SHORTEST_MEMBER and max(lengths) - min(lengths) <= 1


def _share_character(members: Sequence[str]) -> bool:
    """Say whether all members have one character at the same place: 早发现、早报告."""
    if len(members) < 2 or max(map(len, members)) - min(map(len, members)) > 2:
        return False
    return any(len(set(chars)) == 1 for chars in zip(*members, strict=False))
