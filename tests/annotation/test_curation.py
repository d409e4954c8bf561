"""Comparing annotators: what is agreed on, and what waits for a decision."""

from tifa.annotation.curation import Comparison, Kind, compare
from tifa.corpus import load_scheme
from tifa.corpus.spans import Argument, Span

TEXT = "各村要修好水渠，做到抓早抓小，谁主管谁负责。"
SCHEME = load_scheme()


def span(quote: str, label: str = "DIRECTIVE", *, actor: str = "", **attributes: str) -> Span:
    start = TEXT.index(quote)
    at = TEXT.find(actor)
    arguments = (Argument("actor", at, at + len(actor), actor),) if actor else ()
    return Span.of(
        TEXT, start, start + len(quote), label, attributes=attributes, arguments=arguments
    )


def compared(*sides: list[Span] | None, scheme: bool = False) -> Comparison:
    layers = {
        name: {"d": tuple(spans)} if spans is not None else {}
        for name, spans in zip("abc", sides, strict=False)
    }
    return compare({"d": TEXT}, layers, SCHEME if scheme else None)


def kinds(comparison: Comparison) -> list[tuple[str, list[str]]]:
    return [
        (cluster.kind.value, sorted({each.quote for each in cluster.spans}))
        for cluster in comparison.clusters
    ]


def test_every_span_stands_in_one_cluster() -> None:
    found = compared(
        [span("各村要修好水渠"), span("抓早抓小", "SLOGAN")],
        [span("要修好水渠"), span("做到抓早抓小"), span("抓早抓小", "SLOGAN")],
        [span("各村要修好水渠"), span("抓早抓小", "SLOGAN")],
    )
    assert kinds(found) == [
        ("boundary", ["各村要修好水渠", "要修好水渠"]),
        ("missing", ["做到抓早抓小"]),
        ("agreed", ["抓早抓小"]),
    ]


def test_an_annotator_who_has_not_seen_a_text_is_not_asked() -> None:
    both = [span("抓早抓小", "SLOGAN")]
    assert kinds(compared(both, both, None)) == [("agreed", ["抓早抓小"])]
    assert kinds(compared(both, both, [])) == [("missing", ["抓早抓小"])]


def test_a_text_that_one_annotator_has_seen_is_left_out() -> None:
    found = compared([span("抓早抓小", "SLOGAN")], None)
    assert found.clusters == () and found.left_out == ("d",) and not found.texts


def test_nested_spans_of_other_labels_do_not_disturb_each_other() -> None:
    sides = [[span("做到抓早抓小"), span("抓早抓小", "SLOGAN")]] * 2
    assert [cluster.kind for cluster in compared(*sides).clusters] == [Kind.AGREED] * 2


def test_the_same_extent_under_two_labels_is_one_place() -> None:
    found = compared([span("谁主管谁负责", "SLOGAN")], [span("谁主管谁负责", "RESPONSIBILITY")])
    assert kinds(found) == [("label", ["谁主管谁负责"])]


def test_attributes_that_contradict_each_other_are_no_agreement() -> None:
    one, other = span("做到抓早抓小", force="a"), span("做到抓早抓小", force="b")
    assert kinds(compared([one], [other])) == [("attributes", ["做到抓早抓小"])]


def test_an_attribute_that_one_annotator_left_out_is_taken_from_the_other() -> None:
    found = compared([span("做到抓早抓小")], [span("做到抓早抓小", force="a")])
    ((merged,),) = [cluster.agreed for cluster in found.agreed]
    assert dict(merged.attributes) == {"force": "a"}


def test_arguments_differ_only_between_those_who_mark_arguments() -> None:
    plain, one = span("各村要修好水渠"), span("各村要修好水渠", actor="各村")
    other = span("各村要修好水渠", actor="水渠")
    assert kinds(compared([plain], [one])) == [("agreed", ["各村要修好水渠"])]
    assert kinds(compared([one], [other])) == [("arguments", ["各村要修好水渠"])]


def test_what_the_scheme_does_not_accept_waits_though_all_agree() -> None:
    found = compared(*[[span("抓早抓小", "SLOGEN")]] * 2, scheme=True)
    (cluster,) = found.queue
    assert cluster.kind is Kind.SCHEME and "no label “SLOGEN”" in cluster.note


def test_an_attribute_that_nobody_gave_keeps_nothing_waiting() -> None:
    found = compared(*[[span("做到抓早抓小")]] * 2, scheme=True)
    assert [cluster.kind for cluster in found.clusters] == [Kind.AGREED]
    assert ("DIRECTIVE", "force") in found.unasked


def test_an_attribute_that_annotators_gave_elsewhere_is_missed() -> None:
    given = span("各村要修好水渠", force="obligation")
    found = compared(*[[given, span("做到抓早抓小")]] * 2, scheme=True)
    assert [cluster.kind for cluster in found.clusters] == [Kind.AGREED, Kind.SCHEME]
    assert found.clusters[1].note == "DIRECTIVE has no force"


def test_an_id_changes_with_its_case_and_not_with_the_order_of_annotators() -> None:
    one, other = [span("各村要修好水渠")], [span("要修好水渠")]
    (cluster,) = compared(one, other).clusters
    swapped = compare({"d": TEXT}, {"b": {"d": tuple(other)}, "a": {"d": tuple(one)}})
    (changed,) = compared(one, [span("修好水渠")]).clusters
    assert swapped.clusters[0].id == cluster.id != changed.id
