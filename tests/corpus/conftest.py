"""A tiny valid corpus: invented texts, no person, office holder or place in them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tifa.corpus.document import Document, Metadata, Speaker
from tifa.corpus.folder import Corpus
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.spans import Argument, Layer, LayerInfo, LayerKind, Span

FIRST = (
    "在动员大会上的讲话\n"
    "同志们：\n"
    "各级党组织要认真学习科学发展观，抓好落实。这项工作由办公室牵头，综合科配合。\n"
    "谢谢大家。\n"
)
SECOND = "在座谈会上的发言\n“𠮷”字号工程要抓紧，要按期完成。\u3000大家辛苦了！\n"


def _span(
    text: str,
    quote: str,
    label: str,
    arguments: tuple[tuple[str, str], ...] = (),
    **attributes: str,
) -> Span:
    start = text.index(quote)
    parts = []
    for name, part in arguments:
        place = text.index(part, start)
        parts.append(Argument(name, place, place + len(part), part))
    return Span.of(
        text, start, start + len(quote), label, attributes=attributes, arguments=tuple(parts)
    )


def _meta(title: str, date: str) -> Metadata:
    return Metadata(
        title=title,
        speaker=Speaker(name="甲"),
        event_date=date,
        level="municipal",
        genre="mobilisation_speech",
        text_kind="full_text",
        licence="CC0-1.0",
    )


@pytest.fixture
def corpus() -> Corpus:
    """Two documents and a layer with every kind of thing a span can carry."""
    info = CorpusInfo(name="tiny", licence="CC0-1.0", description="For tests")
    first = Document(id="a-1", text=FIRST, meta=_meta("在动员大会上的讲话", "2010-04-14"))
    second = Document(id="b-2", text=SECOND, meta=_meta("在座谈会上的发言", "2011-05"))
    spans = {
        "a-1": (
            _span(
                FIRST,
                "各级党组织要认真学习科学发展观，抓好落实",
                "DIRECTIVE",
                (("addressee", "各级党组织"),),
                force="obligation",
                operator="要",
            ),
            _span(FIRST, "科学发展观", "SLOGAN", canonical="科学发展观", kind="ideology"),
            _span(
                FIRST,
                "由办公室牵头",
                "RESPONSIBILITY",
                (("actor", "办公室"),),
                role="lead",
            ),
        ),
        "b-2": (_span(SECOND, "要按期完成", "DIRECTIVE", force="obligation", operator="要"),),
    }
    layer = LayerInfo("gold", LayerKind.ADJUDICATED, ("one", "two"), "1.1", "2026-11-24", "tiny")
    return Corpus(info, {"a-1": first, "b-2": second}, {"gold": Layer(layer, spans)})


@pytest.fixture
def folder(corpus: Corpus, tmp_path: Path) -> Path:
    """The corpus on disk."""
    corpus.write(tmp_path / "tiny")
    return tmp_path / "tiny"


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and return its path: text in UTF-8, or bytes as they are."""

    def write(content: str | bytes, name: str = "speech.txt") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
