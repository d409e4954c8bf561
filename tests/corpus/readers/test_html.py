"""Web pages: the main text in the page's own characters, the rest told."""

from pathlib import Path

import pytest

from tests.corpus.readers.conftest import PARAGRAPHS, Speech, lines, noted
from tifa.corpus.errors import FormatError
from tifa.corpus.readers.blocks import blocks, parse

TITLE = "在年度工作会议上的讲话"


def page(body: str, charset: str = "utf-8") -> str:
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="{charset}">
<title>{TITLE}_示例网</title><meta name="publishdate" content="2012-11-09">
<link rel="canonical" href="https://www.example.org/a/1.html"></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/x">要闻</a></li></ul></div>
<div class="article"><h1>{TITLE}</h1><div id="content">{body}</div></div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="1">某次会议召开</a></li></ul></div>
<div class="footer"><p>版权所有 示例网</p></div></body></html>"""


BODY = "".join(f"<p>{paragraph}</p>\n" for paragraph in PARAGRAPHS)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("GBK", "gb18030"), ("gb18030", "gb18030")],
)
def test_the_speech_comes_back_without_navigation(
    charset: str, encoding: str, tmp_path: Path, speech: Speech
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(BODY, charset).encode(encoding))
    read = speech(path)
    assert lines(read) == [TITLE, *PARAGRAPHS]
    assert encoding in read.kind
    assert {"首页", "相关阅读", "版权所有 示例网"} <= set(read.left_out)
    assert noted(read, "left out around the main text")


def test_what_the_page_says_about_itself_is_found(tmp_path: Path, speech: Speech) -> None:
    (tmp_path / "page.html").write_text(page(BODY), "utf8")
    found = speech(tmp_path / "page.html").found
    assert found["title"].value == TITLE
    assert found["publication_date"].value == "2012-11-09"
    assert found["source"].value == "https://www.example.org/a/1.html"


def test_paragraphs_parted_by_line_breaks_are_lines(tmp_path: Path, speech: Speech) -> None:
    body = [f"第{number}点，{line}" for number in range(4) for line in PARAGRAPHS]
    (tmp_path / "page.html").write_text(page("<br><br>\n".join(body)), "utf8")
    assert lines(speech(tmp_path / "page.html")) == [TITLE, *body]


def test_marked_words_inside_a_paragraph_stay_in_it(tmp_path: Path, speech: Speech) -> None:
    body = BODY.replace("落实责任", "<strong>落实</strong><span style='color:red'>责任</span>")
    (tmp_path / "page.html").write_text(page(body), "utf8")
    assert lines(speech(tmp_path / "page.html"))[-5:] == list(PARAGRAPHS)


def test_a_damaged_byte_is_counted_and_does_not_keep_the_page_out(
    tmp_path: Path, speech: Speech
) -> None:
    data = page(BODY * 20, "gbk").encode("gb18030").replace("谢谢".encode("gbk"), b"\xff", 1)
    (tmp_path / "page.html").write_bytes(data)
    assert noted(speech(tmp_path / "page.html"), "1 damaged characters")


def test_a_page_without_main_text_is_refused(tmp_path: Path, speech: Speech) -> None:
    (tmp_path / "page.html").write_text("<html><body><script>go()</script></body></html>")
    with pytest.raises(FormatError, match="no main text"):
        speech(tmp_path / "page.html")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>一<br>二</p>三", ["一", "二", "三"]),
        ("<p>要抓\n  紧</p>", ["要抓紧"]),
        ("<p>a\n  b</p>", ["a b"]),
        ("<p>　　要&nbsp;抓</p>", ["　　要\xa0抓"]),
        ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙<td>丁</table>", ["甲\t乙", "丙\t丁"]),
        ("<p>𠮷&lt;字&gt;&amp;</p>", ["𠮷<字>&"]),
        ("<p><ruby>淇<rt>qí</rt></ruby>水</p>", ["淇水"]),
        ("<p style='display: none'>看不见</p><p>看得见</p>", ["看得见"]),
        ("<div>前<p>中</p>后</div><!-- 注 -->", ["前", "中", "后"]),
    ],
)
def test_blocks_are_what_a_browser_shows(source: str, expected: list[str]) -> None:
    assert [block.text for block in blocks(parse(source))] == expected
