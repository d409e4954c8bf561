"""Two invented annotators of one text, for the tests of adjudication."""

import json
from collections.abc import Mapping
from pathlib import Path

from typer.testing import CliRunner, Result

from tests.exported import Marks
from tifa.cli import app

TEXT = (
    "一、各村要修好水渠，做到抓早抓小。\n二、县水利局务必查清隐患，谁主管谁负责。去年大家辛苦了。\n"
)
# They agree on the second place and the fourth, and differ in extent, label and existence.
ALICE: Marks = (
    ("各村要修好水渠", "DIRECTIVE"),
    ("抓早抓小", "SLOGAN"),
    ("县水利局务必查清隐患", "DIRECTIVE"),
    ("谁主管谁负责", "RESPONSIBILITY"),
)
BOB: Marks = (
    ("要修好水渠", "DIRECTIVE"),
    ("抓早抓小", "SLOGAN"),
    ("做到抓早抓小", "DIRECTIVE"),
    ("县水利局务必查清隐患", "DIRECTIVE"),
    ("谁主管谁负责", "SLOGAN"),
)
WHO = ("--adjudicator", "Lin", "--by", "human", "--date", "2026-01-31")


def adjudicate(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["adjudicate", *map(str, arguments)])


def read_lines(path: Path) -> list[dict[str, object]]:
    """Return the records of a JSON lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def fill(path: Path, changes: Mapping[str, Mapping[str, object]], *more: dict[str, object]) -> None:
    """Fill in a JSON lines file of decisions: rows by the text they show, then new rows."""
    rows = read_lines(path)
    assert {*changes} <= {row["text"] for row in rows}
    for row in rows:
        row.update(changes.get(str(row["text"]), {}))
    lines = [json.dumps(row, ensure_ascii=False) for row in [*rows, *more]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def decide_open(path: Path, **decision: object) -> None:
    """Fill the same into every open row."""
    rows = read_lines(path)
    for row in rows:
        row.update(decision if row["part"] == "open" else {})
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


DECIDED: Mapping[str, Mapping[str, object]] = {
    "各村要修好水渠": {"decision": "alice", "reason": "主体在内", "rule": "D3"},
    "做到抓早抓小": {"decision": "reject", "reason": "不是要求", "rule": "D1"},
    "谁主管谁负责": {"decision": "edit", "label": "SLOGAN", "reason": "固定说法", "rule": "S2"},
}
