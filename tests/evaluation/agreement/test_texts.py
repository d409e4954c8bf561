"""Studies: which texts, annotators, labels and groups there are."""

from tests.evaluation.invented import TEXT, span
from tifa.evaluation.agreement.texts import AnnotatedText, Study

SHARED = AnnotatedText("a", TEXT, {"y": [span(0, 4, "B")], "x": []}, group="event")
ALONE = AnnotatedText("b", TEXT, {"z": [span(0, 4, "C")]})


def test_texts_of_one_annotator_are_left_out_and_counted() -> None:
    study = Study.of([SHARED, ALONE], labels=["D"])
    assert (study.texts, study.left_out) == ((SHARED,), 1)
    assert study.annotators == ("x", "y", "z")
    assert study.labels == ("D", "B")
    assert study.groups == ("event",)
    assert study.seen_by(("x", "y")) == [SHARED] and study.seen_by(("x", "z")) == []


def test_the_continuum_of_a_text_has_everybody_who_saw_it() -> None:
    assert SHARED.continuum().annotators == {"y": ((0, 4, "B"),), "x": ()}
    assert SHARED.continuum("D").annotators == {"y": (), "x": ()}
    assert SHARED.continuum().length == len(TEXT)


def test_a_pair_alone_is_a_study_of_what_both_have_seen() -> None:
    three = AnnotatedText("c", TEXT, {name: [] for name in "xyz"})
    study = Study.of([SHARED, three])
    alone = study.only(("x", "z"))
    assert [text.id for text in alone.texts] == ["c"]
    assert [*alone.texts[0].annotators] == ["x", "z"]
    assert (alone.annotators, alone.labels) == (("x", "z"), ("B",))
    none = Study.of([SHARED, ALONE]).only(("x", "z"))
    assert (none.texts, none.annotators) == ((), ("x", "z"))
