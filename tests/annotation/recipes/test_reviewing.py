"""``tifa.review``: several annotators' spans side by side, decided one by one.

Prodigy itself is absent; `tests.standin_prodigy` stands for its public contract.
"""

from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.standin_prodigy import Prodigy, answered
from tifa.annotation.formats.base import ReadOptions
from tifa.annotation.formats.prodigy import read_prodigy
from tifa.annotation.recipes.reviewing import COMPARED, Review, before_db
from tifa.corpus.document import Document, Metadata
from tifa.corpus.errors import CorpusError
from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.jsonl import write_jsonl
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.scheme import load_scheme
from tifa.corpus.spans import Layer, LayerInfo, LayerKind, Span

TEXT = "大家要学习，要落实。\n坚定<信心>。\n一切都好。\n"


def _directive(quote: str, force: str = "obligation") -> Span:
    start = TEXT.index(quote)
    return Span.of(
        TEXT, start, start + len(quote), "DIRECTIVE", attributes={"force": force, "operator": "要"}
    )


def _slogan(quote: str) -> Span:
    start = TEXT.index(quote)
    attributes = {"canonical": "坚定信心", "kind": "maxim"}
    return Span.of(TEXT, start, start + len(quote), "SLOGAN", attributes=attributes)


LAYERS = {
    "a": (_directive("大家要学习"), _directive("要落实"), _slogan("坚定<信心>")),
    "b": (_directive("大家要学习", "exhortation"), _directive("要落实")),
    "c": (_directive("大家要学习"), _directive("要落实"), _slogan("坚定<信心>")),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    doc = Document(id="d", text=TEXT, meta=Metadata(title="题"))
    layers = {
        name: Layer(LayerInfo(name, LayerKind.HUMAN, (name,), "1.1", "2026-11-24"), {"d": spans})
        for name, spans in LAYERS.items()
    }
    Corpus(CorpusInfo(name="c"), {"d": doc}, layers).write(tmp_path / "c")
    return tmp_path / "c"


def _tasks(path: Path, **options: Any) -> list[dict[str, Any]]:
    return list(Review([path], **options).components("set", load_scheme())["stream"])


def test_only_blocks_with_a_disagreement_are_shown(folder: Path) -> None:
    assert [task["text"] for task in _tasks(folder)] == TEXT.splitlines()[:2]
    assert [task["text"] for task in _tasks(folder, everything=True)] == TEXT.splitlines()


def test_what_a_majority_has_is_marked_with_what_they_agree_on(folder: Path) -> None:
    first, second = _tasks(folder)
    marked = [(span["quote"], span["attributes"]) for span in first["spans"]]
    assert marked == [
        ("大家要学习", {"operator": "要"}),
        ("要落实", {"force": "obligation", "operator": "要"}),
    ]
    assert [span["quote"] for span in second["spans"]] == ["坚定<信心>"]
    assert second["spans"][0]["token_end"] == 5


def test_a_span_that_a_minority_has_is_listed_and_not_marked(folder: Path) -> None:
    *_, task = _tasks(folder, annotators=["b", "a"])
    assert task["spans"] == []
    assert [(row["quote"], row["annotators"], row["without"]) for row in task[COMPARED]] == [
        ("坚定<信心>", ["a"], ["b"])
    ]


def test_every_span_of_everybody_is_compared_with_who_has_it(folder: Path) -> None:
    first, second = _tasks(folder)
    rows = [
        (row["quote"], row["differ_in"], row["annotators"], row["without"])
        for row in first[COMPARED] + second[COMPARED]
    ]
    assert rows == [
        ("大家要学习", "attributes", ["a", "c"], ["b"]),
        ("大家要学习", "attributes", ["b"], ["a", "c"]),
        ("要落实", "agreed", ["a", "b", "c"], []),
        ("坚定<信心>", "missing", ["a", "c"], ["b"]),
    ]


def test_the_table_shows_the_disagreements_and_escapes_the_text(folder: Path) -> None:
    _, task = _tasks(folder)
    table = html.fromstring(task["html"])
    cells = [cell.text for cell in table.findall(".//td")]
    assert cells == [
        "有无 missing",
        "SLOGAN 坚定<信心> (canonical=坚定信心, kind=maxim)",
        "a, c",
        "b",
    ]


def test_a_decision_says_what_became_of_each_span(folder: Path) -> None:
    first, second = _tasks(folder)
    saved = before_db([{**first, "answer": "accept"}, {**second, "spans": [], "answer": "accept"}])
    outcomes = [[row["outcome"] for row in task[COMPARED]] for task in saved]
    assert outcomes == [["kept", "kept", "kept"], ["rejected"]]
    assert not any("html" in task or "tokens" in task for task in saved)


def test_a_span_that_is_put_back_gets_its_attributes_back(folder: Path) -> None:
    *_, task = _tasks(folder, annotators=["b", "a"])
    (saved,) = before_db([{**task, "spans": [{"start": 0, "end": 6, "label": "SLOGAN"}]}])
    assert saved["spans"] == [
        {
            "start": 0,
            "end": 6,
            "label": "SLOGAN",
            "quote": "坚定<信心>",
            "attributes": {"canonical": "坚定信心", "kind": "maxim"},
        }
    ]


def test_the_two_annotators_of_the_seed_are_compared_whole() -> None:
    seed = Corpus.read(seed_folder())
    tasks = _tasks(seed_folder(), annotators=["annotator-a", "annotator-b"], everything=True)
    for name in ("annotator-a", "annotator-b"):
        shown = [
            (row["start"] + task["meta"]["char_offset"], row["quote"], row["label"])
            for task in tasks
            for row in task[COMPARED]
            if name in row["annotators"]
        ]
        had = {(span.start, span.quote, span.label) for _, span in seed.layers[name]}
        assert set(shown) == had


def test_one_annotator_is_not_enough(folder: Path) -> None:
    with pytest.raises(CorpusError, match="two annotators"):
        Review([folder], ["a"]).components("set", load_scheme())
    with pytest.raises(CorpusError, match="no annotator “z”"):
        Review([folder], ["a", "z"]).components("set", load_scheme())


def test_the_recipe_keeps_to_the_public_contract_and_its_answers_come_back(
    prodigy: Prodigy, folder: Path, tmp_path: Path
) -> None:
    components = prodigy.call("tifa.review", "set", str(folder), "-a", "a,b")
    saved = list(answered(components, lambda task: task["spans"]))
    write_jsonl(tmp_path / "set.jsonl", saved)
    exchange = read_prodigy(tmp_path / "set.jsonl", ReadOptions())
    assert exchange.losses == ()
    assert [item.id for item in exchange.items] == ["d:0", "d:11"]


def test_files_of_two_annotators_are_compared(
    prodigy: Prodigy, folder: Path, tmp_path: Path
) -> None:
    for name, layer in Corpus.read(folder).layers.items():
        spans = [{"start": s.start, "end": s.end, "label": s.label} for s in layer.spans["d"]]
        record = {"text": TEXT, "spans": spans, "answer": "accept", "_annotator_id": name}
        write_jsonl(tmp_path / f"{name}.jsonl", [record])
    files = ",".join(str(tmp_path / f"{name}.jsonl") for name in "ab")
    (task,) = list(prodigy.call("tifa.review", "set", files)["stream"])
    assert task["text"] == TEXT.splitlines()[1]
