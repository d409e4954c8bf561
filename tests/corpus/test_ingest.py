"""Reading text files: nothing of a text is changed, and what is no text is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tifa.corpus.document import Metadata
from tifa.corpus.errors import FormatError
from tifa.corpus.ingest import decode_text, make_document, make_metadata, new_id, read_text_file

Write = Callable[..., Path]
SPEECH = (
    "同志们：\n这次会议的任务，是对我们当前的工作进行部署。大家要在会后抓好落实，把各项工作做实。\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "同志们：\r\n要抓紧。\r\n",
        "\u3000\u3000要抓紧。 \t \n\n\n",
        "𠮷字号\u2028工程\x0c要抓紧。",
        "一行" * 2_500_000,
        "\ufeff\ufeff要抓紧。",
        "“要”，‘要’\"'\\",
    ],
    ids=["crlf", "blanks", "astral", "5 MB in one line", "marks inside", "quotes"],
)
def test_a_text_is_kept_to_the_character(text: str, text_file: Write) -> None:
    marked = text.startswith("\ufeff")
    imported = read_text_file(text_file(text))
    assert imported.text == (text[1:] if marked else text)
    assert imported.encoding == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_known_encodings_give_the_text_and_a_note(encoding: str, text_file: Write) -> None:
    imported = read_text_file(text_file(SPEECH.encode(encoding)))
    assert imported.text == SPEECH
    assert imported.encoding == encoding.removesuffix("-sig")
    assert len(imported.notes) == 1


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
def test_utf16_is_read_in_both_byte_orders(encoding: str) -> None:
    assert decode_text(("\ufeff" + SPEECH).encode(encoding), where="x").text == SPEECH


def test_astral_characters_survive_gb18030() -> None:
    assert decode_text((SPEECH + "𠮷").encode("gb18030"), where="x").text == SPEECH + "𠮷"


BIG5 = "各級組織要認真學習，抓好落實，按期完成各項任務。大家要把工作做好。"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty or blank"),
        (" \n\u3000\r\n".encode(), "empty or blank"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04rest", "DOCX"),
        (b"\xd0\xcf\x11\xe0rest", "DOC"),
        (b"{\\rtf1", "RTF"),
        (b"\n <!DOCTYPE html><p>", "web page"),
        (b"<html lang=zh>", "web page"),
        (SPEECH.encode("utf-32"), "UTF-32"),
        (b"text\0text", r"U\+0000 at 4"),
        ("要\x1b抓紧".encode(), r"U\+001B at 1"),
        (bytes(range(256)) * 9, "Not UTF-8"),
        (BIG5.encode("big5"), "Not UTF-8"),
        ("Déjà vu, où ça?".encode("latin-1"), "Not UTF-8"),
        ("모든 권력은 국민으로부터 나온다".encode("euc-kr"), "Not UTF-8"),
        (SPEECH.encode()[:-2], "Not UTF-8"),
        (b"\xed\xa0\xbd half a pair", "Not UTF-8"),
        (b"\xff\xfe\x00\xd8", "Not UTF-16"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, message: str, text_file: Write) -> None:
    with pytest.raises(FormatError, match=message) as error:
        read_text_file(text_file(data))
    assert "speech.txt" in str(error.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="Cannot be read"):
        read_text_file(tmp_path / "none.txt")


def test_damage_and_carriage_returns_are_noted() -> None:
    assert len(decode_text("要\ufffd\r\n".encode(), where="x").notes) == 2


def test_given_metadata_win_over_guesses() -> None:
    given = {"title": "给定的题目", "speaker": "乙", "event_date": "2012", "level": None}
    made = make_document(SPEECH, filename="x.txt", given=given)
    assert made.doc.text == SPEECH
    assert (made.doc.meta.title, made.doc.meta.event_date) == ("给定的题目", "2012")
    assert made.doc.meta.speaker is not None
    assert made.doc.meta.speaker.name == "乙"
    assert made.origins["title"] == "given"
    assert "level" not in made.origins


def test_guesses_say_what_they_rest_on() -> None:
    made = make_document("在动员大会上的讲话\n（2010年4月14日）\n" + SPEECH, filename="x.txt")
    assert made.doc.meta.title == "在动员大会上的讲话"
    assert made.doc.meta.event_date == "2010-04-14"
    assert made.origins["title"] == "read from the start of the text"
    assert made.origins["event_date"].endswith("from the date line")


def test_a_guess_that_is_no_date_does_not_keep_the_text_out() -> None:
    made = make_document(SPEECH, filename="2011-02-29.txt")
    assert made.doc.meta.event_date is None


def test_a_text_without_title_is_named_after_its_file() -> None:
    assert make_document("要抓紧。", filename="note 7.txt").doc.meta.title == "note 7"
    assert make_document("要抓紧。").doc.meta.title == "要抓紧。"


def test_a_wrong_value_is_named() -> None:
    with pytest.raises(FormatError, match="level: “high” is not one of: central"):
        make_metadata({"title": "x", "level": "high"})


@pytest.mark.parametrize(
    ("stem", "date", "taken", "expected"),
    [
        ("speech 1", "2010-04-14", (), "2010-04-14-speech-1"),
        ("2010-04-14_speech", "2010-04-14", (), "2010-04-14_speech"),
        ("讲话（定稿）", None, (), "讲话-定稿"),
        ("…", None, (), "题目"),
        ("a", None, ("a", "a-2"), "a-3"),
        ("../../etc", None, (), "etc"),
    ],
)
def test_ids_are_made_of_date_and_name_and_unique(
    stem: str, date: str | None, taken: tuple[str, ...], expected: str
) -> None:
    meta = Metadata(title="题目", event_date=date)
    assert new_id(meta, stem, taken) == expected
