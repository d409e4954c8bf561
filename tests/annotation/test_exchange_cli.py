"""``tifa import`` and ``tifa export``: what is written, printed and refused."""

import json
import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.conftest import ROOT
from tifa.annotation.formats.registry import formats
from tifa.cli import app, main
from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.spans import LayerKind

# Formats whose export takes a file; the others take a folder.
FILES = {
    "csv": "x.csv",
    "docbin": "x.spacy",
    "excel": "x.xlsx",
    "hf-datasets": "x.parquet",
    "label-studio": "x.json",
    "prodigy": "x.jsonl",
}
# Of attributes and arguments, these hold none, or no attributes.
POORER = {"conll", "doccano"}
MADE = ("--kind", "human", "--date", "2026-01-31")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def fails(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run what is refused and return the message."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    assert left.value.code == 2
    return capsys.readouterr().err


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The seed corpus with its gold layer only."""
    whole = Corpus.read(seed_folder())
    for name in [name for name in whole.layers if name != "gold"]:
        whole = whole.without_layer(name)
    whole.write(tmp_path / "seed")
    return tmp_path / "seed"


@pytest.mark.parametrize("name", [n for n, f in formats().items() if f.read and f.write])
def test_a_corpus_goes_out_and_comes_back(corpus: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out" / FILES.get(name, "x")
    gone = run("export", corpus, "--format", name, "--out", out, "--on-nested", "per-label")
    assert gone.exit_code == 0, gone.output
    made = run("import", out, "--into", corpus, *MADE, "--only", "gold", "--layer", "copy")
    assert made.exit_code == 0, made.output
    found = Corpus.read(corpus)
    gold, copy = found.layer("gold"), found.layer("copy")
    assert copy.info.kind is LayerKind.HUMAN and copy.info.date == "2026-01-31"
    if name in POORER:
        assert {d: [s.key for s in spans] for d, spans in copy.spans.items()} == {
            d: [s.key for s in spans] for d, spans in gold.spans.items()
        }
        assert "188 spans lost or changed" in gone.output
    else:
        assert copy.spans == gold.spans


def test_an_import_into_a_new_folder_makes_a_corpus(tmp_path: Path) -> None:
    golden = ROOT / "tests/data/formats"
    made = run(
        "import",
        golden / "doccano-triples.jsonl",
        golden / "doccano-relations.jsonl",
        "--into",
        tmp_path / "new",
        "--date",
        "2026-01-31",
        "--kind",
        "doccano-triples=human",
        "--kind",
        "doccano-relations=llm",
        "--layer",
        "doccano-triples=alice",
    )
    corpus = Corpus.read(tmp_path / "new")
    kinds = {name: layer.info.kind.value for name, layer in corpus.layers.items()}
    assert kinds == {"alice": "human", "doccano-relations": "llm"}, made.output
    assert corpus.documents


@pytest.mark.parametrize("name", ["alice.jsonl", "-"])
def test_a_pipe_is_refused_and_never_taken_for_an_empty_file(
    name: str,
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("alice.jsonl")
    words = fails(capsys, "import", name, "--into", corpus, *MADE)
    assert "Standard input and pipes cannot be read" in words


def test_spans_of_somebody_of_whom_nothing_could_be_placed_are_listed(
    corpus: Path, tmp_path: Path
) -> None:
    path = tmp_path / "alice.csv"
    path.write_text("doc,label,quote\nx,DIRECTIVE,抓紧\n", "utf8")
    made = run("import", path, "--into", corpus, *MADE)
    assert made.exit_code == 1
    assert "DIRECTIVE ?–? “抓紧”: the text of x is not known" in made.stderr
    assert "1 spans lost" in made.stdout


def test_a_file_in_utf_16_is_named_as_such(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "alice.jsonl"
    path.write_text('{"text": "坚定信心。"}', "utf-16")
    words = fails(capsys, "import", path, "--into", corpus, *MADE)
    assert "The file is UTF-16. Save it as UTF-8." in words


def test_an_export_to_standard_output_is_refused(
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    words = fails(capsys, "export", corpus, "--format", "prodigy", "--out", "-")
    assert "Standard output cannot be written" in words
    assert not (tmp_path / "-").exists()


def test_spans_that_cannot_be_placed_are_all_printed_and_reported(
    corpus: Path, tmp_path: Path
) -> None:
    spans = [{"start": n, "end": n + 2, "label": "SLOGAN"} for n in range(30)]
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "没有这样的话。" * 6, "spans": spans}) + "\n", "utf8")
    report = tmp_path / "lost.jsonl"
    made = run("import", path, "--into", corpus, *MADE, "--report", report, "--json")
    assert made.exit_code == 1
    assert made.stderr.count("Lost: ") == 30
    assert len(report.read_text("utf8").splitlines()) == 30
    summary = json.loads(made.stdout)
    assert summary["spans_lost"] == 30 and summary["saved"] is False
    assert summary["losses"][0]["span"]["quote"] == "没有"
    assert set(Corpus.read(corpus).layers) == {"gold"}


def test_a_broken_file_does_not_stop_the_others(corpus: Path, tmp_path: Path) -> None:
    text = next(iter(Corpus.read(corpus).documents.values())).text
    good = tmp_path / "good.jsonl"
    good.write_text(json.dumps({"text": text, "spans": [], "answer": "accept"}) + "\n", "utf8")
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": \n', "utf8")
    made = run("import", good, bad, "--into", corpus, *MADE, "--format", "prodigy")
    assert made.exit_code == 1
    assert "Refused:" in made.stderr and "bad.jsonl:1" in made.stderr
    assert "good" in Corpus.read(corpus).layers


def test_a_shift_is_named_and_repaired_on_demand(corpus: Path, tmp_path: Path) -> None:
    doc = next(iter(Corpus.read(corpus).documents.values()))
    spans = [
        {"start": s, "end": s + 4, "label": "SLOGAN", "text": doc.text[s + 5 : s + 9]}
        for s in range(10, 200, 9)
    ]
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": doc.text, "spans": spans}) + "\n", "utf8")
    shifted = run("import", path, "--into", corpus, *MADE)
    assert shifted.exit_code == 1
    assert "all offsets are 5 too low" in shifted.stderr and "--repair" in shifted.stderr
    assert "import again with --replace" in shifted.stdout
    repaired = run("import", path, "--into", corpus, *MADE, "--repair", "--replace")
    assert repaired.exit_code == 0, repaired.stderr
    assert len(Corpus.read(corpus).layer("a").spans[doc.id]) == len(spans)


def test_who_made_it_and_when_has_to_be_said(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.csv"
    run("export", corpus, "--format", "csv", "--out", out)
    base = ("import", out, "--into", corpus)
    assert "Give --kind human, llm, rule or model" in fails(capsys, *base, "--date", "2026-01-31")
    assert "Give --date" in fails(capsys, *base, "--kind", "human")
    assert "--kind is “person”" in fails(capsys, *base, "--kind", "person", "--date", "2026-01-31")
    assert "no annotator “bob”" in fails(capsys, *base, *MADE, "--only", "bob")


def test_a_person_at_the_terminal_is_asked(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "x.csv"
    run("export", corpus, "--format", "csv", "--out", out)
    runner = CliRunner()
    with runner.isolation(input="llm\n2026-01-30\n"):
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        app(["import", str(out), "--into", str(corpus), "--layer", "copy"], standalone_mode=False)
    info = Corpus.read(corpus).layer("copy").info
    assert (info.kind, info.date) == (LayerKind.LLM, "2026-01-30")


def test_a_layer_is_replaced_only_on_demand(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = next(iter(Corpus.read(corpus).documents.values())).text
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"text": text, "spans": [], "answer": "accept"}) + "\n", "utf8")
    assert "--replace" in fails(capsys, "import", path, "--into", corpus, *MADE)
    assert run("import", path, "--into", corpus, *MADE, "--replace").exit_code == 0
    layer = Corpus.read(corpus).layer("gold")
    assert not list(layer) and layer.info.kind is LayerKind.HUMAN


def test_a_dry_run_saves_nothing(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.csv"
    run("export", corpus, "--format", "csv", "--out", out)
    made = run("import", out, "--into", corpus, *MADE, "--layer", "copy", "--dry-run")
    assert made.exit_code == 0 and "nothing saved" in made.stdout
    assert set(Corpus.read(corpus).layers) == {"gold"}


def test_overlap_stops_an_export_and_every_span_is_named(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, report = tmp_path / "x", tmp_path / "overlap.jsonl"
    shown = fails(capsys, "export", corpus, "--format", "conll", "--out", out, "--report", report)
    count = shown.count("Overlap: ")
    assert count == len(report.read_text("utf8").splitlines()) > 20
    assert f"{count} spans overlap" in shown and "--on-nested" in shown
    assert not out.exists()


@pytest.mark.parametrize("policy", ["longest", "outer"])
def test_what_a_policy_drops_is_printed_span_by_span(
    corpus: Path, tmp_path: Path, policy: str
) -> None:
    out = tmp_path / "x"
    base = ("export", corpus, "--format", "conll", "--out", out, "--on-nested", policy, "--json")
    made = run(*base, "--strict")
    assert made.exit_code == 1
    summary = json.loads(made.stdout)
    assert len(summary["losses"]) == made.stderr.count("Lost: ") == 188
    dropped = [loss for loss in summary["losses"] if "overlaps" in loss["reason"]]
    assert dropped and all(loss["span"]["quote"] for loss in dropped)


def test_equal_sentences_stay_apart_in_prodigy_with_an_input_key(
    corpus: Path, tmp_path: Path
) -> None:
    for option in ([], ["--input-key"]):
        out = tmp_path / f"x{len(option)}.jsonl"
        made = run("export", corpus, "--format", "prodigy", "--out", out, *option)
        assert made.exit_code == 0, made.output
        tasks = [json.loads(line) for line in out.read_text("utf8").splitlines()]
        assert all(("input" in task) == bool(option) for task in tasks)
        assert len({task["_input_hash"] for task in tasks}) == len(tasks) > 20
    assert (tmp_path / "x1.labels.txt").read_text("utf8").split() == [
        "DIRECTIVE",
        "SLOGAN",
        "RESPONSIBILITY",
    ]
    assert "custom_theme" in json.loads((tmp_path / "x1.prodigy.json").read_text("utf8"))


def test_configuration_stands_beside_the_files(corpus: Path, tmp_path: Path) -> None:
    for name, out, config in (
        ("label-studio", "ls.json", "ls.xml"),
        ("doccano", "dc.jsonl", "dc.labels.json"),
        ("brat", "brat", "brat/annotation.conf"),
    ):
        made = run("export", corpus, "--format", name, "--out", tmp_path / out)
        assert made.exit_code == 0, made.output
        assert "RESPONSIBILITY" in (tmp_path / config).read_text("utf8")


def test_nothing_that_is_there_is_written_over(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.csv"
    out.write_text("mine")
    base = ("export", corpus, "--format", "csv", "--out", out)
    assert "There is something already" in fails(capsys, *base)
    assert out.read_text() == "mine"
    assert run(*base, "--replace").exit_code == 0
    assert out.read_text("utf-8-sig").startswith("doc,")


def test_an_unknown_format_names_the_known_ones(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = fails(capsys, "export", corpus, "--format", "word", "--out", tmp_path / "x")
    assert "brat, cas-json, cas-xmi, conll, csv" in shown


@pytest.mark.parametrize("command", ["import", "export"])
def test_help_has_an_example(command: str) -> None:
    assert f"Example: tifa {command}" in " ".join(run(command, "--help").output.split())
