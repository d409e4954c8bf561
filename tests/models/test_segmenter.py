"""Segmented text, training a segmenter, and pkuseg inside spaCy pipelines."""

import hashlib
import json
import shutil
from collections import defaultdict
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import pytest
import spacy
import spacy_pkuseg
from spacy.language import Language

from tifa.corpus.errors import FormatError, ModelError, TrainingError
from tifa.corpus.folder import seed_folder
from tifa.models.callbacks import create_path_clearer
from tifa.models.segmenter import (
    SegmenterReport,
    create_pkuseg_setup,
    fit,
    hold_out,
    load_segmenter,
    make_pkuseg_tokenizer,
    read_segmented,
    require_segmenter,
    segment,
    train_segmenter,
    word_f1,
)

SEGMENTED = seed_folder() / "segmented.txt"
CALLBACK = "tifa.pkuseg_tokenizer.v1"
TEXT = "要切实加强党的建设，推动科学发展。"

# A few words in all orders: enough for a model that can be loaded.
TINY = [
    [a, "要", b, c, "。"] for a in ("全市", "我们") for b in ("做好", "加强") for c in "一二三四"
]


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> SegmenterReport:
    return train_segmenter([SEGMENTED], tmp_path_factory.mktemp("segmenter") / "model")


@pytest.fixture(scope="session")
def model(report: SegmenterReport) -> Path:
    return report.out


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tiny")
    fit(TINY, out, iterations=1)
    return out


@pytest.fixture(autouse=True)
def callback() -> None:
    """Make the callback known where the installed package does not declare it yet."""
    if not spacy.registry.has("callbacks", CALLBACK):
        spacy.registry.callbacks.register(CALLBACK, func=create_pkuseg_setup)


def pipeline(model: Path | str | None, user_dict: str | None = None) -> Language:
    """Make a pipeline from a config that names a pkuseg model; not yet initialized."""
    config: dict[str, Any] = {
        "nlp": {"tokenizer": {"@tokenizers": "spacy.zh.ChineseTokenizer", "segmenter": "pkuseg"}},
        "initialize": {
            "before_init": {"@callbacks": CALLBACK},
            "tokenizer": {
                "pkuseg_model": str(model) if model else None,
                "pkuseg_user_dict": user_dict,
            },
        },
    }
    return spacy.blank("zh", config=config)


def trained(model: Path | str) -> Language:
    nlp = pipeline(model)
    nlp.initialize()
    return nlp


def words(nlp: Language, text: str = TEXT) -> list[str]:
    return [token.text for token in nlp(text)]


# ---- The shipped file


def test_shipped_words_are_the_speech_without_whitespace() -> None:
    speech = (seed_folder() / "speech.txt").read_text("utf8")
    joined = "".join(word for sentence in read_segmented(SEGMENTED) for word in sentence)
    assert joined == "".join(speech.split())


def test_shipped_words_are_separated_by_one_space() -> None:
    for line in SEGMENTED.read_text("utf8").splitlines():
        assert line == " ".join(line.split())


def test_shipped_file_cuts_the_same_string_the_same_way() -> None:
    ways: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for sentence in read_segmented(SEGMENTED):
        for start in range(len(sentence)):
            for end in range(start + 1, min(start + 6, len(sentence)) + 1):
                part = tuple(sentence[start:end])
                ways["".join(part)].add(part)
    assert [cuts for cuts in ways.values() if len(cuts) > 1] == []


# ---- Reading


