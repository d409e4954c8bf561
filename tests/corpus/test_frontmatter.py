"""Guesses at metadata: what a text says, told; what it does not say, None."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus import seed_folder
from tifa.corpus.frontmatter import guess_front_matter, iso_date

SPEECH = "在春灌动员大会上的讲话\n王 某\n（二〇一一年三月五日）\n同志们：\n今天开会，部署春灌。\n"


def test_the_seed_tells_its_title_speaker_day_and_occasion() -> None:
    found = guess_front_matter((seed_folder() / "speech.txt").read_bytes().decode("utf8"))
    assert found.title == "在北京市开展创先争优暨党员作风建设年活动动员大会上的讲话"
    assert found.occasion == "北京市开展创先争优暨党员作风建设年活动动员大会"
    assert (found.speaker, found.date, found.salutation) == ("刘淇", "2010-04-14", "同志们")


def test_front_matter_on_lines_of_its_own() -> None:
    found = guess_front_matter(SPEECH)
    assert found.title == "在春灌动员大会上的讲话"
    assert found.occasion == "春灌动员大会"
    assert (found.speaker, found.date, found.salutation) == ("王某", "2011-03-05", "同志们")


def test_every_guess_is_told() -> None:
    told = " ".join(guess_front_matter(SPEECH).guesses)
    for value in ("在春灌动员大会上的讲话", "王某", "2011-03-05", "同志们"):
        assert value in told


@pytest.mark.parametrize(
    ("filename", "date"),
    [
        ("js_2020-02-23_01.txt", "2020-02-23"),
        ("speech-2011.txt", "2011"),
        ("20100414.txt", "2010-04-14"),
        ("part-3.txt", None),
    ],
)
def test_the_day_may_stand_in_the_file_name(filename: str, date: str | None) -> None:
    assert guess_front_matter("要修好水渠。\n", filename=filename).date == date


@pytest.mark.parametrize("text", ["", "\n\u3000\n", "今天天气很好，水渠修好了。"])
def test_nothing_is_invented(text: str) -> None:
    found = guess_front_matter(text)
    assert (found.speaker, found.date, found.salutation, found.occasion) == (None,) * 4


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2010年4月14日", "2010-04-14"),
        ("二〇一〇年四月十四日", "2010-04-14"),
        ("2010年4月", "2010-04"),
        ("2010年13月1日", None),
        ("2011年2月30日", None),
    ],
)
def test_written_dates_become_iso_dates_or_nothing(written: str, date: str | None) -> None:
    assert iso_date(written) == date


@given(st.text(alphabet="在会上的讲话（）2010年4月14日同志们：，。\n 王某", max_size=120))
def test_any_text_has_an_answer(text: str) -> None:
    found = guess_front_matter(text, filename=text[:20])
    assert len(found.guesses) >= sum(
        part is not None for part in (found.speaker, found.date, found.salutation)
    )
