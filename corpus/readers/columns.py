"""Which column of a table is what: given by the user, or guessed from the usual headers."""

import re
from collections.abc import Mapping, Sequence

from tifa.corpus.errors import FormatError

# Fields of `Metadata` and what their columns are usually called, in lower case.
HEADERS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "content", "body", "fulltext", "full_text", "speech", "transcript",
        "正文", "全文", "内容", "文本", "原文", "讲话内容", "讲话全文", "正文内容", "文章内容", "內容",
    ),
    "id": ("id", "doc_id", "docid", "document_id", "编号", "文档编号"),
    "title": ("title", "headline", "标题", "题目", "题名", "篇名", "讲话标题", "文章标题", "標題"),
    "speaker": ("speaker", "讲话人", "发言人", "演讲人", "报告人", "讲话者", "领导人", "姓名"),
    "post": ("post", "position", "职务", "职位"),
    "issuer": ("issuer", "发文机关", "发布机构", "发文单位", "发布单位"),
    "occasion": ("occasion", "event", "meeting", "会议", "会议名称", "场合", "活动"),
    "event_date": (
        "date", "event_date", "speech_date", "日期", "时间", "讲话日期", "讲话时间", "会议日期",
        "会议时间", "年份", "year",
    ),
    "publication_date": (
        "publication_date", "published", "pub_date", "pubdate", "发布日期", "发布时间", "发表日期",
        "发表时间", "刊登日期",
    ),
    "place": ("place", "location", "地点", "会议地点"),
    "level": ("level", "级别", "层级", "行政级别"),
    "genre": ("genre", "type", "体裁", "文体", "类型", "文种"),
    "text_kind": ("text_kind", "文本类型"),
    "campaign": ("campaign", "运动", "专项活动"),
    "source": ("source", "url", "link", "来源", "出处", "链接", "网址"),
    "licence": ("licence", "license", "许可", "许可证"),
}  # fmt: skip
# Shorter names a user may give.
_SHORT = {"date": "event_date", "published": "publication_date", "license": "licence"}
_ASSIGNMENT = re.compile(r"\s*([^=＝]+?)\s*[=＝]\s*(.+?)\s*", re.DOTALL)


def parse_columns(written: str) -> dict[str, str]:
    """Read ``text=正文,title=标题``: the column of each field.

    Raises:
        FormatError: A part is no assignment, or its field is not known.
    """
    columns = {}
    for part in re.split("[,，]", written):
        match = _ASSIGNMENT.fullmatch(part)
        field = _SHORT.get(match[1], match[1]) if match else ""
        if match is None or field not in HEADERS:
            raise FormatError(
                f"--columns: “{part}” is not FIELD=COLUMN with one of the fields",
                remedy=f"Fields are: {', '.join([*HEADERS, *_SHORT])}.",
            )
        columns[field] = match[2]
    return columns


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Return the column of each field that has one by a usual name, the first of several."""
    named: dict[str, str] = {}
    for column in header:
        named.setdefault(_plain(column), column)
    guessed = {
        field: next((named[name] for name in names if name in named), None)
        for field, names in HEADERS.items()
    }
    return {field: column for field, column in guessed.items() if column is not None}


def choose_columns(
    header: Sequence[str], given: Mapping[str, str], *, where: str
) -> dict[str, str]:
    """Return the column of each field: as given, else as guessed.

    Raises:
        FormatError: A column that is given is not there, or none is the text.
    """
    listed = ", ".join(f"“{column}”" for column in header if column) or "none"
    missing = [column for column in given.values() if column not in header]
    if missing:
        raise FormatError(
            f"There is no column “{missing[0]}”", where=where, remedy=f"The columns are: {listed}."
        )
    taken = set(given.values())
    guessed = {f: c for f, c in guess_columns(header).items() if c not in taken}
    columns = {**guessed, **given}
    if "text" not in columns:
        raise FormatError(
            "Which column holds the text of the speeches cannot be told",
            where=where,
            remedy=f"Say it, as in --columns text=正文. The columns are: {listed}.",
        )
    return columns


def _plain(column: str) -> str:
    """Return a header without what is only decoration: case, spaces, remarks in brackets."""
    return re.sub(r"[（(\[【].*|[\s:：*＊]+", "", column).lower().replace("-", "_")
