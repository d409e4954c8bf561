"""Converters of other tools read what we write, and we read what they write.

They need ``pip install 'tifa[peers]'`` and are skipped without it; spaCy, dkpro-cassis and
datasets, which are always there, are met in the tests of their formats.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tifa.annotation import Exchange, Item, WriteOptions, read_exchange, write_exchange
from tifa.corpus.scheme import load_scheme
from tifa.corpus.spans import Argument, Span

TEXT = "各级党委要抓好落实。 由办公室牵头， 坚持到底。"
FLAT = (
    Span.of(TEXT, 0, 9, "DIRECTIVE"),
    Span.of(TEXT, 11, 17, "RESPONSIBILITY"),
    Span.of(TEXT, 19, 23, "SLOGAN"),
)
NESTED = (
    Span.of(
        TEXT,
        0,
        9,
        "DIRECTIVE",
        attributes={"force": "obligation"},
        arguments=(Argument("addressee", 0, 4, "各级党委"),),
    ),
    Span.of(TEXT, 4, 9, "SLOGAN"),
)


def of(*spans: Span) -> Exchange:
    return Exchange((Item("s1", TEXT),), {"a@x.org": {"s1": spans}})


@pytest.fixture
def converter(tmp_path: Path) -> Any:
    """Label Studio's converter, with the labelling configuration that we write."""
    module = pytest.importorskip(
        "label_studio_sdk.converter.converter", reason="needs Label Studio's converter: tifa[peers]"
    )
    write_exchange(of(*NESTED), tmp_path / "x.json", "label-studio", WriteOptions(load_scheme()))
    return module.Converter(str(tmp_path / "x.xml"), str(tmp_path), download_resources=False)


def test_label_studio_sees_each_span_with_its_attributes(tmp_path: Path, converter: Any) -> None:
    converter.convert_to_json_min(str(tmp_path / "x.json"), str(tmp_path / "out"), is_dir=False)
    (task,) = json.loads((tmp_path / "out/result.json").read_text("utf8"))
    assert task["text"] == TEXT
    found = {(one["start"], one["end"], *one["labels"]): one["text"] for one in task["label"]}
    assert {(*span.key,): span.quote for span in NESTED}.items() <= found.items()
    assert found[0, 4, "arg:addressee"] == "各级党委"
    assert "obligation" in json.dumps(task)


def test_we_read_the_conll_that_label_studio_makes(tmp_path: Path, converter: Any) -> None:
    path = tmp_path / "flat.json"
    write_exchange(of(*FLAT), path, "label-studio", WriteOptions(load_scheme()))
    converter.convert_to_conll2003(str(path), str(tmp_path / "out"), is_dir=False)
    found = read_exchange(tmp_path / "out/result.conll", "conll")
    # It makes a token of each stretch without blanks, and tags the whole of it.
    assert [item.text for item in found.items] == [TEXT.replace(" ", "")]
    assert [span.label for _, _, span in found] == [span.label for span in FLAT]


@pytest.mark.parametrize(("tags", "name"), [("iob2", "IOB2"), ("biluo", "BILOU")])
def test_seqeval_by_which_doccano_imports_sees_each_span(
    tmp_path: Path, tags: str, name: str
) -> None:
    scheme = pytest.importorskip("seqeval.scheme", reason="needs seqeval: tifa[peers]")
    write_exchange(of(*FLAT), tmp_path / "x.conll", "conll", WriteOptions(tags=tags))
    lines = [line for line in (tmp_path / "x.conll").read_text("utf8").splitlines() if line]
    rows = [line.split("\t") for line in lines]
    assert all(len(row) == 2 for row in rows)
    words = [word for word, _ in rows]
    entities = scheme.Tokens([tag for _, tag in rows], getattr(scheme, name)).entities
    found = [(one.tag, "".join(words[one.start : one.end])) for one in entities]
    assert found == [(span.label, span.quote) for span in FLAT]
