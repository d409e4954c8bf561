"""The annotation guidelines in Chinese and English, whole and rule by rule.

Both texts have the same chapters, rule numbers and examples; a test compares every
example with the corpora, so that the guidelines follow when the gold layers change.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Literal

from tifa.corpus.errors import SchemeError

Language = Literal["en", "zh"]

# `## D DIRECTIVE 指令` opens a chapter, `### D3 Operators, class b` a rule.
_HEADING = re.compile(r"^(?P<hashes>##|###) (?P<number>[A-Z]\d*) (?P<title>.+)$", re.MULTILINE)
_ANY_CHAPTER = re.compile(r"^## ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter (``D``) or a rule (``D3``) of the guidelines.

    number: Chapter letter, or letter and number; the same in every language.
    title: Its heading without the number.
    text: The whole section in Markdown, heading included.
    """

    number: str
    title: str
    text: str

    @property
    def is_rule(self) -> bool:
        """Whether this is a rule and not a chapter."""
        return len(self.number) > 1


def guidelines_path(language: Language = "en") -> Path:
    """Return the Markdown file of the guidelines in a language."""
    return Path(str(files("tifa.annotation.guidelines") / f"guidelines.{language}.md"))


def read_guidelines(language: Language = "en") -> str:
    """Return the guidelines in a language as Markdown."""
    return guidelines_path(language).read_text("utf8")


def read_sections(language: Language = "en") -> dict[str, Section]:
    """Return the lettered chapters and their rules by number, in their order in the text."""
    text = read_guidelines(language)
    return {
        found["number"]: Section(found["number"], found["title"], _section(text, found))
        for found in _HEADING.finditer(text)
    }


def get_section(number: str, language: Language = "en") -> Section:
    """Return a chapter or rule, whatever the case of its letter.

    number (str): Such as ``D`` or ``d3``.

    Raises:
        SchemeError: The guidelines have no such rule.
    """
    sections = read_sections(language)
    if (wanted := number.upper()) in sections:
        return sections[wanted]
    near = get_close_matches(wanted, sections, n=3, cutoff=0.4)
    nearest = f"The nearest are {', '.join(near)}. " if near else ""
    raise SchemeError(
        f"the guidelines have no rule {number}",
        remedy=f"{nearest}List all with `tifa guidelines --list`.",
    )


def _section(text: str, heading: "re.Match[str]") -> str:
    """Return a section up to the next heading of its rank or above."""
    pattern = _ANY_CHAPTER if heading["hashes"] == "##" else re.compile(r"^#{2,3} ", re.MULTILINE)
    following = pattern.search(text, heading.end())
    return text[heading.start() : following.start() if following else len(text)].strip()
