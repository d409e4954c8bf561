"""Documents of texts that no corpus has yet."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from tifa.annotation.formats.base import Item
from tifa.annotation.gold import document_ids
from tifa.corpus.document import Document, Metadata, Speaker
from tifa.corpus.errors import FormatError, explain

# Metadata that a file may give its texts as plain words.
_SAID = (
    "occasion",
    "issuer",
    "event_date",
    "publication_date",
    "place",
    "level",
    "genre",
    "text_kind",
    "campaign",
    "source",
    "licence",
)


@dataclass(frozen=True, slots=True)
class Part:
    """Where the text of an item stands in a new document.

    item (str): Id of the item.
    document (str): Id of the document.
    start, length (int): In code points.
    """

    item: str
    document: str
    start: int
    length: int


def new_documents(
    items: Sequence[Item], taken: Collection[str]
) -> tuple[list[Document], list[Part]]:
    """Return documents made of texts, and where each text stands in them.

    Texts that name a document and offsets (0 if left out), and follow each other without a
    gap from its start, are that document; any other text is a document of its own.

    taken (Collection[str]): Ids that other documents have.

    Raises:
        FormatError: A text says something of itself that metadata may not say.
    """
    groups = _groups(items)
    ids = document_ids(list(groups), taken)
    documents, parts = [], []
    for name, members in groups.items():
        text = "".join(item.text for item in members)
        documents.append(Document(id=ids[name], text=text, meta=_metadata(members, ids[name])))
        start = 0
        for item in members:
            parts.append(Part(item.id, ids[name], start, len(item.text)))
            start += len(item.text)
    return documents, parts


def _metadata(items: Sequence[Item], name: str) -> Metadata:
    """Return what the first item that has a title says of its document.

    Raises:
        FormatError: A value is none that the metadata may have.
    """
    item = next((item for item in items if item.meta.get("title")), items[0])
    said = {key: item.meta[key] for key in _SAID if isinstance(item.meta.get(key), str)}
    said["title"] = str(item.meta.get("title") or name)
    if isinstance(item.meta.get("speaker"), str):
        said["speaker"] = Speaker(name=item.meta["speaker"])
    try:
        return Metadata(**said)
    except ValidationError as error:
        raise FormatError(
            explain(error), where=item.id, remedy="Mend it in the file, or leave it out."
        ) from None


def _groups(items: Sequence[Item]) -> dict[str, list[Item]]:
    """Return the items of each document by its name, in the order of the text."""
    named: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        doc_id, offset = item.meta.get("doc_id"), item.meta.get("char_offset", 0)
        if isinstance(doc_id, str) and doc_id and isinstance(offset, int):
            named[doc_id].append(item)
    whole = {name: sorted(several, key=_offset) for name, several in named.items()}
    whole = {name: several for name, several in whole.items() if _follow(several)}
    inside = {item.id for several in whole.values() for item in several}
    alone = {item.id: [item] for item in items if item.id not in inside}
    return {**whole, **{name: one for name, one in alone.items() if name not in whole}} | {
        f"{name}-text": one for name, one in alone.items() if name in whole
    }


def _offset(item: Item) -> int:
    return int(item.meta.get("char_offset", 0))


def _follow(items: Sequence[Item]) -> bool:
    """Say whether texts follow each other without a gap from offset 0."""
    expected = 0
    for item in items:
        if _offset(item) != expected:
            return False
        expected += len(item.text)
    return True
