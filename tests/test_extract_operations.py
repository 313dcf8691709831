"""Operations and projects: what is a name, what is none, and where the span ends."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.designators import canonical_name, printed_name
from extract.operations import find_operations
from extract.profiles import load_profile

NATIONAL = load_profile("a force that nobody has described")


def named(text: str) -> list[tuple[str, str, str]]:
    found = find_operations(text, NATIONAL.vocabulary, NATIONAL.abbreviations)
    assert all(text[f.start : f.end] == f.text for f in found)
    return [(f.text, f.canonical, f.label) for f in found if f.label != "INITIATIVE"]


def names(text: str) -> list[str]:
    return [canonical for _, canonical, _ in named(text)]


@pytest.mark.parametrize(
    ("text", "span", "canonical"),
    [
        ("Officers ran Operation HERON in May.", "Operation HERON", "HERON"),
        ("Op Heron teams made arrests", "Op Heron", "HERON"),
        ("targeting users (Op. HERON) and", "Op. HERON", "HERON"),
        ("known as 'Op Heron' which", "Op Heron", "HERON"),
        ("the “Heron” days; Operation “Heron” began", "Operation “Heron", "HERON"),
        ("enforced through Operational HERON. Given", "Operational HERON", "HERON"),
        ("**Operation HERONe:** During the week", "Operation HERONe", "HERONE"),
        ("Operation Heron has also been set up", "Operation Heron", "HERON"),
        ("Operation Grey Heron days of action", "Operation Grey Heron", "GREY HERON"),
        ("Operation GREY HERON Team", "Operation GREY HERON", "GREY HERON"),
        ("Operation HERON II is a trial", "Operation HERON II", "HERON II"),
        ("offenders (Operation Heron Ii).", "Operation Heron Ii", "HERON II"),
        ("Operation HERON 2 has begun", "Operation HERON 2", "HERON 2"),
        ("Operation HERON 2 arrests were made", "Operation HERON", "HERON"),
        ("Operation HERON's officers", "Operation HERON", "HERON"),
        ("the dedicated Op Heron Safeguarding officers", "Op Heron", "HERON"),
        ("Operation Heron-related arrests", "Operation Heron", "HERON"),
        ("Op Heron Sgt Smith said", "Op Heron", "HERON"),
        ("Operation Heron Rutland Police officers", "Operation Heron", "HERON"),
        ("Operation Heron\nwas run", "Operation Heron", "HERON"),
        ("events, such as Op Community and funding", "Op Community", "COMMUNITY"),
        ("OPERATION HERON UPDATE FOR MEMBERS", "OPERATION HERON", "HERON"),
        ("Operation SUPPORT ran for a week", "Operation SUPPORT", "SUPPORT"),
    ],
)
def test_operation(text: str, span: str, canonical: str) -> None:
    assert named(text) == [(span, canonical, "OPERATION")]


@pytest.mark.parametrize(
    ("text", "span", "canonical"),
    [
        ("Project Lantern is live", "Project Lantern", "LANTERN"),
        ("funding for Project 525 where an officer", "Project 525", "525"),
        ("the Street Light project went live", "Street Light project", "STREET LIGHT"),
        (
            "The Kent Harbour Welcome Project continues",
            "Kent Harbour Welcome Project",
            "KENT HARBOUR WELCOME",
        ),
        ("The Lantern Project is a collaboration", "Lantern Project", "LANTERN"),
        ("The 'Lights on the Pier' project looks", "Lights on the Pier", "LIGHTS ON THE PIER"),
        (
            "introduced to support the Night Owls Project. The system",
            "Night Owls Project",
            "NIGHT OWLS",
        ),
    ],
)
def test_project(text: str, span: str, canonical: str) -> None:
    assert named(text) == [(span, canonical, "PROJECT")]


@pytest.mark.parametrize(
    "text",
    [
        "worked with the Operation Support Group (OSG) to execute a warrant",
        "the Joint Operations Team and the Special Operations Unit",
        "HQ Operations - Operations Centre Triage Team",
        "triaged by the Ops Centre, then by the Ops ROOM",
        "Operational Policing Command (OPC)",
        "an Operational Working Group; Operational ANPR cameras",
        "OPERATIONAL POLICING COMMAND",
        "an operation relating to a murder. The operation ran for six weeks.",
        "This Operation looks to identify offences during the Operation.",
        "under the local operation name of something",
        "Head of Operations Jane Doe; Director of Operations Planning",
        "at the Co-op in town; post-Op care; the Co-Op Bank",
        "a project to encourage reporting; this project; Project Manager Lee",
        "the Change Project Board; the Project Team; Project Management Office",
        "a problem solving project. Community Safety project",
        "the Commissioner's project",
        "the ANPR project and a Home Office project",
        "complete a project book",
        "operation ANPR cameras",
        "Operation. The officers left.",
        "Op. The officers left.",
        "Project 2 teams met",
    ],
)
def test_no_operation(text: str) -> None:
    assert named(text) == []


def test_lists() -> None:
    assert names("Operations HERON and Falcon saw") == ["HERON", "FALCON"]
    assert names("Operations Heron, Falcon and Kestrel were run") == ["HERON", "FALCON", "KESTREL"]
    assert names("Ops Heron & Falcon") == ["HERON", "FALCON"]
    assert names("Op Heron/Falcon patrols") == ["HERON", "FALCON"]
    assert names("Op Heron and Op Falcon teams") == ["HERON", "FALCON"]
    assert names("Operation HERON (part of Operation FALCON) and Officers") == ["HERON", "FALCON"]
    assert names("An Operation HERON and Operation FALCON Governance Board") == ["HERON", "FALCON"]


def test_known_places_and_bodies_end_a_name_and_describe_a_project() -> None:
    proper = {"SOUTHEND", "HOME OFFICE"}
    text = "Op Heron Southend officers joined the Southend project and the Home Office Project."
    found = find_operations(text, NATIONAL.vocabulary, (), proper)
    assert [f.text for f in found] == ["Op Heron"]


def test_two_projects_in_one_sentence() -> None:
    assert names("The Lantern Project and the Night Owls Project met") == ["LANTERN", "NIGHT OWLS"]


def test_initiatives_are_marked_as_such() -> None:
    text = "The 'Safe at Night' campaign and the #WatchOut campaign; an initiative called “See It”."
    found = find_operations(text, NATIONAL.vocabulary)
    assert [(f.text, f.label) for f in found] == [
        ("Safe at Night", "INITIATIVE"),
        ("WatchOut", "INITIATIVE"),
        ("See It", "INITIATIVE"),
    ]


def test_printed_name_reads_a_span_back() -> None:
    for span in (
        "Op. Heron",
        "Operation  HERON",
        "Heron team",
        "Project Heron",
        "Operational HERON",
    ):
        assert printed_name(span) == "HERON"
    assert printed_name("Night Owls Project") == "NIGHT OWLS"
    assert canonical_name("  Night\n  Owls ") == "NIGHT OWLS"


_UNITS = NATIONAL.vocabulary.units | NATIONAL.vocabulary.stops
_NAME = st.from_regex(r"[A-Z]{4,12}", fullmatch=True).filter(
    lambda w: w.lower() not in _UNITS and w not in NATIONAL.abbreviations
)


@given(name=_NAME, designator=st.sampled_from(["Operation", "Op", "Op.", "Project"]))
def test_any_name_in_capitals_is_found(name: str, designator: str) -> None:
    found = named(f"In May {designator} {name} was run in two towns.")
    assert [(span, canonical) for span, canonical, _ in found] == [(f"{designator} {name}", name)]


@given(st.text(alphabet="OpPprojectation. 'AIVx2-\n()/&,", max_size=80))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    found = find_operations(text, NATIONAL.vocabulary)
    assert all(text[f.start : f.end] == f.text and f.text for f in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