@pytest.mark.parametrize(
    "content",
    ["我们 要 学习 。\n", "\ufeff我们 要 学习 。\r\n\r\n", "我们\u3000要  学习\t。"],
    ids=["plain", "bom and windows lines", "other blanks"],
)
def test_reads_words_between_any_blanks(tmp_path: Path, content: str) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(content.encode())
    assert read_segmented(path) == [["我们", "要", "学习", "。"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no words"),
        ("好 。\n" + "抓好落实" * 10 + "。\n", r"words\.txt:2: .*not segmented"),
        ("人民/n 满意/v 。/w\n", r"words\.txt:1: .*tags \(人民/n\)"),
    ],
    ids=["empty", "not segmented", "tagged"],
)
def test_refuses_what_is_not_segmented_text(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "words.txt"
    path.write_text(content, "utf8")
    with pytest.raises(FormatError, match=message):
        read_segmented(path)


def test_refuses_other_encodings_and_missing_files(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("我们 要".encode("gb18030"))
    with pytest.raises(FormatError, match="Not UTF-8"):
        read_segmented(path)
    with pytest.raises(FormatError, match="Cannot be read"):
        read_segmented(tmp_path / "nothing.txt")


def test_keeps_long_latin_words_and_slashes(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("网址 " + "https://example.org/" + "a" * 30 + " 和/或 好\n", "utf8")
    assert len(read_segmented(path)[0]) == 4


# ---- Scores


@pytest.mark.parametrize(
    ("gold", "predicted", "correct"),
    [
        ("党 的 建设", "党 的 建设", 3),
        ("党 的 建设", "党的 建设", 1),
        ("党 的 建设", "党 的 建 设", 2),
        ("好 好 学习", "好好 学习", 1),
        ("科学 发展", "科 学发 展", 0),
    ],
)
def test_counts_words_with_both_edges_right(gold: str, predicted: str, correct: int) -> None:
    scores = word_f1([gold.split()], [predicted.split()])
    assert scores.correct == correct
    assert scores.gold == len(gold.split())
    assert scores.f1 == pytest.approx(2 * correct / (scores.gold + scores.predicted))


def test_same_word_in_another_place_is_not_right() -> None:
    assert word_f1([["党", "党的"]], [["党党", "的"]]).correct == 0


def test_scores_of_nothing_are_zero() -> None:
    scores = word_f1([], [])
    assert (scores.precision, scores.recall, scores.f1) == (0, 0, 0)


@pytest.mark.parametrize("predicted", [[["党", "章"]], []])
def test_refuses_to_compare_different_texts(predicted: list[list[str]]) -> None:
    with pytest.raises(ValueError):
        word_f1([["党", "的"]], predicted)


# ---- Holding out


def test_holds_out_the_same_sentences_for_the_same_seed() -> None:
    assert hold_out(TINY, 0.25, 3) == hold_out(list(TINY), 0.25, 3)
    assert hold_out(TINY, 0.25, 3) != hold_out(TINY, 0.25, 4)


def test_copies_of_a_held_out_sentence_are_held_out_too() -> None:
    train, held = hold_out(TINY + TINY, 0.25, 0)
    assert len(held) == 2 * round(0.25 * len(TINY))
    assert not {tuple(words) for words in train} & {tuple(words) for words in held}


# ---- Training


def test_trains_on_the_shipped_file(report: SegmenterReport) -> None:
    assert (report.sentences, report.words, report.characters) == (96, 3335, 5771)
    assert report.held_out == 10
    assert report.scores.f1 > 0.88
    assert 0 < report.oov_rate < 0.3
    assert report.oov_recall is not None


def test_saved_model_has_learnt_the_held_out_sentences_too(model: Path) -> None:
    sentences = read_segmented(SEGMENTED)
    segmenter = load_segmenter(model)
    predicted = [segmenter.cut("".join(words)) for words in sentences]
    assert word_f1(sentences, predicted).f1 > 0.97


def test_training_writes_what_its_scores_rest_on(report: SegmenterReport) -> None:
    record = json.loads((report.out / "segmenter.json").read_text("utf8"))
    digest = hashlib.sha256(SEGMENTED.read_bytes()).hexdigest()
    assert record["inputs"] == [{"file": "segmented.txt", "sha256": digest}]
    assert record["settings"] == {"test_share": 0.1, "iterations": 10, "seed": 0}
    assert record["scores"]["f1"] == pytest.approx(report.scores.f1)
    assert set(record["versions"]) == {"tifa", "spacy-pkuseg"}
    assert str(report.out) not in json.dumps(record)


def test_training_leaves_three_files_and_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("words.txt")
    path.write_text("".join(" ".join(words) + "\n" for words in TINY), "utf8")
    train_segmenter([path], Path("out"), iterations=1)
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == [
        "features.msgpack",
        "segmenter.json",
        "weights.npz",
        "words.txt",
    ]
    assert capfd.readouterr() == ("", "")


def test_training_twice_gives_the_same_model(tiny: Path, tmp_path: Path) -> None:
    fit(TINY, tmp_path, iterations=1)
    for name in ("features.msgpack", "weights.npz"):
        assert (tmp_path / name).read_bytes() == (tiny / name).read_bytes()


def test_training_leaves_pkusegs_settings_alone(tiny: Path, tmp_path: Path) -> None:
    from spacy_pkuseg.config import config

    before = (config.trainFile, config.ttlIter, config.nThread)
    fit(TINY, tmp_path, iterations=1)
    assert (config.trainFile, config.ttlIter, config.nThread) == before


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"test_share": 0.0}, "not between 0 and 1"),
        ({"test_share": 0.9}, "too few"),
        ({"iterations": 0}, "iterations"),
    ],
)
def test_refuses_settings_without_sense(
    tmp_path: Path, settings: dict[str, Any], message: str
) -> None:
    path = tmp_path / "words.txt"
    path.write_text("".join(" ".join(words) + "\n" for words in TINY), "utf8")
    with pytest.raises(TrainingError, match=message):
        train_segmenter([path], tmp_path / "out", **settings)


