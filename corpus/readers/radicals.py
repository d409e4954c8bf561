"""Radicals that PDF writers put in place of characters: ⼯作 for 工作.

Fonts draw both with one glyph, and some writers note the wrong one of the two for it.
"""

import re
import unicodedata

# Unicode gives the Kangxi radicals (U+2F00–2FD5) a compatibility decomposition; for these of
# the CJK Radicals Supplement it only lists the character, in EquivalentUnifiedIdeograph.txt.
_SUPPLEMENT = dict(
    zip(
        "⺎⺒⺓⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "兀巳幺民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_RADICAL = re.compile(f"[{''.join(_SUPPLEMENT)}\u2e9f\u2f00-\u2fd5]")


def without_radicals(text: str) -> tuple[str, int]:
    """Return a text with characters in place of radicals, and how many there were."""
    return _RADICAL.subn(lambda match: _character(match[0]), text)


def _character(radical: str) -> str:
    return _SUPPLEMENT.get(radical) or unicodedata.normalize("NFKC", radical)
