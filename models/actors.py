"""Actors by rule: noun phrases that name who can be told to do something."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.cues import alternatives

_CONJUNCTION = re.compile(
    r"(?:但是?|因此|所以|同时|并且|而且|其中|特别是|尤其是)?(?:责成|指定|确定|委托)?"
)
# What may stand between a subject and its predicate, or begin the predicate.
_AFTER_SUBJECT = re.compile(
    r"都|也|还|更|就|要|必|应|须|务|不|决|绝|切|严|需|可|既|一定|负|牵头|配合|主管|分管|承|担|扛|"
    r"压|落实|强化|履行|肩|在|对|把|按|根据|结合|围绕|作为|为|是|将|共|具体|全面|直接|积极|参与|"
    r"协助|监|督|追|问|依法|首先|普遍|分别|会同|抓|带头|，|$"
)
# A stretch with one of these is a clause and no noun phrase.
_PREDICATE = re.compile(
    r"(?<![主重首])要|把(?!手)|使(?![用命者馆])|[被让了着]|必须|应当|加强|推进|坚持|通过|为了|指出|强调|建议|不得|由|(?<![别其但凡])是"
)

# A phrase with one of these in front is no subject: 对医务人员，要……
_PREPOSITIONS = ("对", "向", "把", "在", "从", "给", "为", "按", "以", "跟", "同", "与")
# Words that begin like a preposition and are none.
_NO_PREPOSITIONS = (
    "同志",
    "同学",
    "同级",
    "在座",
    "在场",
    "在校",
    "在职",
    "在岗",
    "从事",
    "对口",
    "给排水",
)
# 县以上医院, 全市八万名党员: the phrase goes on.
_BODY = re.compile(r"[\u4e00-\u9fff]{2}[局厅部室办处科署](?![门分长署理法公])")
_AND_MORE = re.compile(r"以[上下]|[一二三四五六七八九十两\d]")
_BODY_ENDS = (
    "部",
    "委",
    "局",
    "厅",
    "办",
    "署",
    "院",
    "部门",
    "机关",
    "机构",
    "单位",
    "科",
    "处",
    "所",
    "站",
    "公司",
    "车间",
    "集团",
    "中心",
    "委员会",
    "管委会",
    "协会",
    "银行",
    "学院",
)
_LONGEST_BODY = 12
_PHRASE_GOES_ON = ("的", "、", "和", "与", "及", "（")
_JOINS = re.compile(r"[、，和与及]|以及|会同")


@lru_cache(maxsize=8)
def _actor_word(ends: tuple[str, ...], never: tuple[str, ...]) -> re.Pattern[str]:
    # The longest word decides: 委员会 is a body, 社会 is none.
    return re.compile(rf"({alternatives([*ends, *never])})们?(?:（[^（）\n]{{1,12}}）)?")


def _cues(scheme: Scheme, extractor: str, name: str) -> tuple[str, ...]:
    label = scheme.label_of(extractor)
    return scheme.labels[label].cues.get(name, ()) if label else ()


def actor_ends_in(text: str, region: Extent, scheme: Scheme) -> Iterator[int]:
    """Yield the places in a region where a noun phrase that names an actor can end."""
    return (word.end for word in _actor_words(text, region, scheme))


def _actor_words(text: str, region: Extent, scheme: Scheme) -> Iterator[Extent]:
    ends = _cues(scheme, "responsibility", "actor_ends")
    never = _cues(scheme, "responsibility", "not_actors")
    if ends:
        for match in _actor_word(ends, never).finditer(text, region.start, region.end):
            if match[1] not in never:
                yield Extent(match.start(), match.end())


@lru_cache(maxsize=8)
def _between(modifiers: tuple[str, ...], openers: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(modifiers)})*(?:(?:{alternatives(openers)})[^，。；]*)?")


def before_predicate(scheme: Scheme) -> re.Pattern[str]:
    """Return what may stand between an actor and its predicate or operator."""
    modifiers = _cues(scheme, "responsibility", "modifiers")
    return _between(modifiers, _cues(scheme, "responsibility", "phrase_openers"))


@lru_cache(maxsize=8)
def _verb_phrase(verbs: tuple[str, ...], adverbs: tuple[str, ...]) -> re.Pattern[str]:
    longer = [verb for verb in verbs if len(verb) > 1]
    return re.compile(rf"(?P<adverb>{alternatives(adverbs)})?(?:{alternatives(longer)})")


def _opens_with_verb(text: str, extent: Extent, scheme: Scheme) -> bool:
    """成立领导小组 is a verb with its object; 发展改革委 and 组织部 are bodies."""
    verbs = _cues(scheme, "directive", "imperative_verbs")
    adverbs = _cues(scheme, "directive", "imperative_adverbs")
    if not verbs:
        return False
    opening = _verb_phrase(verbs, adverbs).match(text, extent.start, extent.end)
    if opening is None:
        return False
    phrase = text[extent.start : extent.end]
    body = len(phrase) <= _LONGEST_BODY and phrase.endswith(_BODY_ENDS)
    return bool(opening["adverb"]) or not body


def _opens_with_preposition(text: str, start: int) -> bool:
    return text.startswith(_PREPOSITIONS, start) and not text.startswith(_NO_PREPOSITIONS, start)


def leading_actor(
    text: str, region: Extent, scheme: Scheme, after: re.Pattern[str] | None = None
) -> Extent | None:
    """Return the longest actor that opens a region of the text, or None.

    text (str): The document text.
    region (Extent): Where to look: a clause up to its operator or predicate. The
        actor starts at its start, after a conjunction.
    after (re.Pattern[str] | None): What must stand between the actor and the end of the
        region; then the shortest such actor is returned. By default, what can
        follow a subject.
    """
    opening = _CONJUNCTION.match(text, region.start, region.end)
    start = opening.end() if opening else region.start
    found = None
    if _opens_with_preposition(text, start):
        return None
    for end in actor_ends_in(text, Extent(start, region.end), scheme):
        if _PREDICATE.search(text, start, end):
            break
        if after and (text.startswith(("以上", "以下"), end) or _BODY.match(text, end)):
            continue
        if after and after.fullmatch(text, end, region.end):
            found = Extent(start, end)
            break
        if not after and _AFTER_SUBJECT.match(text, end, region.end):
            found = Extent(start, end)
    if found and _opens_with_verb(text, found, scheme):
        return None
    return found


def opening_phrase(text: str, region: Extent, scheme: Scheme) -> Extent | None:
    """Return the noun phrase that opens a region if it names an actor, whatever follows.

    text (str): The document text.
    region (Extent): Where to look, from the start of the phrase.
    """
    opening = _CONJUNCTION.match(text, region.start, region.end)
    start = opening.end() if opening else region.start
    if _opens_with_preposition(text, start):
        return None
    words = list(_actor_words(text, Extent(start, region.end), scheme))
    for word, following in zip(words, [*words[1:], None], strict=False):
        if _PREDICATE.search(text, start, word.end):
            return None
        # 县人大、县政协的同志, 各市人民政府: the phrase goes on.
        more = text.startswith(_PHRASE_GOES_ON, word.end) or _AND_MORE.match(text, word.end)
        if more and word.end < region.end:
            continue
        if following and following.start == word.end and not text.startswith("组织", word.end):
            continue
        found = Extent(start, word.end)
        return None if _opens_with_verb(text, found, scheme) else found
    return None


def single_actors(text: str, extent: Extent, scheme: Scheme) -> Iterator[Extent]:
    """Split 甲局、乙局 into actors; 书记、县长 and 计划、财政等部门 are one each."""
    words = text[extent.start : extent.end]
    first = Extent(extent.start, extent.start + max(words.find("、"), 0))
    shares_head = words.endswith("部门") and not _ends_actor(text, first, scheme)
    if shares_head or words.endswith(_cues(scheme, "responsibility", "posts")):
        yield extent
        return
    start = extent.start
    for match in _JOINS.finditer(text, extent.start, extent.end):
        if _in_bracket(text, extent.start, match.start()):
            continue
        if _ends_actor(text, Extent(start, match.start()), scheme) and text[match.end()] != "等":
            yield Extent(start, match.start())
            start = match.end()
    if start < extent.end:
        yield Extent(start, extent.end)


def _ends_actor(text: str, part: Extent, scheme: Scheme) -> bool:
    return any(end == part.end for end in actor_ends_in(text, part, scheme))


def _in_bracket(text: str, start: int, place: int) -> bool:
    return text.count("（", start, place) > text.count("）", start, place)
