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
from tifa.corpus.comparison.uses import CANONICAL
from tifa.corpus.duplicates import Duplicate
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
    exclude_series (bool): Whether texts of one series are not looked at for reuse: those of
        one speaker, or without speaker of one issuer, and of one genre.
    """

    rates: Settings = field(default_factory=Settings)
    keyness: Choices = field(default_factory=Choices)
    shortest: int = 2
    longest: int = 20
    segmenter: Segmenter | None = None
    lexicon: Lexicon | None = None
    exclude_duplicates: bool = False
    exclude_series: bool = False


@dataclass(frozen=True, slots=True)
class _Job:
    """What a section is made of: documents, how, and which of them repeat each other."""

    study: Study
    options: Options
    pairs: Sequence[Duplicate]

    @property
    def lexicon(self) -> Lexicon | None:
        """Where formulas come from: the lexicon, unless spans have canonical forms."""
        spans = (span for speech in self.study.speeches for span in speech.spans)
        return None if any(CANONICAL in s.attributes for s in spans) else self.options.lexicon


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a comparison.

    title (str): For people, in Chinese and English.
    make (Callable): Returns its tables.
    annotated (bool): Whether it is about spans, and empty without any.
    """

    title: str
    make: Callable[[_Job], list[Result]]
    annotated: bool = False


def _rates(job: _Job) -> list[Result]:
    return rates(job.study, settings=job.options.rates)


def _keyness(job: _Job) -> list[Result]:
    return [
        result
        for name, items in _counted(job)
        for result in keywords(job.study, items, name, job.options.keyness)
    ]


def _counted(job: _Job) -> Iterator[tuple[str, Items]]:
    speeches, options = job.study.speeches, job.options
    least = options.keyness.least
    yield (
        "ngrams",
        ngrams(speeches, shortest=options.shortest, longest=options.longest, least=least),
    )
    if options.segmenter is not None:
        yield "words", words(speeches, options.segmenter, least=least)
    yield "slogans", slogans(speeches, job.lexicon)


def _time(job: _Job) -> list[Result]:
    study, lexicon = job.study, job.lexicon
    who = study.by if study.by in _ADOPTERS else _ADOPTERS[0]
    return [
        *timelines(study, lexicon, most=_MOST_CURVES),
        slogan_places(study, lexicon),
        cooccurrence(study, lexicon),
        *adoption(study, lexicon, by=who),
    ]


def _mining(job: _Job) -> list[Result]:
    return [candidate_table(job.study, job.options.lexicon, most=_MOST_CANDIDATES)]


def _responsibility(job: _Job) -> list[Result]:
    return [*responsibility_tables(job.study), told_to_do(job.study)]


def _directives(job: _Job) -> list[Result]:
    return directive_tables(job.study, settings=job.options.rates)


def _reuse(job: _Job) -> list[Result]:
    return text_reuse(job.study, pairs=job.pairs, exclude_series=job.options.exclude_series)


# Fields that name somebody who can take a formula from somebody else.
_ADOPTERS = ("issuer", "speaker", "rank", "level", "place")
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


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """What a comparison found.

    study (Study): The documents in groups, as counted.
    sections (Mapping[str, tuple[Result, ...]]): Tables by section.
    """

    study: Study
    sections: Mapping[str, tuple[Result, ...]]

    def __repr__(self) -> str:
        names = ", ".join(result.name for result in self.results)
        return f"<comparison of {self.study.name} by {self.study.by}: {names}>"

    def _repr_html_(self) -> str:
        from tifa.corpus.comparison.inline import comparison_html

        return comparison_html(self)  # pyright: ignore[reportArgumentType]

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
    # Once they are left out, no document counted repeats another.
    job = _Job(study, options, () if options.exclude_duplicates else pairs)
    for name in watch(wanted):
        if annotated or only or not SECTIONS[name].annotated:
            found[name] = tuple(SECTIONS[name].make(job))
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


def _reduced(study: Study, pairs: Sequence[Duplicate]) -> Study:
    kept, left_out = without_repeats(study.speeches, pairs)
    ids = {speech.doc.id for speech in kept}
    groups = {
        group: tuple(speech for speech in speeches if speech.doc.id in ids)
        for group, speeches in study.groups.items()
    }
    return replace(study, groups=groups, left_out={**study.left_out, **left_out})
