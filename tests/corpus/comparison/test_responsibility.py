from tests.corpus.comparison.invented import span, speech, study
from tifa.corpus.comparison.responsibility import responsibility_tables, told_to_do
from tifa.corpus.comparison.result import Result
from tifa.corpus.comparison.study import Speech, Study

TEXT = "一、修渠\n年底前修好水渠。（水务局、农业局牵头，各乡镇配合）\n全县各级党组织要带头出工。"


def _speech(doc_id: str = "a", date: str | None = "2010") -> Speech:
    return speech(
        doc_id,
        TEXT,
        span(
            TEXT, "水务局、农业局牵头", "RESPONSIBILITY", [("actor", "水务局、农业局")], role="lead"
        ),
        span(TEXT, "各乡镇配合", "RESPONSIBILITY", [("actor", "各乡镇")], role="support"),
        span(
            TEXT,
            "全县各级党组织要带头出工",
            "DIRECTIVE",
            [("addressee", "全县各级党组织")],
            force="obligation",
        ),
        date=date,
    )


def _table(subject: Study, name: str) -> list[dict[str, object]]:
    results: list[Result] = [*responsibility_tables(subject), told_to_do(subject)]
    (result,) = (each for each in results if each.name == name)
    return result.to_dict()["rows"]


def test_every_actor_has_a_row_with_role_and_place() -> None:
    rows = _table(study(_speech()), "responsibility")
    assert [(row["actor"], row["role"]) for row in rows] == [
        ("水务局", "lead"),
        ("农业局", "lead"),
        ("各乡镇", "support"),
    ]
    for row in rows:
        assert TEXT[row["actor_start"] : row["actor_end"]] == row["surface"]
        assert TEXT[row["start"] : row["end"]] == row["quote"]
        assert row["section"] == "一"


def test_the_task_of_a_bracket_is_the_sentence_before_it() -> None:
    row = _table(study(_speech()), "responsibility")[0]
    assert (row["duty"], row["duty_from"]) == ("年底前修好水渠。", "sentence before")


def test_arguments_win_over_cues() -> None:
    text = "由水务局在秋收前负责修渠，年底交账。"
    arguments = [("actor", "水务局"), ("duty", "修渠"), ("deadline", "年底")]
    quote = text[:-1]
    named = speech("a", text, span(text, quote, "RESPONSIBILITY", arguments, role="responsible"))
    bare = speech("b", text, span(text, quote, "RESPONSIBILITY", arguments[:1], role="responsible"))
    first, second = _table(study(named, bare), "responsibility")
    assert (first["duty"], first["deadline"]) == ("修渠", "年底")
    assert first["deadline_from"] == "argument"
    assert (second["duty"], second["deadline"]) == (None, "秋收前")
    assert second["deadline_from"] == "cue"


def test_the_network_joins_actors_to_duties_and_leaders_to_helpers() -> None:
    subject = study(_speech())
    edges = {(e["source"], e["target"], e["kind"]) for e in _table(subject, "responsibility_edges")}
    assert ("水务局", "年底前修好水渠。", "duty") in edges
    assert ("水务局", "各乡镇", "leads") in edges
    assert ("各乡镇", "水务局", "leads") not in edges
    nodes = {node["id"]: node for node in _table(subject, "responsibility_nodes")}
    assert {end for edge in edges for end in edge[:2]} <= set(nodes)
    assert (nodes["水务局"]["kind"], nodes["水务局"]["count"]) == ("actor", 1)


def test_roles_are_counted_by_group_and_actor() -> None:
    rows = _table(study(_speech(), _speech("b")), "responsibility_roles")
    assert {row["actor"]: (row["lead"], row["support"], row["all"]) for row in rows} == {
        "水务局": (2, 0, 2),
        "农业局": (2, 0, 2),
        "各乡镇": (0, 2, 2),
    }


def test_an_actor_is_followed_across_speeches_and_labels() -> None:
    rows = _table(study(_speech("a", "2010"), _speech("b", "2012")), "told_to_do")
    told = {(row["actor"], row["manner"]): row for row in rows}
    party = told["党组织", "obligation"]
    assert (party["kind"], party["count"], party["documents"]) == ("DIRECTIVE", 2, 2)
    assert (party["first_date"], party["last_date"]) == ("2010", "2012")
    assert party["surfaces"] == "全县各级党组织"
    assert told["各乡镇", "support"]["kind"] == "RESPONSIBILITY"


def test_what_nobody_is_told_is_answered() -> None:
    plain = study(speech("a", "修渠。"))
    assert "No document has a span" in told_to_do(plain).notes[0]
    sloganeering = study(speech("a", "修渠。", span("修渠。", "修渠", "SLOGAN", canonical="修渠")))
    assert any("role" in note for note in responsibility_tables(sloganeering)[0].notes)


def test_a_missing_date_is_missing_and_no_error() -> None:
    row = _table(study(_speech(date=None)), "told_to_do")[0]
    assert row["first_date"] is None
