"""Validating a corpus folder: every finding is listed, none stops the run.

Other programs call `validate` and read the incidents; the rules are listed in
``schemes/incidents.toml``. The checks within files are in `tifa.corpus.check_files`,
those of spans in `tifa.corpus.check_spans`; here are the ones across files (level 5).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tifa.corpus.check_files import (
    StoredDocument,
    StoredManifest,
    StoredTask,
    check_documents,
    check_manifest,
    check_record,
    check_tasks,
    read_toml,
)
from tifa.corpus.check_spans import PlacedSpan, SpanChecks, check_offsets, check_task_overlaps
from tifa.corpus.document import Metadata
from tifa.corpus.duplicates import Duplicate, near_duplicates
from tifa.corpus.errors import CorpusError, SchemeError
from tifa.corpus.folder import ANNOTATIONS, DOCUMENTS, layer_files
from tifa.corpus.incidents import Place, ValidationReport
from tifa.corpus.manifest import MANIFEST, CorpusInfo, Counts, FileEntry, LayerEntry
from tifa.corpus.replacing import file_hash
from tifa.corpus.scheme import Scheme, load_scheme
from tifa.corpus.spans import LayerInfo, LayerKind
from tifa.corpus.split import SPLITS, Split, document_groups
from tifa.corpus.tasks import ACCEPT, provenance

_WANTED = {"no-level": "level", "no-genre": "genre", "no-text-kind": "text_kind"}


@dataclass
class _Run:
    """What the checks share.

    documents: By id; broken ones too, as far as they could be read.
    all_documents: Whether every line of the documents could be read; if not, nobody
        knows which documents are missing.
    labels: Numbers of spans per layer and label.
    """

    folder: Path
    report: ValidationReport
    manifest: StoredManifest
    documents: dict[str, StoredDocument]
    all_documents: bool
    labels: dict[str, Counter[str]] = field(default_factory=dict)


def validate(folder: Path | str) -> ValidationReport:
    """Check a corpus folder on all levels.

    Raises:
        CorpusError: There is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise CorpusError("There is no such folder", where=str(folder))
    report = ValidationReport(str(folder))
    manifest = check_manifest(folder, report)
    stored = check_documents(folder, report)
    readable = not any(
        item.place.file == DOCUMENTS and item.rule.level == 1 for item in report.errors
    )
    run = _Run(folder, report, manifest, {item.id: item for item in stored}, readable)
    scheme = _scheme(run, manifest.info.scheme_version, Place(MANIFEST))
    for path in layer_files(folder):
        _check_layer(run, path.stem, scheme)
    _check_metadata(run)
    _check_entities(run)
    _check_manifest_tables(run)
    _check_split(run, _check_duplicates(run))
    return report.in_order()


def _scheme(run: _Run, version: str, place: Place) -> Scheme | None:
    try:
        return load_scheme(run.manifest.info.scheme, version)
    except SchemeError as error:
        run.report.add("unknown-scheme", place, error.what, remedy=error.remedy)
        return None


def _check_layer(run: _Run, name: str, corpus_scheme: Scheme | None) -> None:
    file = f"{ANNOTATIONS}/{name}.jsonl"
    tasks = list(check_tasks(run.folder, file, run.report))
    entry = (run.manifest.layers or {}).get(name)
    kind = entry.kind if entry else None
    scheme = corpus_scheme
    if entry is not None and entry.scheme != run.manifest.info.scheme_version:
        scheme = _scheme(run, entry.scheme, Place(MANIFEST))
    spans = _check_tasks(run, file, tasks, entry)
    run.labels[name] = Counter(record.label for item in tasks for record in item.task.spans)
    if scheme is not None:
        checks = SpanChecks(scheme, kind, run.report, settled=_has_adjudicated(run))
        for doc_id, placed in spans.items():
            checks.check(run.documents[doc_id].text or "", placed)


def _has_adjudicated(run: _Run) -> bool:
    entries = (run.manifest.layers or {}).values()
    return any(entry is not None and entry.kind is LayerKind.ADJUDICATED for entry in entries)


