"""The responsibility matrix: actor × role × duty × deadline, as table and as network.

And what an actor is told to do across speeches.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from tifa.corpus.comparison.chronology import earliest
from tifa.corpus.comparison.duties import FORCE, Duty, orders, responsibilities
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.study import Study
from tifa.corpus.reporting.charts import Heat, Links, Network

_MATRIX = (
    "group", "document", "date", "section", "actor", "quantifier", "bracketed", "surface", "role",
    "duty", "duty_from", "deadline", "deadline_from", "start", "end", "actor_start", "actor_end",
    "quote",
)  # fmt: skip
_NODES = ("id", "kind", "count", "documents")
_EDGES = ("source", "target", "kind", "role", "weight", "documents", "deadline")
_TOLD = (
    "actor", "kind", "manner", "count", "documents", "groups", "first_date", "last_date",
    "surfaces", "examples",
)  # fmt: skip
_EXAMPLES = 3
_MATRIX_CHARTS = (
    Heat("主体与角色 Actors by role", "actor", "role"),
    Heat("主体与组 Actors by group", "actor", "group", in_order=True),
)
_NETWORK_CHARTS = (
    Links("谁负责什么 Actors and their duties", "source", "target", "weight", "role",
          where=("kind", "duty")),
    Network("谁牵头、谁配合 Who leads whom", "source", "target", "weight", directed=True,
            where=("kind", "leads")),
)  # fmt: skip
_TOLD_CHARTS = (
    Heat("各主体被要求的方式 How each actor is told", "actor", "manner", "count", by_row=True),
)


def responsibility_tables(study: Study) -> list[Result]:
    """Return the matrix, actors by roles, and the network's nodes and edges.

    Edges lead from an actor to each duty (kind ``duty``), and from the actor in the lead of
    a sentence's assignment to those who support him in it (kind ``leads``).
    """
    duties = responsibilities(study)
    notes = (*study.warnings, *_why_none(study, duties))
    nodes, edges = _network(duties)
    roles = sorted({duty.role for duty in duties})
    measure = "responsibilities by actor(normalised names)"
    return [
        table_of(study, "responsibility", "责任矩阵 Who is responsible for what, by when", _MATRIX,
                 map(_row, duties), measure=measure, unit="actors of spans", notes=notes,
                 charts=_MATRIX_CHARTS),
        table_of(study, "responsibility_roles", "主体与角色 Actors by role",
                 ("group", "actor", *roles, "all"), _by_role(duties, roles), measure=measure,
                 unit="spans that name the actor", notes=notes),
        table_of(study, "responsibility_nodes", "责任网络：点 Network: nodes", _NODES, nodes,
                 measure=measure, unit="spans", notes=notes),
        table_of(study, "responsibility_edges", "责任网络：边 Network: edges", _EDGES, edges,
                 measure=measure, unit="spans", notes=notes, charts=_NETWORK_CHARTS),
    ]  # fmt: skip


def told_to_do(study: Study) -> Result:
    """Return what each actor is told to do across speeches, as responsible or addressed.

    Directives that name nobody stand under ``(implicit)``.
    """
    duties = [*responsibilities(study), *orders(study)]
    found: defaultdict[tuple[str, str, str], list[Duty]] = defaultdict(list)
    for duty in duties:
        manner = duty.role or duty.span.attributes[FORCE]
        found[duty.name, duty.span.label, manner].append(duty)
    totals = Counter(duty.name for duty in duties)
    ranked = sorted(found.items(), key=lambda item: (-totals[item[0][0]], *item[0]))
    rows = [_told(*key, each) for key, each in ranked]
    notes = (*study.warnings, *_why_none(study, duties))
    return table_of(
        study, "told_to_do", "要求谁做什么 What each actor is told to do", _TOLD, rows,
        measure="responsibilities and directives by actor(normalised names)",
        unit="spans that name the actor", notes=notes, charts=_TOLD_CHARTS,
    )  # fmt: skip


def _why_none(study: Study, duties: Sequence[Duty]) -> tuple[str, ...]:
    if duties:
        return ()
    if not any(speech.spans for speech in study.speeches):
        return ("No document has a span in this layer",)
    return ("No span names an actor with a role, or has a force",)


def _row(duty: Duty) -> dict[str, Any]:
    actor = duty.actor
    return {
        "group": duty.group,
        "document": duty.speech.doc.id,
        "date": duty.moment.written if duty.moment else None,
        "section": duty.section or None,
        "actor": duty.name,
        "quantifier": (actor.quantifier if actor else "") or None,
        "bracketed": (actor.bracketed if actor else "") or None,
        "surface": actor.surface if actor else None,
        "role": duty.role,
        "duty": duty.duty or None,
        "duty_from": duty.duty_from or None,
        "deadline": duty.deadline or None,
        "deadline_from": duty.deadline_from or None,
        "start": duty.span.start,
        "end": duty.span.end,
        "actor_start": duty.actor_start,
        "actor_end": duty.actor_end,
        "quote": duty.span.quote,
    }


def _by_role(duties: Sequence[Duty], roles: Sequence[str]) -> Iterator[dict[str, Any]]:
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for duty in duties:
        counts[duty.group, duty.name][duty.role] += 1
    for (group, actor), found in sorted(
        counts.items(), key=lambda item: (item[0][0], -item[1].total(), item[0][1])
    ):
        shares = {role: found[role] for role in roles}
        yield {"group": group, "actor": actor, **shares, "all": found.total()}


def _network(duties: Sequence[Duty]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    links: defaultdict[tuple[str, str, str, str], list[Duty]] = defaultdict(list)
    for duty in duties:
        if duty.duty:
            links[duty.name, duty.duty, "duty", duty.role].append(duty)
    for leader, other in _led(duties):
        links[leader.name, other.name, "leads", other.role].append(other)
    edges = [
        {
            "source": source,
            "target": target,
            "kind": kind,
            "role": role,
            "weight": len(each),
            "documents": len({duty.speech.doc.id for duty in each}),
            "deadline": next((duty.deadline for duty in each if duty.deadline), None),
        }
        for (source, target, kind, role), each in sorted(links.items())
    ]
    return [*_nodes(duties, "actor"), *_nodes(duties, "duty")], edges


def _nodes(duties: Sequence[Duty], kind: str) -> Iterator[dict[str, Any]]:
    found: defaultdict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        if name := duty.name if kind == "actor" else duty.duty:
            found[name].append(duty)
    for name, each in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        documents = {duty.speech.doc.id for duty in each}
        yield {"id": name, "kind": kind, "count": len(each), "documents": len(documents)}


def _led(duties: Sequence[Duty]) -> Iterator[tuple[Duty, Duty]]:
    """Yield the leaders of a sentence's assignment with those in other roles of it."""
    sentences: defaultdict[tuple[str, int], list[Duty]] = defaultdict(list)
    for duty in duties:
        sentences[duty.speech.doc.id, duty.sentence].append(duty)
    for each in sentences.values():
        for leader in (duty for duty in each if duty.role == "lead"):
            for other in each:
                if other.role != "lead" and other.name != leader.name:
                    yield leader, other


def _told(name: str, label: str, manner: str, duties: Sequence[Duty]) -> dict[str, Any]:
    dated = [(duty.moment, duty) for duty in duties if duty.moment is not None]
    first = earliest(dated)
    last = max(dated, key=lambda pair: pair[0].last, default=None)
    surfaces = Counter(duty.actor.surface for duty in duties if duty.actor)
    quotes = dict.fromkeys(duty.span.quote for duty in duties)
    return {
        "actor": name,
        "kind": label,
        "manner": manner,
        "count": len(duties),
        "documents": len({duty.speech.doc.id for duty in duties}),
        "groups": len({duty.group for duty in duties}),
        "first_date": first[0][0].written if first else None,
        "last_date": last[0].written if last else None,
        "surfaces": "、".join(surface for surface, _ in surfaces.most_common()) or None,
        "examples": " ‖ ".join(list(quotes)[:_EXAMPLES]),
    }
