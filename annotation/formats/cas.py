"""UIMA CAS as INCEpTION uses it: one CAS is one text with the annotations of one annotator.

Both file formats, JSON and XMI, share this: which annotations are spans, and what are
their labels, attributes and arguments. See `tifa.annotation.formats.cas_build` for what
we write.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tifa.annotation.formats.base import Loss
from tifa.annotation.formats.exports import Content
from tifa.annotation.formats.filenames import from_identifier, to_identifier
from tifa.annotation.formats.placing import RawArgument, RawSpan
from tifa.corpus.errors import FormatError, TifaError
from tifa.corpus.spans import Span

ANNOTATION = "uima.tcas.Annotation"
CORE = "de.tudarmstadt.ukp.dkpro.core.api"
WEBANNO = "de.tudarmstadt.ukp.clarin.webanno.api"
DOCUMENT = f"{CORE}.metadata.type.DocumentMetaData"
CAS_METADATA = f"{WEBANNO}.type.CASMetadata"
VIEW = "_InitialView"
SPAN = "custom.Span"
ARGUMENT = "custom.Argument"
LINK = "custom.SpanArgumentsLink"
SEGMENTATION = frozenset(
    f"{CORE}.segmentation.type.{name}" for name in ("Token", "Sentence", "Paragraph")
)
NOT_SPANS = (
    "uima.tcas.DocumentAnnotation",
    f"{CORE}.segmentation.",
    f"{CORE}.metadata.",
    f"{WEBANNO}.",
)
# What every CAS has, and what says nothing of spans.
_STRUCTURE = (
    "uima.tcas.DocumentAnnotation",
    *SEGMENTATION,
    f"{CORE}.metadata.",
    f"{WEBANNO}.",
)
LABELS = ("label", "value")
_NO_ATTRIBUTES = frozenset(("sofa", "begin", "end"))
_ENDS = ("Governor", "Dependent")
_RENAMED = {"self_": "self", "type_": "type"}
# cassis makes Python classes of types, and self_ and type_ of self and type.
_RESERVED = frozenset(
    (
        *(*_NO_ATTRIBUTES, *LABELS, *_ENDS, *_RENAMED, *_RENAMED.values()),
        *("score", "arguments", "elements", "xmiID"),
    )
)


@dataclass(slots=True, eq=False)
class _Node:
    """An annotation that is a span, or the target of an argument."""

    id: int
    type: str
    label: str
    extent: tuple[int, int]
    attributes: dict[str, str] = field(default_factory=dict)
    arguments: list[tuple[str, int]] = field(default_factory=list)
    score: float | None = None
    named_by: set[str] = field(default_factory=set)


def feature_name(attribute: str) -> str:
    """Return the name of the feature that holds an attribute; `attribute_name` undoes it."""
    return to_identifier(attribute, reserved=_RESERVED)


def attribute_name(feature: str) -> str:
    """Return the name of the attribute that a feature holds."""
    return from_identifier(feature, reserved=_RESERVED)


def need_cassis() -> None:
    """Check that dkpro-cassis is installed.

    Raises:
        TifaError: It is not.
    """
    try:
        import cassis  # noqa: F401
    except ImportError:
        raise TifaError(
            "UIMA CAS needs the package dkpro-cassis",
            remedy="Run: pip install 'tifa[formats]'.",
        ) from None


def read_cas(cas: Any, offsets: Mapping[int, tuple[int, int]], *, where: str) -> Content:
    """Return what a CAS says.

    cas (cassis.Cas): The CAS.
    offsets (Mapping[int, tuple[int, int]]): Begin and end of the annotations by id, as in
        the file: cassis keeps an offset that lies inside a character, and says nothing.
    where (str): The name of the file.

    Raises:
        FormatError: It has no text.
    """
    view = cas.get_view(VIEW)
    if not isinstance(view.sofa_string, str):
        raise FormatError("The CAS has no text", where=where)
    annotations = view.select_all()
    reader = _Reader(cas.typesystem, offsets, where)
    for annotation in annotations:
        reader.add(annotation)
    for other in cas.views:
        if other.sofa.sofaID != VIEW and other.get_all_annotations():
            reader.lose(f"the annotations of the view {other.sofa.sofaID} are not kept")
    spans = tuple(reader.spans())
    return Content(
        view.sofa_string,
        spans,
        tuple(reader.losses),
        name=_metadata(annotations, "sourceDocumentName", "documentTitle", "documentId"),
        annotator=_metadata(annotations, "username"),
    )


def _metadata(annotations: Iterable[Any], *names: str) -> str:
    """Return the first of the features that the metadata of a document fill, else ""."""
    for name in names:
        for annotation in annotations:
            if annotation.type.name in (DOCUMENT, CAS_METADATA) and _has(annotation, name):
                value = annotation.get(name)
                if isinstance(value, str) and value:
                    return value
    return ""


class _Reader:
    """Collects the spans of one CAS."""

    def __init__(self, types: Any, offsets: Mapping[int, tuple[int, int]], where: str) -> None:
        self._types = types
        self._offsets = offsets
        self._file = where
        self._nodes: dict[int, _Node] = {}
        self._found: set[int] = set()
        self._unread: list[tuple[_Node, Any]] = []
        self._left_out: Counter[str] = Counter()
        self.losses: list[Loss] = []

    def lose(self, reason: str, span: Span | None = None) -> None:
        """Report something that is not kept."""
        self.losses.append(Loss(self._file, reason, span=span))

    def add(self, annotation: Any) -> None:
        """Add an annotation, if it is a span or a relation."""
        name = annotation.type.name
        if not self._is_annotation(annotation) or name.startswith(NOT_SPANS):
            if not name.startswith(_STRUCTURE):
                self._left_out[name] += 1
            return
        ends = [annotation.get(end) if _has(annotation, end) else None for end in _ENDS]
        if all(end is not None and self._is_annotation(end) for end in ends):
            self._relate(annotation, ends)
            return
        self._found.add(annotation.xmiID)
        self._node(annotation)
        self._read_features()

    def spans(self) -> Iterator[RawSpan]:
        """Yield the spans; our arguments of spans are none, unless somebody unlinked them."""
        for node in self._nodes.values():
            only_argument = node.type == ARGUMENT and node.named_by == {node.label}
            if node.id not in self._found or (only_argument and not node.attributes):
                continue
            arguments = [
                RawArgument(name, *self._nodes[target].extent) for name, target in node.arguments
            ]
            yield RawSpan(
                *node.extent,
                node.label,
                None,
                node.attributes,
                tuple(sorted(arguments, key=lambda arg: (arg.start, arg.end, arg.name))),
                node.score,
                f"{self._file} (annotation {node.id})",
            )
        for name, count in self._left_out.items():
            self.lose(f"annotations of {name}, which is no layer of spans, are left out ({count})")

    def _is_annotation(self, value: Any) -> bool:
        kind = getattr(value, "type", None)
        return kind is not None and bool(self._types.is_instance_of(kind.name, ANNOTATION))

    def _node(self, annotation: Any) -> _Node:
        id_ = annotation.xmiID
        if id_ in self._nodes:
            return self._nodes[id_]
        if id_ not in self._offsets:
            raise FormatError(f"Annotation {id_} has no begin and end", where=self._file)
        node = _Node(id_, annotation.type.name, _label(annotation), self._offsets[id_])
        self._nodes[id_] = node
        self._unread.append((node, annotation))
        return node

    def _read_features(self) -> None:
        # No recursion: a chain of annotations may be longer than Python's stack.
        while self._unread:
            node, annotation = self._unread.pop()
            for feature in annotation.type.all_features:
                value = annotation.get(feature.name)
                if feature.name not in _NO_ATTRIBUTES and value is not None:
                    self._feature(node, feature.name, value)

    def _feature(self, node: _Node, name: str, value: Any) -> None:
        known = attribute_name(_RENAMED.get(name, name))
        if isinstance(value, str):
            if value != node.label or name not in LABELS:
                node.attributes[known] = value
        elif isinstance(value, bool):
            node.attributes[known] = "true" if value else "false"
        elif isinstance(value, int | float):
            if name == "score" and 0 <= value <= 1:
                node.score = float(value)
            else:
                node.attributes[known] = str(value)
        elif self._is_annotation(value):
            self._link(node, known, value)
        else:
            self._many(node, known, value)

    def _many(self, node: _Node, name: str, value: Any) -> None:
        elements = getattr(value, "elements", value)
        elements = list(elements) if isinstance(elements, list | tuple) else [elements]
        if elements and all(isinstance(element, str) for element in elements):
            node.attributes[name] = "|".join(elements)
            return
        for element in elements:
            target = element.get("target") if _has(element, "target") else element
            role = element.get("role") if _has(element, "role") else None
            if self._is_annotation(target):
                self._link(node, role if isinstance(role, str) else name, target)
            else:
                self.lose(f"the feature {name} of annotation {node.id} is no text or span")

    def _link(self, node: _Node, name: str, target: Any) -> None:
        to = self._node(target)
        to.named_by.add(name)
        node.arguments.append((name, to.id))

    def _relate(self, relation: Any, ends: list[Any]) -> None:
        """Make a relation an argument of the span that governs it."""
        name = _label(relation)
        self._link(self._node(ends[0]), name, ends[1])
        self._read_features()
        for feature in relation.type.all_features:
            value = relation.get(feature.name)
            if feature.name in (*_NO_ATTRIBUTES, *_ENDS) or value in (None, name):
                continue
            self.lose(f"{feature.name} of relation {relation.xmiID} is not kept ({value})")


def _has(structure: Any, name: str) -> bool:
    kind = getattr(structure, "type", None)
    return kind is not None and kind.get_feature(name) is not None


def _label(annotation: Any) -> str:
    for name in LABELS:
        value = annotation.get(name) if _has(annotation, name) else None
        if isinstance(value, str):
            return value
    return str(annotation.type.name).rpartition(".")[2]