def _check_tasks(
    run: _Run, file: str, tasks: Sequence[StoredTask], entry: LayerEntry | None
) -> dict[str, list[PlacedSpan]]:
    """Check the tasks of a layer; return the spans that fit their text by document."""
    spans: dict[str, list[PlacedSpan]] = defaultdict(list)
    for item in tasks:
        place = Place(file, item.line, item.task.meta.doc_id)
        stored = run.documents.get(item.task.meta.doc_id)
        if stored is None and run.all_documents:
            message = f"There is no document “{item.task.meta.doc_id}”"
            run.report.add("annotation-for-unknown-document", place, message)
        if item.task.answer != ACCEPT:
            run.report.add("answer-not-accepted", place, f"The answer is “{item.task.answer}”")
        good = check_offsets(item, file, stored.text if stored else None, run.report)
        if stored is not None and stored.text is not None:
            spans[stored.id] += good
        if entry is not None:
            _check_provenance(run, item, LayerInfo(Path(file).stem, **dict(entry)), place)
    check_task_overlaps(tasks, file, run.report)
    return spans


def _check_provenance(run: _Run, item: StoredTask, info: LayerInfo, place: Place) -> None:
    stated = item.task.meta.model_extra or {}
    for name, value in provenance(info).items():
        if name in stated and stated[name] != value:
            message = f"{name} is {stated[name]!r} here and {value!r} in {MANIFEST}"
            run.report.add("provenance-differs", place, message)


def _check_metadata(run: _Run) -> None:
    for stored in run.documents.values():
        if stored.doc is None:
            continue
        meta = stored.doc.meta
        place = Place(DOCUMENTS, stored.line, stored.id)
        for rule_id, message in _incomplete(meta, run.manifest.info):
            run.report.add(rule_id, place, message)
        event, published = meta.event_date, meta.publication_date
        # Cut to the same precision: 2010 is not before 2010-04-14.
        if event and published and published < event[: len(published)]:
            message = f"It was printed {published}, before it was given {event}"
            run.report.add("publication-before-event", place, message)
        if meta.synthetic and not run.manifest.info.synthetic:
            message = "The document is synthetic and the corpus is not marked so"
            run.report.add("synthetic-in-real-corpus", place, message)


def _incomplete(meta: Metadata, info: CorpusInfo) -> Iterator[tuple[str, str]]:
    """Yield rule ids and messages for what is missing."""
    for rule_id, name in _WANTED.items():
        if getattr(meta, name) is None:
            yield rule_id, f"{name} is not stated"
    if meta.year is None:
        yield "no-date", "Neither event_date nor publication_date is stated"
    if meta.licence is None and info.licence == CorpusInfo.model_fields["licence"].default:
        yield "no-licence", "licence is not stated"


def _check_entities(run: _Run) -> None:
    persons = _table_names(run, "persons.toml")
    campaigns = _table_names(run, "campaigns.toml")
    for stored in run.documents.values():
        if stored.doc is None:
            continue
        place = Place(DOCUMENTS, stored.line, stored.id)
        speaker, campaign = stored.doc.meta.speaker, stored.doc.meta.campaign
        if persons is not None and speaker and speaker.id and speaker.id not in persons:
            message = f"persons.toml has no table [{speaker.id}]"
            run.report.add("unknown-person", place, message)
        if campaigns is not None and campaign and campaign not in campaigns:
            message = f"campaigns.toml has no table [{campaign}]"
            run.report.add("unknown-campaign", place, message)


def _table_names(run: _Run, name: str) -> set[str] | None:
    if not (run.folder / name).exists():
        return None
    data = read_toml(run.folder, name, run.report)
    return None if data is None else set(data)


def _check_manifest_tables(run: _Run) -> None:
    folder, layers = run.folder / ANNOTATIONS, run.manifest.layers
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.suffix != ".jsonl":
            place = Place(f"{ANNOTATIONS}/{path.name}")
            run.report.add("stray-file", place, "This file is not read")
    if layers is None:
        return
    for name in sorted(run.labels.keys() - layers.keys()):
        message = f"{MANIFEST} has no table [layers.{name}]"
        run.report.add("layer-without-table", Place(f"{ANNOTATIONS}/{name}.jsonl"), message)
    for name in sorted(layers.keys() - run.labels.keys()):
        message = f"There is no {ANNOTATIONS}/{name}.jsonl for the table [layers.{name}]"
        run.report.add("table-without-layer", Place(MANIFEST), message)
    _check_listed_files(run, run.manifest.files or {})
    _check_counts(run)


