"""From a corpus to a study in one call."""

from tifa.corpus.comparison.sources import NO_LAYER
from tifa.corpus.comparison.study import Speech, Study, group_by, keep, speeches_of, split_by
from tifa.corpus.errors import CorpusError
from tifa.corpus.folder import Corpus


def study_of(
    corpus: Corpus,
    *,
    layer: str = "gold",
    by: str = "",
    target: str = "",
    reference: str = "",
    where: str = "",
    keep_missing: bool = False,
) -> Study:
    """Return the documents that a layer has seen, in groups.

    Groups are made either by a field or by a query::

        study_of(corpus, by="level")
        study_of(corpus, target="genre=circular", where="text_kind=full_text")

    layer (str): Whose spans; only documents that it has seen are taken. ``none`` takes the
        texts alone.
    by (str): A field of the metadata, see `group_by`.
    target, reference (str): Queries for two groups, see `split_by`.
    where (str): Only documents that match this query, see `matches`.
    keep_missing (bool): Whether documents without a value of the field are a group.

    Raises:
        CorpusError: There is no such layer or field, a query is none or finds nothing, or
            groups are made in both ways or in none.
    """
    if layer == NO_LAYER:
        speeches = [Speech(doc, ()) for doc in corpus.documents.values()]
    else:
        speeches = speeches_of(corpus, layer)
    speeches = keep(corpus.info.name, speeches, where)
    return grouped(
        corpus.info.name,
        layer,
        speeches,
        by=by,
        target=target,
        reference=reference,
        keep_missing=keep_missing,
    )


def grouped(
    name: str,
    layer: str,
    speeches: list[Speech],
    *,
    by: str = "",
    target: str = "",
    reference: str = "",
    keep_missing: bool = False,
) -> Study:
    """Group documents by a field or by queries; arguments and errors as of `study_of`."""
    if bool(by) == bool(target):
        raise CorpusError(
            "Groups are made by a field or by a query, and one of them must be given",
            where=name,
            remedy="Give a field, such as level, or a target, such as level=county.",
        )
    if by and reference:
        raise CorpusError("A reference needs a target", where=name, remedy="Leave one of them out.")
    if by:
        return group_by(name, layer, speeches, by, keep_missing=keep_missing)
    return split_by(name, layer, speeches, target, reference)
