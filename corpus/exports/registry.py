"""The forms a whole corpus can be exported to, by name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tifa.corpus.errors import CorpusError
from tifa.corpus.exports.croissant import export_croissant
from tifa.corpus.exports.tei import export_tei
from tifa.corpus.folder import Corpus

Watch = Callable[[Sequence[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export has come to.

    main (Path): The file to start from.
    others (tuple[Path, ...]): The files that it includes.
    notes (tuple[str, ...]): What the form asks for and the corpus does not say.
    """

    main: Path
    others: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """A form that a whole corpus can be exported to.

    title (str): What people call it.
    default_out (Callable[[Path], Path]): Where it goes for a corpus folder, unless told.
    run (Callable): Writes corpus, from a folder, to a path, watching the document ids.
    """

    title: str
    default_out: Callable[[Path], Path]
    run: Callable[[Corpus, Path, Path, Watch], Exported]


def _run_tei(corpus: Corpus, folder: Path, out: Path, watch: Watch) -> Exported:
    main, *others = export_tei(corpus, out, watch=watch)
    return Exported(main, tuple(others))


def _run_croissant(corpus: Corpus, folder: Path, out: Path, watch: Watch) -> Exported:
    return Exported(out, notes=export_croissant(corpus, folder, out))


EXPORTS = {
    "croissant": Export(
        "Croissant 1.0 metadata", lambda folder: folder / "croissant.json", _run_croissant
    ),
    "tei": Export(
        "TEI P5 in the manner of ParlaMint",
        lambda folder: folder.with_name(f"{folder.resolve().name}-tei"),
        _run_tei,
    ),
}


def export_corpus(
    folder: Path, to: str, out: Path | None = None, *, watch: Watch = lambda ids: ids
) -> Exported:
    """Export a corpus folder.

    to (str): A name in `EXPORTS`.
    out (Path | None): The folder or file to write, by default beside or in the corpus folder.
    watch (Callable): Wraps the document ids while they are worked on, for a progress bar.

    Raises:
        CorpusError: There is no such form, or the corpus cannot be read or written in it.
        FormatError: A file of the corpus is not in its form.
    """
    if to not in EXPORTS:
        raise CorpusError(
            f"A corpus cannot be exported to “{to}”", remedy=f"There are: {', '.join(EXPORTS)}."
        )
    export = EXPORTS[to]
    corpus = Corpus.read(folder)
    return export.run(corpus, folder, out or export.default_out(folder), watch)
