"""What is counted for keywords: character n-grams, words or set formulations, with places."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tifa.corpus.comparison.contingency import Floats
from tifa.corpus.comparison.grams import Grams, Ints
from tifa.corpus.comparison.study import Speech
from tifa.corpus.comparison.uses import formulas_in
from tifa.corpus.lexicon import Lexicon

CHARACTERS = "characters without white space"
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Segmenter:
    """What cuts texts into words.

    name (str): With its version or model, such as ``jieba 0.42.1``; stands in every recipe.
    cut (Callable): Returns the words of a text as extents: code points, end exclusive.
    """

    name: str
    cut: Callable[[str], Iterable[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Items:
    """Occurrences of items in documents, ordered by item, document and place.

    names (Sequence[str]): The items.
    item, document (Ints): Which item occurs in which document; shape (occurrences,).
    place (Ints): Where, in units from the beginning of the document.
    sizes (Ints): Sizes of the documents in the same unit.
    unit (str): The unit, such as ``words``.
    how (str): What an item is, such as ``words(jieba 0.42.1)``.
    nested (bool): Whether items lie inside each other, as n-grams do.
    """

    names: Sequence[str]
    item: Ints
    document: Ints
    place: Ints
    sizes: Ints
    unit: str
    how: str
    nested: bool = False

    def frequencies(self, owner: Ints, count: int) -> Floats:
        """Return frequencies by whom documents belong to, shape (items, count).

        owner (Ints): The number of the group of each document, from 0 to below `count`.
        """
        return self._counted(owner[self.document], count)

    def document_frequencies(self, owner: Ints, count: int) -> Floats:
        """Return in how many documents of each owner an item occurs, shape (items, count)."""
        repeated = (np.diff(self.item, prepend=-1) == 0) & (np.diff(self.document, prepend=-1) == 0)
        return self._counted(owner[self.document], count, ~repeated)

    def _counted(self, owners: Ints, count: int, kept: Bools | None = None) -> Floats:
        cells = self.item * count + owners
        cells = cells if kept is None else cells[kept]
        table = np.bincount(cells, minlength=len(self.names) * count)
        return table.reshape(len(self.names), count).astype(np.float64)

    def of(self, chosen: Ints) -> "Items":
        """Return some of the items, renumbered in the order given."""
        number = np.full(len(self.names), -1, np.int64)
        number[chosen] = np.arange(len(chosen))
        kept = number[self.item] >= 0
        names = [self.names[int(at)] for at in chosen]
        return _ordered(
            names, number[self.item[kept]], self.document[kept], self.place[kept],
            self.sizes, self.unit, self.how, nested=self.nested,
        )  # fmt: skip


def ngrams(
    speeches: Sequence[Speech], *, shortest: int = 2, longest: int = 20, least: int = 5
) -> Items:
    """Return closed character n-grams: those that no longer one equals in count.

    An n-gram holds no punctuation and no white space. One that occurs only as part of a
    longer one, up to the longest, is that one and is not counted again (closed patterns:
    Pasquier, Bastide, Taouil & Lakhal 1999).

    least (int): Least number of occurrences in all documents.
    """
    texts = [speech.doc.text for speech in speeches]
    joined = "".join(texts)
    breaks = "".join(sorted({char for char in set(joined) if not char.isalnum()}))
    grams = Grams(texts, breaks)
    found = _frequent_by_length(grams, shortest, longest, least)
    names: list[str] = []
    items: list[Ints] = [np.zeros(0, np.int64)]
    starts: list[Ints] = [np.zeros(0, np.int64)]
    for length in range(shortest, longest + 1):
        places, classes, counts = found[length]
        whole = _not_folded(places, classes, counts, _at_places(grams, found.get(length + 1)))
        kept = whole[classes]
        items.append((np.cumsum(whole) - 1 + len(names))[classes[kept]])
        starts.append(places[kept])
        first = np.unique(classes, return_index=True)[1][whole]
        names += [joined[at : at + length] for at in places[first].tolist()]
    item, start = np.concatenate(items), np.concatenate(starts)
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    document = np.searchsorted(ends, start, side="right")
    # Places and sizes leave out white space.
    ink = _ink(joined)
    sizes = np.diff(ink[ends], prepend=0)
    place = ink[start] - (ink[ends] - sizes)[document]
    how = f"character-ngrams({shortest}–{longest}, closed: substrings of equal count folded)"
    return _ordered(names, item, document, place, sizes, CHARACTERS, how, nested=True)


def _ink(text: str) -> Ints:
    """Return how many characters before each place, and before the end, are no white space."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    blanks = np.array([ord(char) for char in set(text) if char.isspace()], np.uint32)
    return np.concatenate([[0], np.cumsum(~np.isin(codes, blanks), dtype=np.int64)])


