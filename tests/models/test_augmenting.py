"""Changed copies of training documents: exact offsets, one kind of change each, off by default."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from tifa.corpus.errors import TrainingError
from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.lexicon import shipped_lexicon
from tifa.corpus.spans import Argument, Span
from tifa.models.augmenting import KINDS, Wordings, augmented, trained_formulas
from tifa.models.edits import Edit, edited
from tifa.models.pipeline import load_pipeline_config
from tifa.models.reader import create_corpus_reader, select_units
from tifa.models.units import Unit, corpus_units, own_forms

TEXT = (
    "一、修好水渠\n各村要修好水渠，县农业局负责检查。各村要开展百渠会战。会后，总结经验；推广经验。\n"
    "二、种好秋粮\n各村要种好秋粮。要种足。"
)
NO_OTHERS = Wordings({}, {})


def span(quote: str, label: str = "DIRECTIVE", text: str = TEXT, **attributes: str) -> Span:
    start = text.index(quote)
    return Span.of(text, start, start + len(quote), label, attributes=attributes)


def with_addressee(whole: Span, quote: str) -> Span:
    start = whole.start + whole.quote.index(quote)
    argument = Argument("addressee", start, start + len(quote), quote)
    return Span.of(TEXT, whole.start, whole.end, whole.label, arguments=(argument,))


def speech() -> list[Unit]:
    second = TEXT.index("\n二") + 1
    spans = (
        span("修好水渠"),
        with_addressee(span("各村要修好水渠"), "各村"),
        with_addressee(span("各村要开展百渠会战"), "各村"),
        span("百渠会战", "SLOGAN", canonical="百渠会战", kind="campaign"),
    )
    grain = with_addressee(span("各村要种好秋粮"), "各村").shifted(-second)
    return [
        Unit("speech", 0, TEXT[: second - 1], TEXT, spans),
        Unit("speech", second, TEXT[second:], TEXT, (grain,)),
    ]


def changed(kind: str, wordings: Wordings = NO_OTHERS, *, seed: int = 0) -> list[Unit]:
    return augmented(speech(), {kind: 1.0}, wordings, seed=seed)


def variants(kind: str) -> set[str]:
    """What comes out with other seeds."""
    return {unit.document for seed in range(30) for unit in changed(kind, seed=seed)}


# --- kinds ----------------------------------------------------------------------


def test_enumerators_are_exchanged_or_dropped_all_alike() -> None:
    assert variants("numbering") == {
        TEXT.replace("一、", new).replace("二、", other)
        for new, other in [("（一）", "（二）"), ("1.", "2."), ("", "")]
    }


def test_marks_become_half_width_or_end_other_sentences() -> None:
    narrow = TEXT.translate(str.maketrans("，；", ",;"))
    joined = (
        TEXT.replace("检查。", "检查；").replace("会战。", "会战；").replace("秋粮。", "秋粮；")
    )
    assert variants("punctuation") == {narrow, joined, TEXT.replace("；", "。")}


def test_the_wording_of_formulas_is_no_matter_of_punctuation() -> None:
    text = "要学文化，学技术，种好田。"
    slogan = span("学文化，学技术", "SLOGAN", text, canonical="学文化，学技术", kind="maxim")
    unit = Unit("d", 0, text, text, (slogan,))
    for seed in range(10):
        for copy in augmented([unit], {"punctuation": 1.0}, NO_OTHERS, seed=seed):
            assert copy.spans[0].quote == "学文化，学技术"
            assert copy.text == "要学文化，学技术,种好田。"


def test_headings_run_into_their_paragraphs() -> None:
    first, second = changed("run-in headings")
    assert first.document == TEXT.replace("水渠\n", "水渠").replace("秋粮\n", "秋粮")
    assert second.text == "二、种好秋粮各村要种好秋粮。要种足。"


def test_an_addressee_becomes_another_the_same_all_through() -> None:
    others = Wordings({"addressee": ["各村", "各生产大队"]}, {})
    quotes = [
        argument.quote
        for unit in changed("actors", others)
        for its in unit.spans
        for argument in its.arguments
    ]
    assert quotes == ["各生产大队"] * 3


def test_a_formula_becomes_another_of_its_kind_with_its_canonical_form() -> None:
    forms = {"campaign": [("除虫会战", "除虫大会战")], "goal": [("粮满仓", "粮满仓")]}
    first, _ = changed("slogans", Wordings({}, forms))
    (slogan,) = [each for each in first.spans if each.label == "SLOGAN"]
    assert slogan.quote == "除虫会战"
    assert slogan.attributes == {"canonical": "除虫大会战", "kind": "campaign"}
    assert "各村要开展除虫会战" in {each.quote for each in first.spans}


# --- edits ----------------------------------------------------------------------


def test_an_edit_across_a_boundary_is_left_out() -> None:
    unit = Unit("d", 0, "各村要修渠。", "各村要修渠。", (Span.of("各村要修渠。", 2, 5, "D"),))
    assert edited([unit], [Edit(1, 3, "x")]) == []
    assert edited([unit], [Edit(2, 5, "")]) == []
    assert edited([unit], [Edit(2, 3, ""), Edit(3, 5, "")])[0].spans[0].quote == "修渠"
    (copy,) = edited([unit], [Edit(0, 2, "大家都"), Edit(1, 2, "x"), Edit(2, 5, "要栽树")])
    assert (copy.text, copy.spans[0].start) == ("大家都要栽树。", 3)


@st.composite
def annotated(draw: st.DrawFn) -> tuple[list[Unit], list[Edit]]:
    text = draw(st.text("甲乙丙，。\n😀", min_size=4, max_size=30))
    cut = draw(st.integers(1, len(text) - 1))
    units = []
    for start, end in ((0, cut), (cut, len(text))):
        extents = st.tuples(st.integers(start, end - 1), st.integers(1, 9)).map(
            lambda pair, end=end: (pair[0], min(end, pair[0] + pair[1]))
        )
        spans = [
            Span.of(text, *each, "D").shifted(-start)
            for each in draw(st.lists(extents, max_size=4))
        ]
        units.append(Unit("d", start, text[start:end], text, tuple(spans)))
    place = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 3))
    edits = [
        Edit(start, min(len(text), start + length), draw(st.text("xy", max_size=3)))
        for start, length in draw(st.lists(place, max_size=6))
    ]
    return units, edits


@settings(max_examples=200)
@given(annotated())
def test_copies_cover_what_the_originals_covered(drawn: tuple[list[Unit], list[Edit]]) -> None:
    units, edits = drawn
    copies = edited(units, edits)
    for unit, copy in zip(units, copies, strict=False):
        assert copy.document[copy.start : copy.end] == copy.text
        assert copy.copied_from == unit.start
        for before, after in zip(unit.spans, copy.spans, strict=True):
            assert copy.text[after.start : after.end] == after.quote
            # What no edit wrote is there still, in its order.
            kept = [char for char in after.quote if char not in "xy"]
            rest = iter(before.quote)
            assert all(char in rest for char in kept)
            assert after.label == before.label
    if copies:
        assert "".join(copy.text for copy in copies) == copies[0].document


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_all_spans_of_the_seed(seed: Corpus, kind: str) -> None:
    units = corpus_units(seed, "gold")
    wordings = Wordings.of(units, trained_formulas(units))
    copies = [
        copy for number in range(6) for copy in augmented(units, {kind: 1.0}, wordings, seed=number)
    ]
    starts = {unit.start: unit for unit in units}
    for copy in copies:
        assert copy.document[copy.start : copy.end] == copy.text
        original = starts[copy.copied_from or 0]
        assert [each.label for each in copy.spans] == [each.label for each in original.spans]
        for each in copy.spans:
            each.check(copy.text)


# --- which ----------------------------------------------------------------------


def test_the_seed_decides_which_documents_are_changed_and_how(seed: Corpus) -> None:
    units = speech()
    once = augmented(units, {"numbering": 0.5}, NO_OTHERS, seed=3)
    assert once == augmented(list(reversed(units)), {"numbering": 0.5}, NO_OTHERS, seed=3)
    found = [bool(augmented(units, {"numbering": 0.5}, NO_OTHERS, seed=n)) for n in range(40)]
    assert 8 < sum(found) < 32
    assert augmented(units, {"numbering": 0.0}, NO_OTHERS) == []


@pytest.mark.parametrize("shares", [{"colours": 0.5}, {"numbering": 1.5}])
def test_an_unknown_kind_and_a_senseless_share_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(TrainingError):
        create_corpus_reader(augment=shares)


def test_a_copy_makes_a_formula_no_better_attested() -> None:
    units = speech()
    forms = {"campaign": [("除虫会战", "除虫会战")]}
    copies = augmented(units, {"slogans": 1.0, "numbering": 1.0}, Wordings({}, forms))
    other = Unit("other", 0, "除虫会战", "除虫会战", (Span.of("除虫会战", 0, 4, "SLOGAN"),))
    own = list(own_forms([*units, *copies, other], "SLOGAN"))
    assert own[0] == {"百渠会战"} and own[-1] == {"除虫会战"}
    # In the copy it is the formula of another document; renumbered, the speech's own.
    assert own[2] == frozenset() and own[4] == {"百渠会战"}


# --- the reader -----------------------------------------------------------------


SEED = str(seed_folder())


def test_the_reader_adds_copies_only_where_asked(nlp: Language) -> None:
    plain = [example.text for example in create_corpus_reader(SEED)(nlp)]
    assert plain == [unit.text for unit in select_units([seed_folder()], "gold")]
    more = [example.text for example in create_corpus_reader(SEED, augment={"actors": 1.0})(nlp)]
    assert more[: len(plain)] == plain
    assert len(more) == 2 * len(plain) and set(more[len(plain) :]) - set(plain)


def test_formulas_withheld_from_the_rules_are_not_put_in() -> None:
    from spacy.training.initialize import init_nlp

    withheld = "beijing-2010-04-14"
    config = load_pipeline_config("rules", {"components.rules.exclude_decided": [withheld]})
    config["corpora"]["train"]["augment"] = {"slogans": 1.0}
    nlp = init_nlp(config)
    units = select_units([seed_folder()], "gold")
    found = list(create_corpus_reader(SEED, augment={"slogans": 1.0})(nlp))
    put_in = {
        after.text
        for plain, copy in zip(found[: len(units)], found[len(units) :], strict=True)
        for before, after in zip(
            plain.reference.spans["sc"], copy.reference.spans["sc"], strict=True
        )
        if before.label_ == "SLOGAN" and before.text != after.text
    }
    forms = {
        form
        for entry in shipped_lexicon().entries
        if entry.decided == withheld
        for form in entry.forms
    }
    assert put_in and forms and not put_in & forms
