"""Actors by rule: the noun phrase at the head of a clause that can be told to do something."""

import re
from functools import lru_cache

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent

_CONJUNCTION = re.compile(r"(?:但是?|因此|所以|同时|并且|而且|其中|特别是|尤其是)?")
# What may stand between a subject and its predicate, or begin the predicate.
_AFTER_SUBJECT = re.compile(
    r"都|也|还|更|就|要|必|应|须|务|不|决|绝|切|严|需|可|既|一定|负|牵头|配合|主管|分管|承|担|扛|"
    r"压|落实|强化|履行|肩|在|对|把|按|根据|结合|围绕|作为|为|是|将|共|具体|全面|直接|积极|参与|"
    r"协助|监|督|追|问|依法|首先|普遍|分别|会同|抓|带头|，|$"
)
# A stretch with one of these is a clause and no noun phrase.
_PREDICATE = re.compile(
    r"(?<![主重首])要|[把被让使了着]|必须|应当|加强|推进|坚持|通过|为了|指出|强调|由"
)

# A phrase with one of these in front is no subject: 对医务人员，要……
_PREPOSITIONS = ("对", "向", "把", "在", "从", "给", "为", "按", "以", "跟", "同", "与")
_BODY_ENDS = ("部", "委", "局", "厅", "办", "署", "院", "部门", "机关", "机构", "单位")
_LONGEST_BODY = 12


@lru_cache(maxsize=8)
def _actor_end(ends: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(ends, key=len, reverse=True)))
    return re.compile(rf"(?:{words})们?(?:（[^（）\n]{{1,12}}）)?")


def actor_ends(scheme: Scheme) -> tuple[str, ...]:
    """Return the last words of actors from the scheme's responsibility cues."""
    label = scheme.label_of("responsibility")
    return scheme.labels[label].cues.get("actor_ends", ()) if label else ()


@lru_cache(maxsize=8)
def _verbs(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) > 1)


def _opens_with_verb(text: str, extent: Extent, scheme: Scheme) -> bool:
    """成立领导小组 is a verb with its object; 发展改革委 and 组织部 are bodies."""
    label = scheme.label_of("directive")
    words = scheme.labels[label].cues.get("imperative_verbs", ()) if label else ()
    if not text.startswith(_verbs(words), extent.start):
        return False
    phrase = text[extent.start : extent.end]
    return not (len(phrase) <= _LONGEST_BODY and phrase.endswith(_BODY_ENDS))


def leading_actor(text: str, region: Extent, scheme: Scheme) -> Extent | None:
    """Return the longest actor that opens a region of the text, or None.

    text (str): The document text.
    region (Extent): Where to look: a clause up to its operator or predicate. The
        actor starts at its start, after a conjunction.
    """
    ends = actor_ends(scheme)
    opening = _CONJUNCTION.match(text, region.start, region.end)
    start = opening.end() if opening else region.start
    found = None
    if text.startswith(_PREPOSITIONS, start):
        return None
    for match in _actor_end(ends).finditer(text, start, region.end) if ends else ():
        if _PREDICATE.search(text, start, match.end()):
            break
        if _AFTER_SUBJECT.match(text, match.end(), region.end):
            found = Extent(start, match.end())
    if found and _opens_with_verb(text, found, scheme):
        return None
    return found
