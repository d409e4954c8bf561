"""Texts cut into tokens for formats that need them: characters, or words of jieba."""

from collections.abc import Iterable
from itertools import accumulate, pairwise

from tifa.corpus.errors import FormatError


def token_extents(text: str, how: str, *, also: str = "") -> list[tuple[int, int]]:
    """Return start and end of the tokens, which together are the whole text.

    how (str): ``characters`` or ``jieba``.
    also (str): What else the caller knows, for the message.

    Raises:
        FormatError: There are no such tokens, or jieba is not installed.
    """
    return list(pairwise(accumulate((len(word) for word in _words(text, how, also)), initial=0)))


def _words(text: str, how: str, also: str) -> Iterable[str]:
    if how == "characters":
        return text
    if how != "jieba":
        known = ", ".join(filter(None, ("characters", "jieba", also)))
        raise FormatError(f"There are no tokens “{how}”", remedy=f"There are: {known}.")
    try:
        import jieba
    except ImportError:
        raise FormatError(
            "jieba is not installed", remedy="Install it: pip install 'tifa[jieba]'."
        ) from None
    words: list[str] = jieba.lcut(text)
    return words
