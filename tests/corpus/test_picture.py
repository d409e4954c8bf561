"""Charts as SVG files of their own."""

from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from tests.corpus.test_charts import CHARTS, FRAME
from tifa.corpus.errors import TifaError
from tifa.corpus.reporting.charts import Chart, Dots, Heat
from tifa.corpus.reporting.picture import Picture, picture

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart, frame: pd.DataFrame = FRAME) -> tuple[Picture, ElementTree.Element]:
    found = picture(chart, frame)
    assert found is not None
    return found, ElementTree.fromstring(found.svg)


def texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_a_picture_is_a_whole_svg_file_with_its_title(chart: Chart) -> None:
    found, root = drawn(chart)
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label") == chart.title == found.title
    assert texts(root)[0] == chart.title
    assert found._repr_svg_() == found.svg


def test_the_legend_is_in_the_picture_because_no_page_is_around_it() -> None:
    _, root = drawn(Dots("dots", "value", "group", "label"))
    assert texts(root)[-2:] == ["甲", "乙"]


def test_a_legend_that_is_too_wide_goes_on_in_the_next_row() -> None:
    names = [f"a group with a long name {at}" for at in range(6)]
    frame = pd.DataFrame({"name": names, "value": range(6)})
    _, root = drawn(Dots("dots", "value", "name"), frame)
    legend = [text for text in root.iter(f"{SVG}text") if text.text in names]
    heights = {float(text.get("y", "0")) for text in legend}
    assert len(heights) > 1
    height = float(root.get("viewBox", "").split()[3])
    assert max(heights) < height


def test_a_heat_map_has_a_cell_for_each_pair() -> None:
    _, root = drawn(Heat("heat", "group", "label", "value"))
    # One rectangle is the ground.
    assert len(list(root.iter(f"{SVG}rect"))) == 1 + 4
    assert {"甲", "乙", "A", "B"} <= set(texts(root))


def test_long_names_of_columns_stand_upright_and_inside_the_picture() -> None:
    frame = FRAME.assign(label=FRAME["label"] * 15)
    _, root = drawn(Heat("heat", "group", "label", "value"), frame)
    upright = [t for t in root.iter(f"{SVG}text") if "rotate(-90)" in t.get("transform", "")]
    assert [text.text for text in upright] == ["A" * 15, "B" * 15]


def test_text_of_a_table_cannot_break_the_file() -> None:
    frame = FRAME.assign(group='<b>&"甲"')
    _, root = drawn(Dots("a < b & c", "value", "group"), frame)
    assert '<b>&"甲"' in texts(root)


def test_a_table_without_figures_has_no_picture() -> None:
    assert picture(CHARTS[0], FRAME.head(0)) is None


def test_a_picture_is_saved_as_svg_and_as_nothing_else(tmp_path: Path) -> None:
    found, _ = drawn(CHARTS[0])
    found.save(tmp_path / "rates.svg")
    assert (tmp_path / "rates.svg").read_text("utf8") == found.svg
    with pytest.raises(TifaError, match=r"not saved as “\.png”"):
        found.save(tmp_path / "rates.png")
    with pytest.raises(TifaError, match="cannot be written"):
        found.save(tmp_path / "no" / "rates.svg")