def test_refuses_to_train_on_nothing_or_into_a_file(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="No segmented text"):
        train_segmenter([], tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(TrainingError, match="Cannot be made a folder"):
        fit(TINY, tmp_path / "file")


def test_reports_what_pkuseg_says_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tifa.models.segmenter._TRAINER", "raise SystemExit('disk full')")
    with pytest.raises(TrainingError, match="disk full"):
        fit(TINY, tmp_path)


# ---- Loading and cutting


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "",
        " \n\u3000",
        "刘 淇（2010年4月14日）\n\n同志们：",
        "\ufeff党的\u3000建设 \U00020bb7",
    ],
)
def test_words_cover_all_but_whitespace(tiny: Path, text: str) -> None:
    extents = segment(text, load_segmenter(tiny))
    assert "".join(text[start:end] for start, end in extents) == "".join(
        text.replace("\ufeff", "").split()
    )
    assert all(start < end for start, end in extents)
    assert all(left[1] <= right[0] for left, right in pairwise(extents))
    assert not any(char.isspace() for start, end in extents for char in text[start:end])


def test_extents_are_those_of_the_words(model: Path) -> None:
    text = "推动科学发展。"
    cut = load_segmenter(model).cut(text)
    assert segment(text, load_segmenter(model)) == list(
        pairwise(accumulate(map(len, cut), initial=0))
    )


@pytest.mark.parametrize("folder", ["nothing", "empty", "news"])
def test_a_folder_without_a_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"No pkuseg model here: features\.msgpack and weights"):
        load_segmenter(Path(folder))


@pytest.mark.parametrize("name", ["features.msgpack", "weights.npz"])
@pytest.mark.parametrize("content", [b"", b"\x00\x01 not a model", b"PK\x03\x04"])
def test_a_damaged_model_is_refused(tiny: Path, tmp_path: Path, name: str, content: bytes) -> None:
    broken = Path(shutil.copytree(tiny, tmp_path / "broken"))
    (broken / name).write_bytes(content)
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_segmenter(broken)


