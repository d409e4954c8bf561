"""Scores as JSON, terminal tables and LaTeX; mistakes as records."""

import json
from io import StringIO

from rich.console import Console

from tests.evaluation.invented import TEXT, span
from tifa.corpus.spans import Span
from tifa.evaluation.comparison import Comparison, paired_tests, render_table, seen_parts
from tifa.evaluation.details import detail
from tifa.evaluation.latex import latex_table
from tifa.evaluation.scores import ScoredText, evaluate
from tifa.evaluation.tables import (
    details_table,
    evaluation_latex,
    evaluation_to_dict,
    mistake_records,
    significance_lines,
)

GOLD = [span(2 * n, 2 * n + 1) for n in range(10)] + [span(30, 34, "B")]


def texts(predicted: list[Span]) -> list[ScoredText]:
    return [ScoredText(x, TEXT, GOLD, predicted) for x in "abc"]


def compared(*, seen: bool = False, **systems: list[Span]) -> Comparison:
    return Comparison(
        {
            name: evaluate(
                texts(predicted),
                test_set="t",
                scheme="x",
                labels=["A", "B", "C"],
                resamples=50,
                seen=(lambda each: each.start < 6) if seen else None,
            )
            for name, predicted in systems.items()
        }
    )


def printed(table: object) -> str:
    console = Console(width=100, file=StringIO())
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_the_terminal_table_marks_labels_with_too_little_gold() -> None:
    words = printed(render_table(compared(s=GOLD[:6])))
    assert "A (30) " in words and "A (30) *" not in words
    assert "B (3) *" in words
    assert "* not enough data" in words


def test_the_mean_over_labels_says_what_it_leaves_out() -> None:
    words = printed(render_table(compared(s=GOLD)))
    assert "F1 macro, strict: s 1.000 (1 labels without a value left out)" in words


def test_json_has_everything_and_no_bare_nan() -> None:
    comparison = compared(one=GOLD, other=GOLD[:4])
    data = evaluation_to_dict(comparison, {"one": detail(texts(GOLD), resamples=50)})
    text = json.dumps(data, allow_nan=False)
    again = json.loads(text)
    strict = [row for row in again["systems"]["one"]["scores"] if row["matching"] == "strict"]
    assert [row["label"] for row in strict] == ["A", "B", "C", "micro"]
    assert [row["enough_data"] for row in strict] == [True, False, False, True]
    assert strict[2]["f1"] == {"undefined": "there is neither a gold nor a predicted span"}
    assert again["systems"]["one"]["macro_f1"]["strict"] == {"value": 1.0, "undefined_labels": 1}
    assert [test["label"] for test in again["paired_tests"]] == ["A", "B", "C", "micro"]
    assert again["paired_tests"][2]["difference"]["undefined"]
    assert again["details"]["one"]["confusion"]["rows"]["A"] == [30, 0, 0]


def test_paired_tests_take_the_first_system_against_each_other() -> None:
    comparison = compared(one=GOLD, two=GOLD[:4], three=[])
    found = paired_tests(comparison, resamples=70, seed=2, level=0.9)
    assert [(test.first, test.second) for test in found[:2]] == [("one", "two"), ("one", "three")]
    assert "n=70,seed=2)+interval(percentile-90%)" in found[0].result.convention
    lines = significance_lines(comparison)
    assert len(lines) == 2
    assert lines[0].startswith("one − two: micro F1 0.467")
    assert "p = 0.2500 by randomisation" in lines[0]


def test_seen_and_unseen_forms_are_told_apart() -> None:
    comparison = compared(seen=True, s=GOLD[:5])
    parts = seen_parts(comparison.evaluations["s"].row("A"))
    assert [(name, part.found, part.gold) for name, part in parts] == [
        ("seen forms", 9, 9),
        ("unseen forms", 6, 21),
    ]
    row = comparison.to_dict()["systems"]["s"]["scores"][0]
    assert row["recall_seen"] == {"found": 9, "gold": 9, "recall": 1.0}
    assert row["recall_unseen"]["gold"] == 21
    frame = comparison.to_frame()
    assert frame.gold_seen[0] + frame.gold_unseen[0] == frame.gold[0]


def test_the_table_of_other_measures_has_both_means_and_its_own_interval() -> None:
    scored = [ScoredText("a", TEXT, GOLD, [span(0, 1, score=0.5)])]
    words = printed(details_table("s", detail(scored, resamples=50)))
    assert "characters (multiset)" in words
    assert "intervals: none(groups=1,by=document)" in words
    assert "calibration of 1 scored spans: ECE 0.500, Brier 0.250" in words


def test_latex_says_where_data_is_short_and_escapes_what_it_must() -> None:
    latex = evaluation_latex(compared(my_system=GOLD))
    assert r"A & my\_system & 30 & 1.000 & 1.000 & 1.000 & [1.000, 1.000] & 1.000 \\" in latex
    assert "B (not enough data) & " in latex
    assert r"C (not enough data) & my\_system & 0 & -- & -- & --" in latex
    assert r"bootstrap-percentile-95\%" in latex


def test_latex_tables_are_well_formed() -> None:
    latex = latex_table(
        ["a", "b"], [["x-1 & y", "-0.5"], ["100%", "[-0.1, 0.2]"]], caption="a|b_c", label="tab:x"
    )
    assert latex.splitlines() == [
        r"\begin{table}",
        r"\centering",
        r"\begin{tabular}{lr}",
        r"\toprule",
        r"a & b \\",
        r"\midrule",
        r"x-1 \& y & $-$0.5 \\",
        r"100\% & [$-$0.1, 0.2] \\",
        r"\bottomrule",
        r"\end{tabular}",
        r"\caption{a\textbar{}\allowbreak{}b\_c}",
        r"\label{tab:x}",
        r"\end{table}",
    ]


def test_every_mistake_is_a_record_with_its_quote_and_context() -> None:
    text = "各村要修好水渠，学习先进经验。"
    gold = [Span.of(text, 0, 7, "A"), Span.of(text, 8, 14, "B")]
    found = [Span.of(text, 0, 5, "A")]
    records = list(mistake_records("s", [ScoredText("d", text, gold, found)]))
    assert [(each["kind"], each["edge"], each["quote"]) for each in records] == [
        ("boundary", "right", "各村要修好水渠"),
        ("missed", None, "学习先进经验"),
    ]
    for each in records:
        assert each["before"] + each["quote"] + each["after"] == text
        assert text[each["start"] : each["end"]] == each["quote"]
    assert records[0]["predicted"] == [{"start": 0, "end": 5, "label": "A", "quote": "各村要修好"}]
