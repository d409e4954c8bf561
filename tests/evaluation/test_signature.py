"""The recipe leaves with every number: short and long, in text and in JSON."""

import json
from dataclasses import replace

from tests.evaluation.invented import TEXT, span
from tifa import __version__
from tifa.evaluation.agreement.gamma import GammaSettings
from tifa.evaluation.agreement.report import measure_agreement
from tifa.evaluation.agreement.tables import agreement_latex, agreement_lines, report_to_dict
from tifa.evaluation.agreement.texts import AnnotatedText
from tifa.evaluation.comparison import Comparison, score_lines
from tifa.evaluation.details import detail
from tifa.evaluation.scores import ScoredText, evaluate
from tifa.evaluation.signature import fingerprint
from tifa.evaluation.tables import evaluation_latex, evaluation_to_dict

TEXTS = [ScoredText(x, TEXT, [span(0, 4)], [span(0, 4)]) for x in "ab"]
COMPARISON = Comparison(
    {"s": evaluate(TEXTS, test_set="tiny", scheme="speeches 1.1", seed=4, resamples=50)}
)
REPORT = measure_agreement(
    [AnnotatedText(x, TEXT, {"i": [span(0, 4)], "j": [span(0, 4)]}) for x in "ab"],
    data="tiny",
    scheme="speeches 1.1",
    gamma=GammaSettings(seed=4, precision=0.3),
    resamples=50,
)


def test_a_score_says_how_it_was_made() -> None:
    assert COMPARISON.signature.short() == (
        f"set:tiny|texts:2|chars:80|gold:2|sha:{COMPARISON.signature.fingerprint}"
        "|scheme:speeches 1.1|match:strict+overlap(iou>=0.5)"
        "|ci:bootstrap-percentile-95%(n=50,seed=4,groups=2,by=document)"
        "|unit:character|items:spans-in-gold-or-prediction|avg:per-label+micro"
        f"|tifa:{__version__}"
    )
    assert COMPARISON.signature.long().startswith("test set = tiny; texts = 2; characters = 80")


def test_agreement_says_how_it_was_measured() -> None:
    short = REPORT.signature.short()
    assert "set:tiny|annotators:2|texts:2|chars:80|spans:4|sha:" in short
    gamma = "gamma(alpha=1,beta=1,delta=1,sampler=shuffle,n=30,precision=0.3,seed=4)"
    assert f"|gamma:{gamma}|" in short
    assert "averaging = pooled-texts,mean-over-pairs" in REPORT.signature.long()


def test_every_form_of_a_report_carries_the_signature() -> None:
    data = json.loads(json.dumps(evaluation_to_dict(COMPARISON, {"s": detail(TEXTS)})))
    for found, signature in (
        (data, COMPARISON.signature),
        (report_to_dict(REPORT), REPORT.signature),
    ):
        assert found["signature"] == signature.to_dict()
        assert found["signature_short"] == signature.short()
        assert found["signature_long"] == signature.long()
    assert COMPARISON.signature.short() in score_lines(COMPARISON)
    assert REPORT.signature.short() in agreement_lines(REPORT)
    for latex, signature in (
        (evaluation_latex(COMPARISON), COMPARISON.signature),
        (agreement_latex(REPORT), REPORT.signature),
    ):
        assert signature.fingerprint in latex


def test_the_variants_of_gamma_are_told() -> None:
    settings = GammaSettings(unpaired=True, alpha_in_confidence=True)
    assert settings.short().endswith("seed=0,unpaired,alpha-in-confidence)")


def test_the_fingerprint_is_of_texts_and_spans_in_no_order() -> None:
    rows = [("a", TEXT, [span(0, 4), span(6, 9)]), ("b", TEXT, [])]
    assert fingerprint(rows) == fingerprint([rows[1], ("a", TEXT, [span(6, 9), span(0, 4)])])
    for other in (("a", TEXT[1:], [span(0, 4)]), ("a", TEXT, [replace(span(0, 4), label="B")])):
        assert fingerprint([other]) != fingerprint([("a", TEXT, [span(0, 4)])])