# Places, the number of the n-gram at each from 0 on, and the counts of the n-grams.
Frequent = tuple[Ints, Ints, Ints]


def _frequent_by_length(
    grams: Grams, shortest: int, longest: int, least: int
) -> dict[int, Frequent]:
    """Return the frequent n-grams of each length.

    A longer one is only looked for where both of its parts, shorter by one, are frequent.
    """
    found: dict[int, Frequent] = {}
    for length in range(shortest, longest + 1):
        places = grams.places(length)
        if length - 1 in found:
            often = _at_places(grams, found[length - 1]) > 0
            places = places[often[places] & often[places + 1]]
        found[length] = _frequent(grams, length, places, least)
    return found


def _frequent(grams: Grams, length: int, places: Ints, least: int) -> Frequent:
    if not places.size:
        return places, places, np.zeros(0, np.int64)
    classes = grams.classes(length, places)
    counts = np.bincount(classes)
    enough = counts >= least
    kept = enough[classes]
    return places[kept], (np.cumsum(enough) - 1)[classes[kept]], counts[enough]


def _at_places(grams: Grams, frequent: Frequent | None) -> Ints:
    """Return for each place the count of the n-gram there, 0 where none is frequent."""
    counts = np.zeros(grams.size + 1, np.int64)
    if frequent is not None:
        places, classes, by_class = frequent
        counts[places] = by_class[classes]
    return counts


def _not_folded(places: Ints, classes: Ints, counts: Ints, longer: Ints) -> Bools:
    """Say which n-grams no n-gram longer by one, to either side, equals in count."""
    at = places[np.unique(classes, return_index=True)[1]]
    right = longer[at] == counts
    left = (at > 0) & (longer[at - 1] == counts)
    return np.asarray(~(right | left))


def words(speeches: Sequence[Speech], segmenter: Segmenter, *, least: int = 5) -> Items:
    """Return the words that a segmenter finds; marks and numbers' signs are none.

    least (int): Least number of occurrences in all documents.
    """
    cut: list[list[str]] = []
    for speech in speeches:
        text = speech.doc.text
        forms = (text[start:end] for start, end in segmenter.cut(text))
        cut.append([form for form in forms if any(map(str.isalnum, form))])
    sizes = np.array([len(forms) for forms in cut], np.int64)
    known: dict[str, int] = {}
    item = np.array(
        [known.setdefault(form, len(known)) for forms in cut for form in forms], np.int64
    )
    document = np.repeat(np.arange(len(cut)), sizes)
    place = np.arange(len(item)) - (np.cumsum(sizes) - sizes)[document]
    enough = np.bincount(item, minlength=len(known)) >= least
    kept = enough[item] if len(item) else np.zeros(0, bool)
    names = [form for form, often in zip(known, enough, strict=True) if often]
    numbers = (np.cumsum(enough) - 1)[item[kept]]
    how = f"words({segmenter.name})"
    return _ordered(names, numbers, document[kept], place[kept], sizes, "words", how)


def slogans(speeches: Sequence[Speech], lexicon: Lexicon | None = None, *, least: int = 1) -> Items:
    """Return set formulations by canonical form.

    They are the spans with the attribute ``canonical``; with a lexicon, what it finds in the
    texts, whatever was annotated.

    least (int): Least number of occurrences in all documents.
    """
    found = [
        (name, number, start)
        for number, speech in enumerate(speeches)
        for name, start in _formulas(speech, lexicon)
    ]
    counts: dict[str, int] = {}
    for name, _, _ in found:
        counts[name] = counts.get(name, 0) + 1
    names = [name for name, count in counts.items() if count >= least]
    number_of = {name: number for number, name in enumerate(names)}
    rows = [(number_of[name], doc, at) for name, doc, at in found if name in number_of]
    item, document, place = np.array(rows, np.int64).reshape(-1, 3).T
    sizes = np.array([speech.characters for speech in speeches], np.int64)
    source = "lexicon" if lexicon is not None else "layer"
    how = f"slogans(canonical, by {source})"
    return _ordered(names, item, document, place, sizes, CHARACTERS, how)


def _formulas(speech: Speech, lexicon: Lexicon | None) -> Iterator[tuple[str, int]]:
    """Yield formulas with their places, counted without white space, in text order."""
    found = sorted(formulas_in(speech, lexicon), key=lambda each: each.start)
    if found:
        ink = _ink(speech.doc.text)
        yield from ((each.canonical, int(ink[each.start])) for each in found)


def _ordered(
    names: Sequence[str],
    item: Ints,
    document: Ints,
    place: Ints,
    sizes: Ints,
    unit: str,
    how: str,
    *,
    nested: bool = False,
) -> Items:
    # Within an item the occurrences come in the order of the texts already.
    order = np.argsort(item, kind="stable")
    return Items(names, item[order], document[order], place[order], sizes, unit, how, nested)
