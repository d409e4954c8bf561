"""Features of the clauses of a text, in words."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import actor_ends_in, leading_actor
from tifa.models.clauses import Clause, operator_features, wording
from tifa.models.directives import DirectiveRules
from tifa.models.surroundings import Surroundings
from tifa.models.textview import TextView, view


class ClauseFeatures:
    """Describes the clauses of a text.

    scheme (Scheme): Gives the cues.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        directive = scheme.label_of("directive")
        has_cues = directive is not None and bool(scheme.labels[directive].cues)
        self.rules = DirectiveRules(scheme, directive) if directive and has_cues else None
        responsibility = scheme.label_of("responsibility")
        cues = scheme.labels[responsibility].cues if responsibility else {}
        self._cues = {
            name: _any(words) for name, words in cues.items() if words and name != "actor_ends"
        }

    def __call__(self, text: str) -> list[list[str]]:
        """Return the features of each clause of a text, in text order."""
        seen = view(text)
        clauses = list(self._clauses(seen))
        context = Surroundings(seen, clauses)
        return [
            [
                "clause",
                *wording(clause),
                *operator_features(clause),
                *context.features(index),
                *self._assigning(context, index),
            ]
            for index, clause in enumerate(clauses)
        ]

    def _clauses(self, seen: TextView) -> Iterator[Clause]:
        text, rules = seen.text, self.rules
        for number, sentence in enumerate(seen.sentences):
            for place, extent in enumerate(sentence.clauses):
                found = rules.operators(seen, extent) if rules else ()
                yield Clause(
                    text=text,
                    extent=extent,
                    sentence=number,
                    place=place,
                    length=len(sentence.clauses),
                    operator=rules.main_operator(seen, extent) if rules else None,
                    operators=tuple(text[each.start : each.end] for each in found),
                    opening=rules.opening(text, extent) if rules else 0,
                    actor=leading_actor(text, extent, self._scheme) is not None,
                )

    def _assigning(self, context: Surroundings, index: int) -> Iterator[str]:
        """Cues of responsibility, and how the actor stands to them."""
        clause = context.clauses[index]
        words = clause.words
        found = {name: match for name, cue in self._cues.items() if (match := cue.search(words))}
        for name, match in found.items():
            head, start = words[: match.start()], match.start()
            region = Extent(clause.extent.start, clause.extent.start + start)
            actor = max(actor_ends_in(clause.text, region, self._scheme), default=None)
            gap = -1 if actor is None else min(5, region.end - actor)
            yield f"cue={name}"
            yield f"cue={name} {match.group()}"
            yield f"before={name} {head[-1:]}"
            yield f"opens={name} {not start} {clause.actor}"
            yield f"after={name} {words[match.end() : match.end() + 1]}"
            yield f"actor={name} {actor is not None} {head.endswith('由')}"
            yield f"gap={name} {gap}"
            yield f"who={clause.text[actor - 2 : actor] if actor else ''}"
        names = list(found)
        others = any(
            cue.search(other.words)
            for other in context.sentence_of(index)
            if other is not clause
            for cue in self._cues.values()
        )
        bracketed = context.is_bracketed(clause)
        yield f"cues={'/'.join(names[:3])}"
        yield f"actor cues={clause.actor} {'/'.join(names[:2])}"
        yield f"by={'由' in words} {words.startswith('由')} {'/'.join(names[:1])}"
        yield f"bracket={bracketed} {'/'.join(names[:2])}"
        yield f"others={others} {bool(found)} {clause.actor}"
        yield f"whoever={'谁' in words} {bool(found)}"


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return _pattern(tuple(words))
