"""The headers of a TEI corpus and of its documents."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain

from lxml.etree import QName

from tifa.corpus.document import Document
from tifa.corpus.exports.licences import licence_url
from tifa.corpus.exports.tei_layers import layer_id
from tifa.corpus.exports.tei_shared import category_id, org_id, person_id, taxonomy_id
from tifa.corpus.exports.tei_xml import (
    TEI,
    XML_ID,
    XML_LANG,
    E,
    Element,
    filled,
    include,
    legal,
    pointer,
)
from tifa.corpus.folder import Corpus
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.spans import Layer, LayerKind

_PRACTICE = (
    "The string value of a body is the text of the document, character by character, with its "
    "whitespace. Where XML 1.0 cannot hold a character, g stands in its place: one U+FFFD, and n "
    "says which character it is. Stand-off pointers string-range(body, offset, length) count "
    "Unicode code points of this string, from 0. Divisions, headings and enumerators were found "
    "by their form; the annotations are those of the layers."
)
_TAXONOMIES = ("level", "genre", "text_kind")


def corpus_header(
    corpus: Corpus,
    name: str,
    tags: Mapping[str, int],
    *,
    taxonomies: Iterable[str],
    participants: Iterable[str],
) -> Element:
    """Return the header of the corpus.

    tags (Mapping[str, int]): How often each element occurs in the documents.
    taxonomies, participants (Iterable[str]): Paths of the shared files to include.
    """
    info = corpus.info
    sub = [E.title({"type": "sub"}, legal(info.description))] if info.description else []
    titles = [E.title({"type": "main"}, legal(info.name)), *sub]
    description = E.fileDesc(
        filled(E.titleStmt(), [*titles, *_responsibles(name, corpus.layers.values())]),
        E.editionStmt(E.edition(legal(info.version))),
        _extent(corpus, corpus.documents),
        _publication(info, info.licence, {}),
        E.sourceDesc(E.p("The documents say where each text is from.")),
    )
    encoding = E.encodingDesc(
        E.projectDesc(E.p("Made with tifa, a toolkit for comparing Chinese political speeches.")),
        E.editorialDecl(E.p(_PRACTICE)),
        _tags(tags),
        filled(E.classDecl(), [include(path) for path in taxonomies]),
    )
    profile = E.profileDesc(_language(info.language))
    included = [include(path) for path in participants]
    if included:
        profile.insert(0, filled(E.particDesc(), included))
    return E.teiHeader(description, encoding, profile)


def document_header(corpus: Corpus, doc: Document, name: str, tags: Mapping[str, int]) -> Element:
    """Return the header of a document."""
    layers = [layer for layer in corpus.layers.values() if doc.id in layer.spans]
    titles = [E.title({"type": "main"}, legal(doc.meta.title))]
    if doc.meta.occasion:
        level = doc.meta.level
        ana = {"ana": pointer(category_id("level", level))} if level else {}
        titles.append(E.meeting(legal(doc.meta.occasion), **ana))
    description = E.fileDesc(
        filled(E.titleStmt(), [*titles, *_responsibles(name, layers)]),
        E.editionStmt(E.edition(legal(corpus.info.version))),
        _extent(corpus, {doc.id: doc}),
        _publication(
            corpus.info,
            doc.meta.licence or corpus.info.licence,
            {"document": doc.id, "sha256": doc.sha256},
        ),
        E.sourceDesc(_source(doc)),
    )
    encoding = E.encodingDesc(_tags(tags))
    return E.teiHeader(description, encoding, _profile(doc))


def count_tags(elements: Iterable[Element]) -> Counter[str]:
    """Count the elements in some elements, these included, by name."""
    every = chain.from_iterable(element.iter(f"{{{TEI}}}*") for element in elements)
    return Counter(QName(element).localname for element in every)


def _responsibles(name: str, layers: Iterable[Layer]) -> list[Element]:
    """Return who has annotated each layer, under which scheme and when."""
    return [_responsible(name, layer) for layer in layers]


def _responsible(name: str, layer: Layer) -> Element:
    info = layer.info
    words = f"Annotation layer {info.name} ({info.kind.value}), label scheme {info.scheme}"
    note = f". {info.note}" if info.note else ""
    # The day may be given in words; TEI takes only a date.
    when = {"when": info.date} if _is_date(info.date) else {}
    made = E.respStmt({XML_ID: layer_id(name, info.name)}, E.resp(legal(words + note), **when))
    for annotator in info.annotators or ("not stated",):
        if info.kind is LayerKind.HUMAN:
            made.append(E.persName(legal(annotator)))
        else:
            made.append(E.name({"type": info.kind.value}, legal(annotator)))
    return made


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _extent(corpus: Corpus, documents: Mapping[str, Document]) -> Element:
    characters = sum(len(doc.text) for doc in documents.values())
    made = [_measure("documents", len(documents)), _measure("characters", characters)]
    for name, layer in sorted(corpus.layers.items()):
        seen = [layer.spans[doc_id] for doc_id in documents if doc_id in layer.spans]
        if seen:
            made.append(_measure("spans", sum(map(len, seen)), of=name))
    return filled(E.extent(), made)


def _measure(unit: str, quantity: int, of: str = "") -> Element:
    words = f"{quantity:,} {unit}" + (f" in layer {of}" if of else "")
    return E.measure(legal(words), unit=unit, quantity=str(quantity))


def _publication(info: CorpusInfo, licence: str, ids: Mapping[str, str]) -> Element:
    url = licence_url(licence)
    named = E.licence(legal(licence), **({"target": url} if url else {}))
    authority = E.authority(legal("; ".join(info.creators or ()) or "not stated"))
    made = [authority, *(E.idno({"type": kind}, legal(value)) for kind, value in ids.items())]
    if info.url:
        made.append(E.idno({"type": "URI"}, legal(info.url)))
    return filled(E.publicationStmt(), [*made, E.availability(named)])


def _tags(tags: Mapping[str, int]) -> Element:
    usages = [E.tagUsage(gi=tag, occurs=str(count)) for tag, count in sorted(tags.items())]
    return E.tagsDecl(filled(E.namespace(name=TEI), usages))


def _language(language: str) -> Element:
    return E.langUsage(E.language(legal(language), ident=language))


def _source(doc: Document) -> Element:
    meta = doc.meta
    made = E.bibl(E.title({XML_LANG: meta.language}, legal(meta.title)))
    if meta.speaker:
        made.append(E.author(legal(meta.speaker.name), ref=pointer(person_id(meta.speaker))))
    if meta.issuer:
        made.append(E.publisher(legal(meta.issuer), ref=pointer(org_id(meta.issuer))))
    if meta.publication_date:
        made.append(E.date({"type": "publication", "when": meta.publication_date}))
    if meta.source:
        made.append(E.note({"type": "source"}, legal(meta.source)))
    if meta.synthetic:
        made.append(E.note({"type": "synthetic"}, "The text is invented."))
    return made


def _profile(doc: Document) -> Element:
    meta = doc.meta
    made = E.profileDesc(_language(meta.language))
    setting = E.setting()
    if meta.place:
        setting.append(E.name({"type": "place"}, legal(meta.place)))
    if meta.event_date:
        setting.append(E.date({"when": meta.event_date}, meta.event_date))
    if len(setting):
        made.append(E.settingDesc(setting))
    classes = _classes(doc)
    if classes:
        made.append(filled(E.textClass(), classes))
    return made


def _classes(doc: Document) -> list[Element]:
    values = ((name, getattr(doc.meta, name)) for name in _TAXONOMIES)
    made = [
        E.catRef(scheme=pointer(taxonomy_id(name)), target=pointer(category_id(name, value)))
        for name, value in values
        if value
    ]
    if doc.meta.campaign:
        made.append(E.keywords(E.term({"type": "campaign"}, legal(doc.meta.campaign))))
    return made
