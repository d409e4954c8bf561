"""Everything that can be said of groups of documents, section by section."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tifa.corpus.comparison.adoption import adoption
from tifa.corpus.comparison.borrowing import text_reuse
from tifa.corpus.comparison.candidates import candidate_table
from tifa.corpus.comparison.cooccurrence import cooccurrence
from tifa.corpus.comparison.directives import directive_tables
from tifa.corpus.comparison.items import Items, Segmenter, ngrams, slogans, words
from tifa.corpus.comparison.keytable import Choices
from tifa.corpus.comparison.keywords import keywords
from tifa.corpus.comparison.pooled import Settings
from tifa.corpus.comparison.rates import rates
from tifa.corpus.comparison.repeats import repeats, repeats_note, repeats_table, without_repeats
from tifa.corpus.comparison.responsibility import responsibility_tables, told_to_do
from tifa.corpus.comparison.result import Result
from tifa.corpus.comparison.slogan_places import slogan_places
from tifa.corpus.comparison.study import Study
from tifa.corpus.comparison.timeline import timelines
from tifa.corpus.errors import CorpusError
from tifa.corpus.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Options:
    """How a comparison is made.

    rates (Settings): Intervals and tests.
    keyness (Choices): Which keywords are told.
    shortest, longest (int): Lengths of character n-grams.
    segmenter (Segmenter | None): What cuts words; without one there are no keywords of words.
    lexicon (Lexicon | None): Where formulas come from if no span has a canonical form.
    exclude_duplicates (bool): Whether of documents that repeat each other one is counted.
    """

    rates: Settings = field(default_factory=Settings)
    keyness: Choices = field(default_factory=Choices)
    shortest: int = 2
    longest: int = 6
    segmenter: Segmenter | None = None
    lexicon: Lexicon | None = None
    exclude_duplicates: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a comparison.

    title (str): For people, in Chinese and English.
    make (Callable): Returns its tables.
    annotated (bool): Whether it is about spans, and empty without any.
    """

    title: str
    make: Callable[[Study, Options], list[Result]]
    annotated: bool = False


def _rates(study: Study, options: Options) -> list[Result]:
    return rates(study, settings=options.rates)


def _keyness(study: Study, options: Options) -> list[Result]:
    return [
        result
        for name, items in _counted(study, options)
        for result in keywords(study, items, name, options.keyness)
    ]


def _counted(study: Study, options: Options) -> Iterator[tuple[str, Items]]:
    least = options.keyness.least
    yield (
        "ngrams",
        ngrams(study.speeches, shortest=options.shortest, longest=options.longest, least=least),
    )
    if options.segmenter is not None:
        yield "words", words(study.speeches, options.segmenter, least=least)
    yield "slogans", slogans(study.speeches, _lexicon(study, options))


def _time(study: Study, options: Options) -> list[Result]:
    lexicon = _lexicon(study, options)
    who = study.by if study.by in _ADOPTERS else _ADOPTERS[0]
    return [
        *timelines(study, lexicon, most=_MOST_CURVES),
        slogan_places(study, lexicon),
        cooccurrence(study, lexicon),
        *adoption(study, lexicon, by=who),
    ]


def _mining(study: Study, options: Options) -> list[Result]:
    return [candidate_table(study, options.lexicon, most=_MOST_CANDIDATES)]


def _responsibility(study: Study, _: Options) -> list[Result]:
    return [*responsibility_tables(study), told_to_do(study)]


def _directives(study: Study, options: Options) -> list[Result]:
    return directive_tables(study, settings=options.rates)


def _reuse(study: Study, _: Options) -> list[Result]:
    # Near-duplicates have a section of their own.
    return [each for each in text_reuse(study) if each.name != _DUPLICATES]


def _lexicon(study: Study, options: Options) -> Lexicon | None:
    """Return where formulas come from: the lexicon, unless spans have canonical forms."""
    canonical = any("canonical" in s.attributes for each in study.speeches for s in each.spans)
    return None if canonical else options.lexicon


