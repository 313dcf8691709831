"""Wordings of headcounts, percentages, operations, tables, and of sentences without figures.

Slots: H the headcount, B the one before, J joiners, V leavers, C the change; for operations
L the quarter's figure and T the figure to date; see `bench.generator.slots`.
"""

from __future__ import annotations

STOCK = (
    "{headcount} was {H} {at_q}, {up} from {B} {at_prev}.",
    "{headcount} {rose} from {B} {at_prev} to {H} {at_q}.",
    "{headcount} stood at {H} {at_q}, compared with {B} {at_prev}.",
    "{at_q} there were {H} {thing}, {C} {more} than {at_prev} ({B}).",
    "{headcount} {rose} to {H} {at_q}, {a_rise} of {C} on the {B} recorded {at_prev}.",
    "the Force had {H} {thing} {at_q}, against {B} {at_prev}.",
    "{at_prev} there were {B} {thing}; {at_q} there were {H}.",
    "{H} {thing} were in post {at_q}, {up} {C} from {B} {at_prev}.",
    "{headcount} was {H} {at_q}, having been {B} {at_prev}.",
    "{at_q}, {headcount} reached {H}, {C} {higher} than {at_prev}, when it was {B}.",
    "{headcount} has gone {up} to {H} {at_q} from {B} {at_prev}.",
    "{headcount} {at_q}: {H} ({at_prev}: {B}).",
)

STOCK_FLOW = (
    "{headcount} was {H} {at_q}, {up} from {B} {at_prev}; {J} joined and {V} left.",
    "{in_q} {J} people joined and {V} left, taking {headcount} from {B} to {H} {at_q}.",
    "{headcount} {rose} from {B} {at_prev} to {H} {at_q}, with {J} joiners and {V} leavers.",
    "with {J} new starters and {V} departures {in_q}, {headcount} went from {B} to {H} {at_q}.",
    "{H} {thing} were in post {at_q} ({B} {at_prev}). {in_q}, {J} joined and {V} left.",
    "{headcount} stood at {H} {at_q}. There were {B} {at_prev}, since when {J} have been recruited "
    "and {V} have gone.",
    "{in_q}, {V} {thing} left and {J} joined. {headcount} therefore moved from {B} to {H} {at_q}.",
    "starting from {B} {at_prev}, the Force took on {J} and lost {V}, leaving {H} {thing} {at_q}.",
    "{J} people were appointed {in_q} while {V} resigned or retired. {headcount} was {H} {at_q} "
    "and {B} {at_prev}.",
    "{headcount} is {H} {at_q}, compared with {B} {at_prev} ({J} starters, {V} leavers).",
    "the intake of {J} outweighed or offset {V} departures {in_q}: {headcount} moved from {B} to "
    "{H} {at_q}.",
    "{headcount} ended the quarter at {H}, having begun it at {B}; {J} joined, {V} left.",
)

STOCK_LEVEL = (
    "the Force currently has {H} {thing}.",
    "{headcount} currently stands at {H}.",
    "there are at present {H} {thing}.",
    "{H} {thing} serve the county at present.",
    "{H} {thing} were in post {at_q}.",
    "{headcount} was {H} {at_q}.",
    "the county is served by {H} {thing}.",
    "{at_q} the Force had {H} {thing}.",
    "{headcount} reached {H} {at_q}.",
    "the Force now counts {H} {thing}, and further intakes are planned.",
    "{headcount} is {H}.",
    "{at_q}, {headcount} came to {H}.",
)

POINTS = (
    "{topic} was {L} {in_q}, {up} {C} on {base} ({B}).",
    "{topic} {rose} by {C} to {L} {in_q}, from {B} {at_base}.",
    "{topic} {rose} from {B} {at_base} to {L} {in_q}, {a_rise} of {C}.",
    "{in_q}, {topic} was {L} compared with {B} {at_base} ({up} {C}).",
    "{topic} stood at {L} {in_q}, {C} {higher} than {at_base}, when it was {B}.",
    "at {L} {in_q}, {topic} was {C} {higher} than the {B} of {base}.",
    "{topic} {in_q} was {L}; {at_base} it was {B}, so it is {up} by {C}.",
    "{a_rise} of {C} took {topic} from {B} {at_base} to {L} {in_q}.",
    "{topic} has gone {up}: {L} {in_q} against {B} {at_base}, a difference of {C}.",
    "{at_base} {topic} was {B}. {in_q} it {rose} by {C} to {L}.",
    "{topic} reached {L} {in_q} ({B} {at_base}; {up} {C}).",
    "{q} ended with {topic} at {L}, {a_rise} of {C} from {B} {at_base}.",
)

OPERATION_LEVEL = (
    "{op} resulted in {L} {made} {in_q}.",
    "under {op}, {L} {were_made} {in_q}.",
    "{in_q}, {L} {were_made} as part of {op}.",
    "{op} continues. {in_q} it led to {L} {made}.",
    "{L} {were_made} {in_q} by officers working on {op}.",
    "activity under {op} {in_q} produced {L} {made}.",
    "officers deployed to {op} reported {L} {made} {in_q}.",
    "{op} remains in place, with {L} {made} {in_q}.",
    "as a result of {op}, {L} {were_made} {in_q}.",
    "{in_q} {op} delivered {L} {made}.",
    "days of action for {op} {in_q} brought {L} {made}.",
    "teams on {op} achieved {L} {made} {in_q}.",
)

