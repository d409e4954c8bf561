"""PDFs: paragraphs put together again, page furniture left out and told."""

from pathlib import Path

import pytest

from tests.corpus.readers.conftest import (
    PARAGRAPHS,
    Speech,
    lines,
    noted,
    print_page,
    set_pages,
)
from tifa.corpus.errors import FormatError
from tifa.corpus.readers.radicals import without_radicals

LEFT, TOP, STEP, EM, WIDTH = 72.0, 740.0, 22.0, 12.0, 30

Placed = tuple[float, float, str]


def wrapped(paragraphs: tuple[str, ...], top: float = TOP) -> list[Placed]:
    """Set paragraphs in lines of 30 characters, the first indented by two."""
    placed, y = [], top
    for paragraph in paragraphs:
        rest, indent = paragraph, 2
        while rest:
            placed.append((LEFT + indent * EM, y, rest[: WIDTH - indent]))
            rest, indent, y = rest[WIDTH - indent :], 0, y - STEP
    return placed


def furniture(number: int) -> list[Placed]:
    return [(LEFT, 800, "讲话汇编"), (280, 30, f"— {number} —")]


# Texts without the marks that the test font sets narrower than an em.
TEXTS = tuple(line.replace("12月", "年") for line in PARAGRAPHS)


def test_lines_become_paragraphs_and_furniture_is_left_out(tmp_path: Path, speech: Speech) -> None:
    pages = [[*furniture(n), *wrapped(TEXTS)] for n in (1, 2, 3)]
    read = speech(set_pages(tmp_path / "a.pdf", pages))
    assert lines(read) == [*TEXTS] * 3
    assert read.left_out == ("讲话汇编", "— 1 —", "讲话汇编", "— 2 —", "讲话汇编", "— 3 —")
    assert noted(read, "6 headers, footers, page numbers")
    assert noted(read, "line ends inside paragraphs joined")


def test_a_paragraph_goes_on_over_the_page(tmp_path: Path, speech: Speech) -> None:
    placed = wrapped(TEXTS)
    first = [*furniture(1), *placed[:3]]
    second = [*furniture(2), *((x, y + 3 * STEP, text) for x, y, text in placed[3:])]
    assert lines(speech(set_pages(tmp_path / "a.pdf", [first, second]))) == list(TEXTS)


def test_the_lines_of_a_list_on_a_page_of_its_own_stay_lines(
    tmp_path: Path, speech: Speech
) -> None:
    names = ("办公室主任", "综合科科长", "财务科科长", "后勤科科长", "人事科科长", "宣传科科长")
    pages = [wrapped(TEXTS), [(LEFT, TOP - STEP * n, name) for n, name in enumerate(names)]]
    assert lines(speech(set_pages(tmp_path / "a.pdf", pages))) == [*TEXTS, *names]


@pytest.mark.parametrize("number", ["1", "第1页", "1/3", "- 1 -", "第 1 页 共 3 页", "· 1 ·"])
def test_page_numbers_of_many_forms_are_left_out(
    number: str, tmp_path: Path, speech: Speech
) -> None:
    pages = [
        [(280, 30, number.replace("1", str(n))), *wrapped((f"第{'甲乙丙'[n - 1]}部分。", *TEXTS))]
        for n in (1, 2, 3)
    ]
    read = speech(set_pages(tmp_path / "a.pdf", pages))
    assert len(read.left_out) == 3
    assert len(lines(read)) == 3 * (len(TEXTS) + 1)


def test_a_number_that_is_no_page_number_stays(tmp_path: Path, speech: Speech) -> None:
    pages = [
        [*wrapped(("共计如下", text)), (LEFT, 500, number)]
        for text, number in zip(TEXTS[1:3], ("2010", "350"), strict=True)
    ]
    read = speech(set_pages(tmp_path / "a.pdf", pages))
    assert {"2010", "350"} <= set(lines(read))


