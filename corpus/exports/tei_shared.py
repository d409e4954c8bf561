"""What the documents of a TEI corpus share: taxonomies, speakers, issuers."""

from collections.abc import Iterable, Iterator, Mapping

from tifa.corpus.document import Document, Speaker
from tifa.corpus.exports.tei_xml import (
    XML_ID,
    XML_LANG,
    E,
    Element,
    filled,
    legal,
    name_part,
    pointer,
    xml_name,
)
from tifa.corpus.folder import Corpus
from tifa.corpus.scheme import Bilingual, LabelDef, Scheme
from tifa.corpus.taxonomies import glossed_taxonomies

LABELS = "labels"


def taxonomy_id(taxonomy: str) -> str:
    """Return the id of a taxonomy."""
    return xml_name("taxonomy", taxonomy)


def category_id(taxonomy: str, value: str) -> str:
    """Return the id of a value of a metadata taxonomy."""
    return xml_name(taxonomy, value)


class Categories:
    """The ids of labels, attribute values and arguments, with the taxonomy that defines them.

    scheme (Scheme): Its labels are defined.
    corpus (Corpus): Labels and arguments that occur in it and that the scheme does not know are
        defined as such, so that every pointer leads somewhere.
    """

    def __init__(self, scheme: Scheme, corpus: Corpus) -> None:
        self._scheme = scheme
        spans = [span for layer in corpus.layers.values() for _, span in layer]
        self._labels = sorted({span.label for span in spans} - scheme.labels.keys())
        self._arguments = sorted(
            {
                (span.label, argument.name)
                for span in spans
                for argument in span.arguments
                if argument.name not in self._definition(span.label).arguments
            }
        )

    def label(self, label: str) -> str:
        """Return the id of a label."""
        return xml_name(LABELS, label)

    def value(self, label: str, attribute: str, value: str) -> str | None:
        """Return the id of an attribute's value, or None if the scheme does not list it."""
        definition = self._definition(label).attributes.get(attribute)
        if definition is None or value not in definition.values:
            return None
        return xml_name(LABELS, label, "attribute", attribute, value)

    def argument(self, label: str, name: str) -> str:
        """Return the id of an argument of a label."""
        return xml_name(LABELS, label, "argument", name)

    def taxonomy(self) -> Element:
        """Return the taxonomy of labels with their attributes, values and arguments."""
        scheme = self._scheme
        root = E.taxonomy(
            {XML_ID: taxonomy_id(LABELS)},
            E.desc(f"Label scheme {scheme.name} {scheme.version} ({scheme.date})"),
        )
        for label, definition in scheme.labels.items():
            root.append(self._defined(label, definition))
        for label in self._labels:
            unknown = _category(self.label(label), label, _NOT_IN_SCHEME)
            root.append(filled(unknown, self._odd(label)))
        return root

    def _definition(self, label: str) -> LabelDef:
        return self._scheme.labels.get(label, _UNKNOWN)

    def _defined(self, label: str, definition: LabelDef) -> Element:
        named = _glossed(definition.definition, zh=definition.zh, en=definition.en)
        made = _category(self.label(label), label, *named)
        for name, attribute in definition.attributes.items():
            own = xml_name(LABELS, label, "attribute", name)
            values = [_category(f"{own}.{name_part(v)}", v) for v in attribute.values]
            part = _category(own, name, *_glossed(attribute.definition))
            made.append(filled(part, values))
        for name, argument in definition.arguments.items():
            glosses = _glossed(argument.definition)
            made.append(_category(self.argument(label, name), name, *glosses))
        return filled(made, self._odd(label))

    def _odd(self, label: str) -> list[Element]:
        return [
            _category(self.argument(label, name), name, _NOT_IN_SCHEME)
            for owner, name in self._arguments
            if owner == label
        ]


_UNKNOWN = LabelDef(
    extractor="", zh="", en="", key="", color="", definition=Bilingual(zh="", en="")
)


_Gloss = tuple[str, str, str]
_NOT_IN_SCHEME = ("en", "", "not in the scheme")


def _glossed(definition: Bilingual, zh: str = "", en: str = "") -> tuple[_Gloss, _Gloss]:
    """Return language, name and definition for each language."""
    return ("zh", zh, definition.zh), ("en", en, definition.en)


def _category(name: str, value: str, *glosses: _Gloss) -> Element:
    """Return a category; its ``n`` is the value as the corpus has it."""
    made = E.category({XML_ID: name, "n": legal(value)})
    for language, term, definition in glosses or (("en", value, ""),):
        words = [*([E.term(legal(term))] if term else []), ": " if term and definition else ""]
        made.append(E.catDesc({XML_LANG: language}, *words, definition))
    return made


def metadata_taxonomies() -> dict[str, Element]:
    """Return the taxonomies of document metadata by name: level, genre, text_kind."""
    return {name: _taxonomy(name, values) for name, values in glossed_taxonomies().items()}


def _taxonomy(name: str, values: Mapping[str, Mapping[str, str]]) -> Element:
    root = E.taxonomy({XML_ID: taxonomy_id(name)}, E.desc(f"Values of the metadata field {name}"))
    for value, gloss in values.items():
        glosses = [(language, term, "") for language, term in gloss.items()]
        root.append(_category(category_id(name, value), value, *glosses))
    return root


def person_id(speaker: Speaker) -> str:
    """Return the id of a speaker: the key in the corpus, else the name."""
    return xml_name("person", speaker.id) if speaker.id else xml_name("speaker", speaker.name)


def org_id(issuer: str) -> str:
    """Return the id of an issuer."""
    return xml_name("org", issuer)


def persons(documents: Iterable[Document]) -> Element | None:
    """Return the list of speakers with the posts they held; None if there are none.

    Speakers without a key count as one person if they have the same name.
    """
    found: dict[str, Element] = {}
    posts: set[tuple[str, str | None, str | None, str | None]] = set()
    for doc in documents:
        speaker = doc.meta.speaker
        if speaker is None:
            continue
        name = person_id(speaker)
        if name not in found:
            found[name] = E.person({XML_ID: name}, E.persName(legal(speaker.name)))
        held = (name, speaker.post, speaker.rank, doc.meta.event_date)
        if speaker.post and held not in posts:
            posts.add(held)
            found[name].append(_post(speaker, doc.meta.event_date))
    return filled(E.listPerson(), list(found.values())) if found else None


def _post(speaker: Speaker, day: str | None) -> Element:
    attributes = {} if day is None else {"when": day}
    if speaker.rank is not None:
        attributes["ana"] = pointer(category_id("level", speaker.rank))
    return E.occupation(legal(speaker.post or ""), **attributes)


def organisations(documents: Iterable[Document]) -> Element | None:
    """Return the list of issuers; None if there are none."""
    names = dict.fromkeys(_issuers(documents))
    if not names:
        return None
    made = [E.org({XML_ID: org_id(name)}, E.orgName(legal(name))) for name in names]
    return filled(E.listOrg(), made)


def _issuers(documents: Iterable[Document]) -> Iterator[str]:
    return (doc.meta.issuer for doc in documents if doc.meta.issuer)