def test_a_published_model_is_left_to_pkuseg(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []

    def fake(*args: Any, **kwargs: Any) -> None:
        asked.append((*args, kwargs))

    monkeypatch.setattr(spacy_pkuseg, "pkuseg", fake)
    load_segmenter("mixed")
    nlp = pipeline("spacy_ontonotes", "default")
    nlp.initialize()
    assert asked == [("mixed", {}), ("spacy_ontonotes", {"user_dict": "default"})]


def test_a_published_model_out_of_reach_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    def fake(name: str) -> None:
        raise ConnectionError("no route")

    monkeypatch.setattr(spacy_pkuseg, "pkuseg", fake)
    with pytest.raises(ModelError, match="mixed cannot be fetched"):
        load_segmenter("mixed")


# ---- Inside spaCy


def test_pipeline_cuts_as_the_model_does(model: Path) -> None:
    assert words(trained(model)) == load_segmenter(model).cut(TEXT)


def test_pipeline_keeps_text_with_blanks_whole(model: Path) -> None:
    text = "刘 淇\n同志们：  今天 "
    assert trained(model)(text).text == text


@pytest.mark.parametrize("user_dict", [None, "default"])
def test_dictionary_stays_off_after_initialization(tiny: Path, user_dict: str | None) -> None:
    nlp = pipeline(tiny, user_dict)
    nlp.initialize()
    nlp.initialize()
    assert nlp.tokenizer.pkuseg_seg.postprocesser.do_process is False


def test_dictionary_is_on_if_asked_for_and_survives_saving(tiny: Path, tmp_path: Path) -> None:
    nlp = pipeline(tiny)
    before_init = {"@callbacks": CALLBACK, "dictionary": True}
    nlp.config["initialize"]["before_init"] = before_init
    nlp.initialize()
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert loaded.tokenizer.pkuseg_seg.postprocesser.do_process is True
    assert words(loaded) == words(nlp) == load_segmenter(tiny, dictionary=True).cut(TEXT)


def test_components_are_initialized_with_the_words_of_the_model(model: Path) -> None:
    seen: list[bool] = []

    class Watcher:
        def __call__(self, doc: Any) -> Any:
            return doc

        def initialize(self, get_examples: Any, *, nlp: Language) -> None:
            seen.append(nlp.tokenizer.pkuseg_seg.postprocesser.do_process)

    Language.factory("test_segmenter_watcher", func=lambda nlp, name: Watcher())
    nlp = pipeline(model)
    nlp.add_pipe("test_segmenter_watcher")
    nlp.initialize()
    assert seen == [False]


def test_saved_pipeline_loads_elsewhere_without_the_model(model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(model, tmp_path / "model"))
    nlp = create_path_clearer()(trained(copy))
    expected = words(nlp)
    nlp.to_disk(tmp_path / "here")
    assert str(tmp_path) not in (tmp_path / "here" / "config.cfg").read_text("utf8")
    shutil.rmtree(copy)
    moved = (tmp_path / "here").rename(tmp_path / "there")
    loaded = spacy.load(moved)
    assert words(loaded) == expected
    assert loaded.tokenizer.pkuseg_seg.postprocesser.do_process is False
    assert (moved / "tokenizer" / "pkuseg_processors").stat().st_size < 20


def test_bytes_and_disk_give_the_same_words(model: Path, tmp_path: Path) -> None:
    nlp = trained(model)
    from_bytes = pipeline(None).from_bytes(nlp.to_bytes())
    nlp.to_disk(tmp_path)
    from_disk = pipeline(None).from_disk(tmp_path)
    assert words(nlp) == words(from_bytes) == words(from_disk)
    assert from_bytes.tokenizer.pkuseg_seg.postprocesser.do_process is False


def test_loaded_pipeline_can_be_initialized_again(model: Path, tmp_path: Path) -> None:
    nlp = create_path_clearer()(trained(model))
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    loaded.initialize()
    assert words(loaded) == words(nlp)


def test_model_inside_a_saved_pipeline_can_be_named(model: Path, tmp_path: Path) -> None:
    nlp = trained(model)
    nlp.to_disk(tmp_path)
    assert words(trained(tmp_path / "tokenizer" / "pkuseg_model")) == words(nlp)


def test_user_dictionary_words_are_cut_out_first(tiny: Path, tmp_path: Path) -> None:
    dictionary = tmp_path / "words.txt"
    dictionary.write_text("推动科学\tn\n\n", "utf8")
    nlp = pipeline(tiny, str(dictionary))
    nlp.initialize()
    assert "推动科学" in words(nlp)
    assert nlp.tokenizer.pkuseg_seg.postprocesser.do_process is False


def test_user_dictionary_that_is_missing_is_named(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"pkuseg_user_dict: .*cannot be read"):
        pipeline(tiny, str(tmp_path / "nothing.txt")).initialize()


def test_config_without_a_model_is_refused() -> None:
    with pytest.raises(ModelError, match="pkuseg_model"):
        pipeline(None).initialize()


def test_config_with_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No pkuseg model here"):
        pipeline(tmp_path).initialize()


def test_callback_leaves_other_segmenters_alone() -> None:
    nlp = spacy.blank("zh", config={"initialize": {"before_init": {"@callbacks": CALLBACK}}})
    nlp.initialize()
    assert words(nlp, "党的建设") == ["党", "的", "建", "设"]


def test_tokenizer_can_be_put_into_a_blank_pipeline(model: Path, tmp_path: Path) -> None:
    nlp = spacy.blank("zh")
    nlp.tokenizer = make_pkuseg_tokenizer(nlp, model)
    require_segmenter(nlp)
    nlp.to_disk(tmp_path)
    assert words(spacy.load(tmp_path)) == words(nlp) == load_segmenter(model).cut(TEXT)


def test_pipeline_without_a_model_is_not_fit_to_be_saved() -> None:
    with pytest.raises(ModelError, match="no model yet"):
        require_segmenter(pipeline(None))
    require_segmenter(spacy.blank("zh"))