# Fields that name somebody who can take a formula from somebody else.
_ADOPTERS = ("issuer", "speaker", "rank", "level", "place")
_DUPLICATES = "near_duplicates"
_MOST_CURVES, _MOST_CANDIDATES = 50, 300

# In the order of reports; the names are those of ``tifa compare --only``.
SECTIONS: Mapping[str, Section] = {
    "rates": Section("频率 Rates", _rates, annotated=True),
    "keyness": Section("关键词 Keywords", _keyness),
    "time": Section("提法与时间 Formulas through time", _time),
    "candidates": Section("候选提法 Candidates for the lexicon", _mining),
    "responsibility": Section("责任矩阵 Responsibilities", _responsibility, annotated=True),
    "directives": Section("指令 Directives", _directives, annotated=True),
    "reuse": Section("文本沿用 Text reuse", _reuse),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found.

    study (Study): The documents in groups, as counted.
    sections (Mapping[str, tuple[Result, ...]]): Tables by section.
    """

    study: Study
    sections: Mapping[str, tuple[Result, ...]]

    @property
    def results(self) -> tuple[Result, ...]:
        """All tables, section by section."""
        return tuple(result for results in self.sections.values() for result in results)

    @property
    def tables(self) -> tuple[Result, ...]:
        """The tables that people read: not those that are only the data of plots."""
        return tuple(result for result in self.results if not result.is_data)

    def __getitem__(self, name: str) -> Result:
        """Return a table by its name.

        Raises:
            KeyError: There is none.
        """
        found = {result.name: result for result in self.results}
        if name not in found:
            raise KeyError(f"no table “{name}”; there are: {', '.join(found)}")
        return found[name]

    def to_dict(self) -> dict[str, Any]:
        """Return everything for JSON but the tables that are only the data of plots."""
        return {
            "corpus": self.study.name,
            "layer": self.study.layer,
            "by": self.study.by,
            "groups": {group: len(each) for group, each in self.study.groups.items()},
            "left_out": dict(self.study.left_out),
            "warnings": list(self.study.warnings),
            "tables": [result.to_dict() for result in self.tables],
        }


def compare(
    study: Study,
    *,
    only: Collection[str] = (),
    options: Options | None = None,
    watch: Callable[[Sequence[str]], Iterator[str]] = iter,
) -> Comparison:
    """Compare groups of documents.

    Documents that repeat each other are found first, told, and left out if the options say
    so. What no section can be about (spans, without any) is left out too, unless asked for.

    only (Collection[str]): Names of sections; none is all.
    watch (Callable): Wraps the names of the sections while they are made, to show progress.

    Raises:
        CorpusError: There is no section of a name.
    """
    options = options or Options()
    wanted = sections_named(only)
    pairs = repeats(study.speeches)
    whole = study
    if options.exclude_duplicates and pairs:
        study = _reduced(study, pairs)
    note = repeats_note(pairs, excluded=options.exclude_duplicates)
    study = replace(study, warnings=(*study.warnings, *note))
    found: dict[str, tuple[Result, ...]] = {}
    found["duplicates"] = (repeats_table(whole, pairs, excluded=options.exclude_duplicates),)
    annotated = any(speech.spans for speech in study.speeches)
    for name in watch(wanted):
        if annotated or only or not SECTIONS[name].annotated:
            found[name] = tuple(SECTIONS[name].make(study, options))
    return Comparison(study, found)


def sections_named(names: Collection[str]) -> list[str]:
    """Return the sections of the names, in their order; all if there are no names.

    Raises:
        CorpusError: There is no section of a name.
    """
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        raise CorpusError(
            f"There is no section “{unknown[0]}”", remedy=f"There are: {', '.join(SECTIONS)}."
        )
    return [name for name in SECTIONS if not names or name in names]


def _reduced(study: Study, pairs: Sequence[Any]) -> Study:
    kept, left_out = without_repeats(study.speeches, pairs)
    ids = {speech.doc.id for speech in kept}
    groups = {
        group: tuple(speech for speech in speeches if speech.doc.id in ids)
        for group, speeches in study.groups.items()
    }
    return replace(study, groups=groups, left_out={**study.left_out, **left_out})