def test_hyphens_at_line_ends_are_taken_out_and_told(tmp_path: Path, speech: Speech) -> None:
    page = [
        (72, 700, "The responsibility for the imple-"),
        (72, 685, "mentation lies with the office."),
    ]
    read = speech(set_pages(tmp_path / "a.pdf", [page]))
    assert read.text == "The responsibility for the implementation lies with the office.\n"
    assert noted(read, "1 hyphens at line ends left out: “imple-mentation”")


def test_a_set_apart_name_keeps_a_space(tmp_path: Path, speech: Speech) -> None:
    page = [(200, 700, "王"), (224, 700, "某"), (LEFT, 660, "同志们：要把各项工作抓紧抓实。")]
    assert lines(speech(set_pages(tmp_path / "a.pdf", [page])))[0] == "王 某"


def test_a_tagged_pdf_of_a_browser_comes_back(tmp_path: Path, speech: Speech) -> None:
    style = "p { text-indent: 2em; margin: 0; font: 16pt/28pt serif; text-align: justify }"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 4)
    page = f"<!doctype html><meta charset='utf-8'><title>讲话</title><style>{style}</style>{body}"
    read = speech(print_page(page, tmp_path / "a.pdf"))
    assert lines(read) == [*PARAGRAPHS] * 4
    assert any("1/" in piece for piece in read.left_out)
    assert read.found["title"].value == "讲话"


def test_furniture_of_a_single_tagged_page_is_left_out(tmp_path: Path, speech: Speech) -> None:
    page = f"<!doctype html><meta charset='utf-8'><title>眉题</title><p>{PARAGRAPHS[1]}</p>"
    read = speech(print_page(page, tmp_path / "a.pdf"))
    assert lines(read) == [PARAGRAPHS[1]]
    assert any("眉题" in piece for piece in read.left_out)


def test_radicals_in_place_of_characters_become_characters() -> None:
    assert without_radicals("⼯作，⺠⽣，⻓⻛⻢⻋，⽅⾯") == ("工作，民生，长风马车，方面", 9)
    assert without_radicals("工作，，（Ａ）𠮷") == ("工作，，（Ａ）𠮷", 0)


def test_a_scanned_pdf_is_refused_with_a_way_to_recognise_it(
    tmp_path: Path, speech: Speech
) -> None:
    with pytest.raises(FormatError, match="no text layer") as error:
        speech(set_pages(tmp_path / "a.pdf", [[], []]))
    assert "ocrmypdf" in str(error.value.remedy)


def test_an_encrypted_pdf_is_refused_by_name(tmp_path: Path, speech: Speech) -> None:
    with pytest.raises(FormatError, match="encrypted") as error:
        speech(set_pages(tmp_path / "a.pdf", [wrapped(TEXTS)], encrypt="secret"))
    assert "password" in str(error.value)


def test_vertical_lines_are_refused(tmp_path: Path, speech: Speech) -> None:
    column = [
        (500, 700 - 20 * n, char)
        for n, char in enumerate("要把各项工作抓紧抓实抓好确保按期完成全年的目标任务")
    ]
    with pytest.raises(FormatError, match="top to bottom"):
        speech(set_pages(tmp_path / "a.pdf", [column]))


def test_pages_that_look_like_columns_are_told(tmp_path: Path, speech: Speech) -> None:
    page = [
        placed
        for n in range(10)
        for placed in (
            (72, 700 - 20 * n, "左栏的文字在这里"),
            (330, 700 - 20 * n, "右栏的文字在这里"),
        )
    ]
    assert noted(speech(set_pages(tmp_path / "a.pdf", [page])), "looks like columns")


def test_a_broken_pdf_is_refused(tmp_path: Path, speech: Speech) -> None:
    data = set_pages(tmp_path / "a.pdf", [wrapped(TEXTS)]).read_bytes()
    (tmp_path / "a.pdf").write_bytes(data[:300])
    with pytest.raises(FormatError, match="PDF"):
        speech(tmp_path / "a.pdf")