OPERATION_TO_DATE = (
    "under {op}, {L} {were_made} {in_q}, bringing the total since {since} to {T}.",
    "{op}, which began in {since}, has led to {T} {made} to date, {L} of them {in_q}.",
    "since {since}, {op} has resulted in {T} {made}; {L} {were_made} {in_q}.",
    "{op} began in {since}. {in_q} there were {L} {made}, and {T} to date.",
    "{L} {were_made} under {op} {in_q} ({T} since {since}).",
    "to date {op} has produced {T} {made} since {since}, including {L} {in_q}.",
    "{in_q}, {op} brought {L} {made}. The running total since {since} is {T}.",
    "{op} has now delivered {T} {made} since its launch in {since}, with {L} {in_q}.",
    "a further {L} {were_made} under {op} {in_q}, taking the cumulative figure since {since} to "
    "{T}.",
    "the total for {op} since {since} has reached {T} {made}, of which {L} {were_made} {in_q}.",
    "since its start in {since}, {T} {were_made} under {op}; {L} of these came {in_q}.",
    "officers working on {op} {in_q} recorded {L} {made}, so that the total since {since} is {T}.",
    "launched in {since}, {op} continues to deliver: {L} {made} {in_q} and {T} overall.",
)

OPERATION_TOTAL = (
    "{op} has led to {T} {made} since {since}.",
    "to date, {T} {were_made} under {op}, which started in {since}.",
    "since {since}, {T} {were_made} as part of {op}.",
    "{op} (launched in {since}) has now resulted in {T} {made}.",
    "the cumulative figure for {op} since {since} is {T} {made}.",
    "{T} {were_made} under {op} since {since}.",
    "{op} has produced {T} {made} to date; it began in {since}.",
    "since it began in {since}, {op} has delivered {T} {made}.",
    "the running total for {op} stands at {T} {made} since {since}.",
    "overall {op} accounts for {T} {made} since {since}.",
    "{op} started in {since} and has brought {T} {made} so far.",
    "so far {op} has achieved {T} {made}, counted from {since}.",
)

OPERATION_PLAIN = (
    "{op} continues, with patrols directed to the places that residents report.",
    "{op} was launched to bring partners and neighbourhood teams together on {subject}.",
    "{op} targets {subject} and will be reviewed at the next tasking meeting.",
    "officers have been briefed on {op}, and further days of action are planned.",
    "work under {op} concentrates on {subject}.",
    "{op} is the Force's response to {subject}.",
    "following a review, {op} will carry on into the coming quarter.",
    "the council has praised {op}, which deals with {subject}.",
    "{op} is run jointly with Trading Standards and the fire service.",
    "good results under {op} have been shared with neighbouring forces.",
    "residents were invited to a meeting about {op} and {subject}.",
    "planning is under way for the next phase of {op}.",
)

SUBJECTS = (
    "drug dealing in town centres",
    "rural theft",
    "street drinking",
    "nuisance vehicles",
    "the exploitation of young people",
    "repeat domestic abuse offenders",
    "knife carrying",
    "dangerous driving",
    "shop theft",
    "courier fraud",
    "burglary of garages and sheds",
    "hidden harm",
)

PLAIN = (
    "Neighbourhood officers meet parish and town councils regularly and publish what they hear.",
    "A new training package for front-line staff is in use and early feedback is good.",
    "The Force works with schools, housing providers and health services on prevention.",
    "An online tool lets residents choose the topics on which they wish to be updated.",
    "Recruitment remains a priority and open evenings are held across the county.",
    "Work with the Crown Prosecution Service continues on the quality of case files.",
    "Body-worn video is routinely reviewed by supervisors and lessons are shared.",
    "The partnership plan was agreed by the board and will be published in the spring.",
    "Officers took part in the national week of action and visited several colleges.",
    "Volunteers were thanked by the Chief Constable at an evening event.",
    "The media team ran a campaign on home security as the nights drew in.",
    "Mediation has been offered to neighbours in long-running disputes.",
    "Independent advisers scrutinise cases and report to the board.",
    "A trial of a shared mailbox for councillors is being evaluated.",
)

# Figures that are none: years, ages, phone numbers, roads, sections, list numbers.
DECOYS = (
    "The public are reminded to call 101 for non-urgent matters and 999 in an emergency.",
    "Patrols along the A482 and the B1397 have been stepped up following complaints.",
    "Powers under Section 60 of the 1994 Act were explained to the advisory group.",
    "The campaign is aimed at young people aged 14 to 17 and their parents.",
    "The strategy for 2019-2024 sets out how the service will develop.",
    "The new station front counter opened on 12 May and is open until 8pm on weekdays.",
    "Phase 2 of the programme has started and Phase 3 is being designed.",
    "Support is available 24/7 through the helpline, run by a national charity.",
    "Pupils in Year 6 receive a lesson on staying safe online.",
    "The Operations Centre has moved to new premises and the Operational Support Group with it.",
    "Junction 7 of the motorway will be closed overnight for repairs.",
    "A Class A drugs awareness course was added to the induction programme.",
)

ROW_LABELS = ("{thing} {done}", "{thing}", "number of {thing}")

AREA_PART = ("{N} in {place}", "{N} in {place}", "{N} across {place}")
