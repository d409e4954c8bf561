import pytest

from tifa.corpus.comparison.specificity import specificity


@pytest.mark.parametrize(
    "quote",
    ["要在今年年底前修好水渠", "6月30日前完成", "三天内办结", "到2030年全部通路", "秋收前修完",
     "第三季度末交账"],
)  # fmt: skip
def test_a_point_in_time_is_a_deadline(quote: str) -> None:
    assert specificity(quote).deadline is not None
    assert specificity(quote).number is None


@pytest.mark.parametrize("quote", ["新修水渠20公里", "完成百分之八十", "种树三万亩", "做到全覆盖"])
def test_an_amount_is_a_number(quote: str) -> None:
    assert specificity(quote).number is not None


@pytest.mark.parametrize(
    "quote", ["制定修渠方案", "建立到户台账", "成立护林工作组", "印发《护林办法》"]
)
def test_a_thing_to_hand_in_is_a_deliverable(quote: str) -> None:
    assert specificity(quote).deliverable is not None


@pytest.mark.parametrize(
    "quote",
    ["要尽快修好水渠", "抓好第一件事", "这是一个好办法", "要认真学习《护林办法》", "一年比一年好"],
)
def test_soft_words_ordinals_and_readings_are_none(quote: str) -> None:
    assert specificity(quote).degree == 0


def test_the_degree_counts_the_kinds_and_not_the_cues() -> None:
    assert specificity("年底前制定方案，6月底前上报计划").degree == 2
    assert specificity("年底前制定方案，修渠20公里").degree == 3