def _check_listed_files(run: _Run, listed: Mapping[str, FileEntry | None]) -> None:
    present = [DOCUMENTS, *(f"{ANNOTATIONS}/{name}.jsonl" for name in run.labels)]
    for name in present:
        path = run.folder / name
        if name not in listed and path.is_file():
            run.report.add("file-not-listed", Place(name), f"{MANIFEST} does not list the file")
    for name, entry in listed.items():
        try:
            data = (run.folder / name).read_bytes()
        except OSError:
            # A missing documents.jsonl is reported where it is read.
            if name != DOCUMENTS:
                message = f"{MANIFEST} lists {name}, which is not there"
                run.report.add("listed-file-missing", Place(MANIFEST), message)
            continue
        if entry is not None:
            _check_listed_file(run, name, entry, data)


def _check_listed_file(run: _Run, name: str, entry: FileEntry, data: bytes) -> None:
    if file_hash(data) != entry.sha256:
        run.report.add(
            "file-changed", Place(name), f"The file differs from its sha256 in {MANIFEST}"
        )
    records = sum(bool(line.strip()) for line in data.split(b"\n"))
    if records != entry.records:
        message = f"The file holds {records} records and {MANIFEST} states {entry.records}"
        run.report.add("records-differ", Place(name), message)


def _check_counts(run: _Run) -> None:
    # With broken records the counts differ anyway; saying so would only hide the cause.
    broken = any(item.rule.level <= 2 for item in run.report.errors)
    if run.manifest.counts is None or broken:
        return
    counted = Counts(
        documents=len(run.documents),
        characters=sum(len(item.text or "") for item in run.documents.values()),
        spans={name: dict(sorted(labels.items())) for name, labels in run.labels.items()},
    )
    for name, value in dict(counted).items():
        stated = getattr(run.manifest.counts, name)
        if stated != value:
            message = f"counts.{name} is {stated} in {MANIFEST}; counted: {value}"
            run.report.add("counts-differ", Place(MANIFEST), message)


def _check_duplicates(run: _Run) -> list[Duplicate]:
    texts = {item.id: item.text for item in run.documents.values() if item.text}
    pairs = near_duplicates(texts)
    for pair in pairs:
        line = run.documents[pair.second].line
        place = Place(DOCUMENTS, line, pair.second)
        if pair.exact:
            message = f"The text is that of “{pair.first}”"
            run.report.add("duplicate-text", place, message)
        else:
            message = f"Shares {pair.containment:.0%} of the shorter text with “{pair.first}”"
            run.report.add("near-duplicate-text", place, message)
    return pairs


def _check_split(run: _Run, pairs: Sequence[Duplicate]) -> None:
    data = read_toml(run.folder, SPLITS, run.report) if (run.folder / SPLITS).exists() else None
    if data is None:
        return
    place = Place(SPLITS)
    split, _ = check_record(Split, data, place, run.report)
    if split is None:
        return
    placed = Counter(doc_id for ids in split.documents.values() for doc_id in ids)
    for doc_id, count in placed.items():
        if doc_id not in run.documents:
            run.report.add("split-unknown-document", place, f"There is no document “{doc_id}”")
        if count > 1:
            run.report.add("split-repeats-document", place, f"“{doc_id}” stands {count} times")
    for doc_id in run.documents.keys() - placed.keys():
        run.report.add("split-missing-document", place, f"“{doc_id}” is on no side")
    _check_split_groups(run, split, pairs)


def _check_split_groups(run: _Run, split: Split, pairs: Sequence[Duplicate]) -> None:
    documents = {item.id: item.doc for item in run.documents.values() if item.doc}
    for doc_id, leader in document_groups(documents, pairs).items():
        side, other = split.side_of(doc_id), split.side_of(leader)
        if side and other and side != other:
            message = f"“{doc_id}” is on side {side}, “{leader}” on side {other}"
            run.report.add("split-parts-duplicates", Place(SPLITS, None, doc_id), message)
