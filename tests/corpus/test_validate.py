"""One edit of a valid corpus for each rule, and exactly that finding."""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tifa.corpus.errors import CorpusError
from tifa.corpus.folder import Corpus
from tifa.corpus.incidents import catalogue, known_rules
from tifa.corpus.validate import validate

GOLD = "annotations/gold.jsonl"


class Draft:
    """A corpus folder opened for damage; `save` makes counts and checksums fit again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = tomllib.loads((folder / "corpus.toml").read_text("utf8"))
        self.documents = self._read("documents.jsonl")
        self.tasks = self._read(GOLD)

    def _read(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / name).read_text("utf8").splitlines()]

    @property
    def meta(self) -> dict[str, Any]:
        return self.documents[0]["meta"]

    def task(self, label: str) -> dict[str, Any]:
        return next(t for t in self.tasks if any(s["label"] == label for s in t["spans"]))

    def span(self, label: str) -> dict[str, Any]:
        return next(s for s in self.task(label)["spans"] if s["label"] == label)

    def stretch(self, label: str, start: int, end: int) -> dict[str, Any]:
        """Move the edges of a span and make its quote fit."""
        task, span = self.task(label), self.span(label)
        span["start"] += start
        span["end"] += end
        span["quote"] = task["text"][span["start"] : span["end"]]
        return span

    def repeat_document(self, text: str) -> None:
        fresh = {**self.documents[0], "id": "c-3", "text": text, "sha256": _sha(text.encode())}
        self.documents.append(fresh)

    def split(self, **sides: list[str]) -> None:
        shares = {"train": 0.5, "test": 0.5}
        content = tomli_w.dumps({"seed": 0, "shares": shares, "documents": sides})
        (self.folder / "splits.toml").write_text(content, "utf8")

    def save(self) -> None:
        for name, records in (("documents.jsonl", self.documents), (GOLD, self.tasks)):
            lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
            # Half of a pair can only stand in a file as an escape.
            data = "".join(lines).replace("\ud842", "\\ud842")
            (self.folder / name).write_text(data, "utf8")
        labels = Counter(str(s.get("label")) for t in self.tasks for s in t.get("spans", []))
        self.manifest["counts"] = {
            "documents": len({doc.get("id") for doc in self.documents}),
            "characters": sum(len(str(doc.get("text", ""))) for doc in self.documents),
            "spans": {"gold": dict(labels)},
        }
        self.seal()

    def seal(self) -> None:
        """Write corpus.toml with the checksums of the files as they are."""
        for name in self.manifest["files"]:
            data = (self.folder / name).read_bytes()
            records = sum(bool(line.strip()) for line in data.split(b"\n"))
            self.manifest["files"][name] = {"sha256": _sha(data), "records": records}
        (self.folder / "corpus.toml").write_bytes(tomli_w.dumps(self.manifest).encode())


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


Edit = Callable[[Draft], object]
# Edits of records, made before counts and checksums are fitted to them.
RECORDS: dict[str, Edit] = {
    "empty-file": lambda d: d.tasks.clear(),
    "missing-field": lambda d: d.span("SLOGAN").pop("label"),
    "unknown-field": lambda d: d.meta.update(titel="x"),
    "wrong-type": lambda d: d.span("SLOGAN").update(start="3"),
    "invalid-value": lambda d: d.meta.update(title=""),
    "invalid-document-id": lambda d: d.repeat_document("别的内容。") or d.documents[2].update(id="c 3"),
    "invalid-date": lambda d: d.meta.update(event_date="2010-13-01"),
    "unknown-taxonomy-value": lambda d: d.meta.update(level="national"),
    "empty-text": lambda d: d.repeat_document(" \n"),
    "duplicate-document-id": lambda d: d.repeat_document("别的。") or d.documents[2].update(id="a-1"),
    "publication-before-event": lambda d: d.meta.update(publication_date="2009"),
    "no-date": lambda d: d.meta.pop("event_date"),
    "no-level": lambda d: d.meta.pop("level"),
    "no-genre": lambda d: d.meta.pop("genre"),
    "no-text-kind": lambda d: d.meta.pop("text_kind"),
    "no-licence": lambda d: d.meta.pop("licence") and d.manifest["corpus"].pop("licence"),
    "text-changed": lambda d: d.documents[0].update(sha256="0" * 64),
    "task-text-mismatch": lambda d: d.tasks[-1]["meta"].update(char_offset=30),
    "overlapping-tasks": lambda d: d.tasks.append({**d.task("SLOGAN"), "spans": []}),
    "offset-out-of-range": lambda d: d.span("SLOGAN").update(end=999),
    "empty-span": lambda d: d.span("SLOGAN").update(end=d.span("SLOGAN")["start"]),
    "quote-mismatch": lambda d: d.span("SLOGAN").update(quote="发展观"),
    "utf16-offsets": lambda d: shift(d.tasks[-1]["spans"][0], 1),
    "answer-not-accepted": lambda d: d.tasks[0].update(answer="reject"),
    "no-quote": lambda d: d.span("SLOGAN").pop("quote"),
    "edge-character": lambda d: d.stretch("RESPONSIBILITY", 0, 1),
    "line-break-in-span": lambda d: span_over_lines(d),
    "unknown-scheme": lambda d: d.manifest["corpus"].update(scheme_version="9.9"),
    "unknown-label": lambda d: d.span("SLOGAN").update(label="KOUHAO"),
    "unknown-attribute": lambda d: d.span("SLOGAN")["attributes"].update(tone="high"),
    "unknown-attribute-value": lambda d: d.span("RESPONSIBILITY")["attributes"].update(role="x"),
    "missing-attribute": lambda d: d.span("RESPONSIBILITY")["attributes"].pop("role"),
    "unknown-argument": lambda d: add_argument(d.span("DIRECTIVE"), 0, "name", "place"),
    "missing-argument": lambda d: d.span("RESPONSIBILITY").pop("arguments"),
    "too-many-arguments": lambda d: add_argument(d.span("DIRECTIVE"), 0),
    "argument-outside": lambda d: d.stretch("RESPONSIBILITY", 4, 0),
    "duplicate-span": lambda d: d.task("SLOGAN")["spans"].append(d.span("SLOGAN")),
    "same-label-overlap": lambda d: overlap(d),
    "crosses-sentence": lambda d: cross_sentence(d),
    "canonical-not-in-lexicon": lambda d: d.span("SLOGAN")["attributes"].update(canonical="没有"),
    "canonical-out": lambda d: d.span("SLOGAN")["attributes"].update(canonical="学习实践活动"),
    "canonical-kind": lambda d: d.span("SLOGAN")["attributes"].update(kind="goal"),
    "annotation-for-unknown-document": lambda d: d.tasks[-1]["meta"].update(doc_id="z"),
    "layer-without-table": lambda d: d.manifest["layers"].pop("gold"),
    "table-without-layer": lambda d: add_table(d),
    "provenance-differs": lambda d: d.tasks[0]["meta"].update(annotators=["three"]),
    "synthetic-in-real-corpus": lambda d: d.meta.update(synthetic=True),
    "duplicate-text": lambda d: d.repeat_document(d.documents[0]["text"]),
    "near-duplicate-text": lambda d: d.repeat_document(d.documents[0]["text"] + "再见。\n"),
    "lone-surrogate": lambda d: d.meta.update(title="\ud842"),
    "split-unknown-document": lambda d: d.split(train=["a-1", "z"], test=["b-2"]),
    "split-missing-document": lambda d: d.split(train=["a-1"]),
    "split-repeats-document": lambda d: d.split(train=["a-1", "b-2"], test=["b-2"]),
    "split-parts-duplicates": lambda d: (
        d.documents[1]["meta"].update(event_date="2010-04-14") or d.split(train=["a-1"], test=["b-2"])
    ),
    "unknown-person": lambda d: (
        d.meta["speaker"].update(id="jia") or (d.folder / "persons.toml").write_text("[yi]\n")
    ),
    "unknown-campaign": lambda d: (
        d.meta.update(campaign="one") or (d.folder / "campaigns.toml").write_text("[two]\n")
    ),
}  # fmt: skip
# Edits of files as they lie on the disk; checksums are fitted to them.
FILES: dict[str, Edit] = {
    "unreadable-file": lambda d: (d.folder / "persons.toml").mkdir(),
    "not-utf8": lambda d: change(d, GOLD, lambda data: data + "中\n".encode("gb18030")),
    "byte-order-mark": lambda d: change(d, GOLD, lambda data: b"\xef\xbb\xbf" + data),
    "crlf-line-ends": lambda d: change(d, GOLD, lambda data: data.replace(b"\n", b"\r\n")),
    "blank-line": lambda d: change(d, GOLD, lambda data: data + b"\n"),
    "no-final-newline": lambda d: change(d, GOLD, lambda data: data[:-1]),
    "not-toml": lambda d: (d.folder / "persons.toml").write_text("[["),
    "not-json": lambda d: change(d, GOLD, lambda data: data + b'{"text": \n'),
    "not-an-object": lambda d: change(d, GOLD, lambda data: data + b'["text"]\n'),
    "duplicate-key": lambda d: change(
        d, GOLD, lambda data: data.replace(b'{"text"', b'{"answer": "accept", "text"', 1)
    ),
    "stray-file": lambda d: (d.folder / "annotations/gold.json").write_text("{}"),
    "counts-differ": lambda d: d.manifest["counts"].update(documents=7),
    "file-not-listed": lambda d: d.manifest["files"].pop(GOLD),
    "settled-otherwise": lambda d: add_annotator(d, kind="goal"),
}
# Edits that leave the checksums as they were.
UNSEALED: dict[str, Edit] = {
    "missing-file": lambda d: (d.folder / "corpus.toml").unlink(),
    "file-changed": lambda d: edit_manifest(d, sha256="0" * 64),
    "records-differ": lambda d: edit_manifest(d, records=99),
    "listed-file-missing": lambda d: list_missing(d),
}


def shift(record: dict[str, Any], by: int) -> None:
    record["start"] += by
    record["end"] += by


def span_over_lines(draft: Draft) -> None:
    """Make the second document one task, and a span across its title and first line."""
    text = draft.documents[1]["text"]
    task = {**draft.tasks[-1], "text": text, "meta": {**draft.tasks[-1]["meta"], "char_offset": 0}}
    attributes = {"canonical": "科学发展观", "kind": "ideology"}
    span = {"start": 4, "end": 14, "label": "SLOGAN", "quote": text[4:14]}
    draft.tasks = [task for task in draft.tasks if task["meta"]["doc_id"] == "a-1"]
    draft.tasks.append({**task, "spans": [{**span, "attributes": attributes}]})


def add_argument(span: dict[str, Any], place: int, *renamed: str) -> None:
    extra = dict(span["arguments"][place])
    if renamed:
        extra["name"] = renamed[1]
    span["arguments"].append(extra)


def overlap(draft: Draft) -> None:
    copy = dict(draft.span("SLOGAN"))
    copy.update(end=copy["end"] - 1, quote=copy["quote"][:-1])
    draft.task("SLOGAN")["spans"].append(copy)


def cross_sentence(draft: Draft) -> None:
    draft.stretch("DIRECTIVE", 0, len("。这项工作"))


def add_table(draft: Draft) -> None:
    draft.manifest["layers"]["silver"] = dict(draft.manifest["layers"]["gold"])


def add_annotator(draft: Draft, **attributes: str) -> None:
    """Put the layer of an annotator beside the gold, with a slogan that has other attributes."""
    task, span = draft.task("SLOGAN"), draft.span("SLOGAN")
    spans = [{**span, "attributes": {**span["attributes"], **attributes}}]
    marked = {**task, "spans": spans, "meta": {**task["meta"], "kind": "llm", "layer": "one"}}
    lines = json.dumps(marked, ensure_ascii=False) + "\n"
    (draft.folder / "annotations/one.jsonl").write_text(lines, "utf8")
    draft.manifest["layers"]["one"] = {**draft.manifest["layers"]["gold"], "kind": "llm"}
    draft.manifest["files"]["annotations/one.jsonl"] = {}
    draft.manifest["counts"]["spans"]["one"] = {"SLOGAN": 1}


def change(draft: Draft, name: str, how: Callable[[bytes], bytes]) -> None:
    path = draft.folder / name
    path.write_bytes(how(path.read_bytes()))


def edit_manifest(draft: Draft, **fields: object) -> None:
    draft.manifest["files"][GOLD].update(fields)
    (draft.folder / "corpus.toml").write_bytes(tomli_w.dumps(draft.manifest).encode())


def list_missing(draft: Draft) -> None:
    draft.manifest["files"]["annotations/silver.jsonl"] = {"sha256": "0" * 64, "records": 1}
    (draft.folder / "corpus.toml").write_bytes(tomli_w.dumps(draft.manifest).encode())


def found(folder: Path) -> list[str]:
    return [incident.id for incident in validate(folder)]


def test_a_valid_corpus_has_no_findings(folder: Path) -> None:
    assert [str(incident) for incident in validate(folder)] == []


@pytest.mark.parametrize("rule_id", RECORDS)
def test_a_wrong_record_is_found(rule_id: str, folder: Path) -> None:
    draft = Draft(folder)
    RECORDS[rule_id](draft)
    draft.save()
    assert set(found(folder)) == {rule_id}, [str(incident) for incident in validate(folder)]


@pytest.mark.parametrize("rule_id", FILES)
def test_a_wrong_file_is_found(rule_id: str, folder: Path) -> None:
    draft = Draft(folder)
    FILES[rule_id](draft)
    draft.seal()
    assert set(found(folder)) == {rule_id}, [str(incident) for incident in validate(folder)]


@pytest.mark.parametrize("rule_id", UNSEALED)
def test_a_manifest_that_does_not_fit_is_found(rule_id: str, folder: Path) -> None:
    UNSEALED[rule_id](Draft(folder))
    assert set(found(folder)) == {rule_id}, [str(incident) for incident in validate(folder)]


def test_every_rule_of_the_catalogue_has_an_edit() -> None:
    assert {*RECORDS, *FILES, *UNSEALED} == set(catalogue())


def test_an_annotator_without_adjudication_is_bound_by_the_lexicon(folder: Path) -> None:
    draft = Draft(folder)
    draft.span("SLOGAN")["attributes"].update(kind="goal")
    draft.manifest["layers"]["gold"]["kind"] = "llm"
    for task in draft.tasks:
        task["meta"]["kind"] = "llm"
    draft.save()
    assert found(folder) == ["canonical-kind"]


def test_a_broken_line_does_not_hide_the_others(folder: Path) -> None:
    draft = Draft(folder)
    draft.span("SLOGAN").update(quote="发展观")
    draft.meta.update(level="national", event_date="yesterday")
    draft.save()
    change(draft, GOLD, lambda data: b"{\n" + data)
    change(draft, "documents.jsonl", lambda data: b"\xff\n" + data)
    draft.seal()
    expected = {"not-json", "not-utf8", "quote-mismatch", "unknown-taxonomy-value", "invalid-date"}
    assert set(found(folder)) == expected


def test_a_broken_span_does_not_hide_its_neighbours(folder: Path) -> None:
    draft = Draft(folder)
    draft.span("SLOGAN").pop("label")
    draft.span("DIRECTIVE").update(quote="没有")
    draft.save()
    assert sorted(found(folder)) == ["missing-field", "quote-mismatch"]


def test_a_finding_names_file_line_document_offsets_quote_and_remedy(folder: Path) -> None:
    draft = Draft(folder)
    span = draft.span("SLOGAN")
    shift(span, 2)
    draft.save()
    [incident] = validate(folder)
    place = incident.place
    assert (place.file, place.doc_id, place.quote) == (GOLD, "a-1", "科学发展观")
    assert (place.start, place.end) == (span["start"], span["end"])
    assert place.line == draft.tasks.index(draft.task("SLOGAN")) + 1
    assert f"The quote stands at {span['start'] - 2}–{span['end'] - 2}" in incident.remedy


def test_a_shift_that_is_not_utf16_is_a_quote_mismatch(folder: Path) -> None:
    draft = Draft(folder)
    shift(draft.tasks[-1]["spans"][0], 2)
    draft.save()
    assert found(folder) == ["quote-mismatch"]


def test_a_layer_is_checked_under_its_own_scheme_version(folder: Path) -> None:
    draft = Draft(folder)
    draft.manifest["layers"]["gold"]["scheme"] = "1.0"
    for task in draft.tasks:
        task["meta"]["scheme"] = "1.0"
    draft.save()
    # Scheme 1.0 has the labels and none of the attributes and arguments.
    assert set(found(folder)) == {"unknown-attribute", "unknown-argument"}


def test_what_a_model_proposes_may_lack_attributes_and_arguments(folder: Path) -> None:
    draft = Draft(folder)
    draft.manifest["layers"]["gold"]["kind"] = "model"
    for task in draft.tasks:
        task["meta"]["kind"] = "model"
    draft.span("RESPONSIBILITY").pop("arguments")
    draft.span("RESPONSIBILITY").pop("attributes")
    draft.save()
    assert found(folder) == []


@pytest.mark.parametrize("value", [None, 3, "x", [], {"name": 3}, {"name": "x", "more": 1}])
def test_a_broken_table_in_the_manifest_is_listed_and_no_more(folder: Path, value: Any) -> None:
    draft = Draft(folder)
    draft.manifest["corpus"] = {} if value is None else value
    draft.seal()
    assert {incident.rule.level for incident in validate(folder)} == {2}


def test_tasks_are_not_blamed_for_documents_that_cannot_be_read(folder: Path) -> None:
    draft = Draft(folder)
    change(draft, "documents.jsonl", lambda data: data.replace(b"{", b"[", 1))
    draft.seal()
    assert found(folder) == ["not-json"]


def test_an_empty_folder_misses_its_two_files(tmp_path: Path) -> None:
    assert found(tmp_path) == ["missing-file", "missing-file"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such folder"):
        validate(tmp_path / "none")


def test_the_report_as_json_explains_each_rule_once(folder: Path) -> None:
    draft = Draft(folder)
    for doc in draft.documents:
        doc["meta"].pop("level")
    draft.save()
    report = validate(folder)
    content = json.loads(json.dumps(report.to_dict()))
    assert content["valid"] is True
    assert content["rules"]["no-level"]["count"] == 2
    assert [item["line"] for item in content["incidents"]] == [1, 2]
    assert list(report.without({"no-level"})) == []


def test_an_unknown_rule_is_refused_with_similar_ones() -> None:
    with pytest.raises(CorpusError, match="quote-mismatch"):
        known_rules(["quote-mismatsch"])


def test_what_a_valid_corpus_holds_can_be_read(folder: Path, corpus: Corpus) -> None:
    assert Corpus.read(folder) == corpus


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(["corpus.toml", "documents.jsonl", GOLD, "splits.toml"]),
    edits=st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 6),
            st.sampled_from([b"", b"\xff", b'"', b"{}", b"[", b"\n", b"null", b"-1", b"1e9", b"."]),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_no_damage_stops_the_run(
    folder: Path, name: str, edits: list[tuple[float, int, bytes]]
) -> None:
    path = folder / name
    Draft(folder).split(train=["a-1"], test=["b-2"])
    before = path.read_bytes()
    data = before
    for share, length, new in edits:
        start = int(share * len(data))
        data = data[:start] + new + data[start + length :]
    path.write_bytes(data)
    try:
        report = validate(folder)
    finally:  # the folder is that of the next example too
        path.write_bytes(before)
    # corpus.toml may also take an edit as another name or note.
    assert data == before or not name.endswith(".jsonl") or list(report)
