"""What a fictional force counts: how much of it there is and how its reports speak of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of a quarter.

    `things` are names of what is counted ("emergency calls"), `done` what is done to them
    (a past tense that is its own participle), `agents` who does it. `base` is the usual
    value for the whole force in a quarter. `by`: "area" (values of areas that add up),
    "district" (a series of each district) or "force". `other_things` and `other_done` are
    names of what would be something else (calls received are not calls answered), so that a
    force keeps to one of them: no reader could hold the one against the other.
    """

    key: str
    theme: str
    unit: str
    base: float
    things: tuple[str, ...]
    done: tuple[str, ...]
    agents: tuple[str, ...]
    by: str = "force"
    daily: bool = False
    other_things: tuple[tuple[str, ...], ...] = ()
    other_done: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Stock:
    """A headcount: `things` who they are, `headcount` names of their number.

    `others` are the same two of other people, of whom a force may report instead.
    """

    key: str
    theme: str
    base: int
    things: tuple[str, ...]
    headcount: tuple[str, ...]
    others: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Ratio:
    """A percentage that the force follows: `topics` its names, `base` its usual value.

    `rate` tells whether its names call it a rate; `others` are names of another percentage.
    """

    key: str
    theme: str
    base: float
    topics: tuple[str, ...]
    rate: bool
    others: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a measure: `whole` its key, `share` its usual percentage, `words` what it is."""

    key: str
    whole: str
    share: float
    words: tuple[str, ...]


def _m(  # noqa: PLR0913, PLR0917 - a row of a table
    key: str,
    theme: str,
    base: float,
    things: str,
    done: str,
    agents: str = "officers|the Force",
    by: str = "force",
    unit: str = "count",
    daily: bool = False,
) -> Measure:
    """A measure; "|" stands between names of one thing, "/" before those of another."""
    first, *more = (tuple(names.split("|")) for names in things.split("/"))
    made, *more_made = (tuple(names.split("|")) for names in done.split("/"))
    return Measure(
        key, theme, unit, base, first, made, tuple(agents.split("|")), by, daily,
        tuple(more), tuple(more_made),
    )  # fmt: skip


_ROOM = "the control room|contact handlers|control room staff"
MEASURES = (
    _m("calls_999", "contact", 61000, "emergency calls|999 calls|emergency (999) calls",
       "received/answered|handled", _ROOM, daily=True),
    _m("calls_101", "contact", 72000, "non-emergency calls|101 calls|non-emergency (101) calls",
       "received/answered|handled", _ROOM, daily=True),
    _m("online", "contact", 9800, "online reports|reports through the website/online crime reports",
       "received/processed", "the Force|the digital desk", daily=True),
    _m("chat", "contact", 5200, "web chat conversations|live chat contacts", "handled/received",
       "the digital desk|contact handlers", daily=True),
    _m("callbacks", "contact", 3100, "call-back requests|requests for a call back",
       "received/completed", _ROOM),
    _m("investigations", "contact", 4700, "desk-based investigations|desktop investigations",
       "completed/received", "the Investigation Hub"),
    _m("patrol_hours", "visible", 15400, "hours of foot patrol/hours of visible patrol",
       "recorded|logged", "neighbourhood officers|officers", unit="hours"),
    _m("special_hours", "visible", 38500, "hours of duty|hours on duty", "recorded|logged",
       "Special Constables|the Special Constabulary", unit="hours"),
    _m("volunteer_hours", "visible", 2900, "hours of volunteering|volunteer hours",
       "recorded|logged", "Police Support Volunteers|volunteers", unit="hours"),
    _m("engagement", "visible", 640, "street surgeries/community engagement events", "hosted",
       "neighbourhood teams|community officers", by="area"),
    _m("asb", "asb", 8200, "incidents of anti-social behaviour|ASB incidents|reports of ASB",
       "recorded|logged", by="area", daily=True),
    _m("cpw", "asb", 46, "community protection warnings/community protection notices",
       "issued", "neighbourhood officers|officers", by="district"),
    _m("dispersals", "asb", 95, "people directed to leave under dispersal powers/dispersal notices",
       "recorded|issued", by="district"),
    _m("nuisance_bikes", "asb", 38, "nuisance motorcycles/off-road motorcycles",
       "seized/stopped", by="district"),
    _m("da", "domestic", 9400, "domestic abuse incidents|incidents of domestic abuse",
       "recorded/attended", by="area", daily=True),
    _m("da_arrests", "domestic", 2350, "domestic abuse arrests|arrests for domestic abuse offences",
       "made|recorded"),
    _m("dvpo", "domestic", 64, "Domestic Violence Protection Orders/protection orders",
       "obtained|secured", "the Force|legal officers"),
    _m("disclosures", "domestic", 410, "disclosures to partners at risk/domestic disclosures",
       "made|completed", "specialist officers"),
    _m("vwi", "violence", 3900, "offences of violence with injury|violence with injury offences",
       "recorded", by="area"),
    _m("robbery", "violence", 390, "robberies|robbery offences", "recorded", by="area"),
    _m("knife", "violence", 260, "knife-enabled offences|offences involving a knife", "recorded",
       by="area"),
    _m("searches", "violence", 5400, "stop and searches/searches of the person",
       "carried out|conducted|recorded", by="area"),
    _m("sweeps", "violence", 24, "weapon sweeps/knife sweeps", "carried out|conducted",
       by="district"),
    _m("surrendered", "violence", 120, "knives surrendered in amnesty bins/bladed articles",
       "collected|recovered", by="district"),
    _m("drug_arrests", "organised", 540, "arrests for drug supply|drug trafficking arrests",
       "made|recorded", by="area"),
    _m("warrants", "organised", 186, "drug warrants/search warrants", "executed|carried out",
       by="area"),
    _m("disruptions", "organised", 74, "disruptions of organised crime groups/disruptions",
       "recorded|achieved"),
    _m("cash", "organised", 412000, "criminal cash/cash under proceeds of crime powers",
       "seized|recovered", unit="gbp"),
    _m("cannabis", "organised", 148, "cannabis/herbal cannabis", "seized|recovered", unit="kg"),
    _m("powder", "organised", 17, "cocaine/class A drugs", "seized|recovered", unit="kg"),
    _m("missing", "vulnerable", 2850, "missing person reports|reports of missing people",
       "recorded|received", by="area", daily=True),
    _m("referrals", "vulnerable", 1240, "child exploitation referrals/safeguarding referrals",
       "received|made", "the safeguarding hub|partners"),
    _m("school_visits", "vulnerable", 330, "school visits/sessions in schools",
       "delivered|completed", "schools officers|youth officers"),
    _m("fraud", "vulnerable", 1480, "fraud reports|reports of fraud", "received|recorded"),
    _m("hate", "vulnerable", 880, "hate crimes|hate crime offences", "recorded", by="area"),
    _m("ksi", "roads", 205, "casualties killed or seriously injured|KSI casualties", "recorded"),
    _m("fatal", "roads", 13, "fatalities|deaths on the county's roads", "recorded"),
    _m("drink", "roads", 420, "drink and drug drive arrests|arrests for drink or drug driving",
       "made|recorded", "roads policing officers|officers"),
    _m("speeding", "roads", 21500, "speeding offences|excess speed offences",
       "detected|recorded", "camera operators|the camera team", daily=True),
    _m("courses", "roads", 9700, "driver awareness courses/speed awareness courses",
       "completed|delivered", "the courses team"),
    _m("uninsured", "roads", 870, "uninsured vehicles|vehicles without insurance", "seized",
       "roads policing officers|officers", by="area"),
    _m("rural", "rural", 610, "rural crimes|rural crime offences", "recorded", by="area"),
    _m("coursing", "rural", 44, "hare coursing incidents|reports of hare coursing",
       "recorded/attended", "the rural team|rural officers"),
    _m("farm_visits", "rural", 58, "farm visits/visits to farms and smallholdings",
       "completed|carried out", "the rural team|rural officers", by="district"),
    _m("burglary", "victims", 1180, "residential burglaries|burglaries of homes", "recorded",
       by="area"),
    _m("victim_referrals", "victims", 3650, "referrals to the victim service|victim referrals",
       "made|received", "officers|witness care staff"),
    _m("packs", "victims", 150, "crime prevention packs/property marking kits",
       "delivered|issued", "community officers", by="district"),
)  # fmt: skip

STOCKS = (
    Stock("specials", "visible", 486, ("Special Constables",),
          ("the Special Constabulary headcount", "the strength of the Special Constabulary")),
    Stock("cadets", "visible", 372, ("Volunteer Police Cadets", "cadets"),
          ("the number of Volunteer Police Cadets", "cadet strength")),
    Stock("psv", "visible", 164, ("Police Support Volunteers",),
          ("the number of Police Support Volunteers", "Police Support Volunteer headcount")),
    Stock("officers", "contact", 3340, ("police officers", "officers"),
          ("the number of police officers", "officer headcount")),
    Stock("handlers", "contact", 298, ("control room staff",),
          ("the control room headcount", "the number of control room staff"),
          ((("contact handlers",),
            ("contact handler headcount", "the number of contact handlers")),)),
    Stock("watch", "victims", 61200, ("registered watch members", "members of the watch scheme"),
          ("membership of the watch scheme", "watch membership")),
    Stock("camera", "roads", 118, ("trained Speed Watch volunteers", "Speed Watch volunteers"),
          ("the number of Speed Watch volunteers", "Speed Watch membership")),
)  # fmt: skip

RATIOS = (
    Ratio("answer", "contact", 88.0, ("the share of 999 calls answered within ten seconds",
          "the proportion of emergency calls answered within ten seconds"), False),
    Ratio("abandon", "contact", 7.5, ("the abandonment rate for 101 calls",
          "the 101 abandonment rate"), True),
    Ratio("solved_da", "domestic", 14.0, ("the solved rate for domestic abuse",
          "the domestic abuse solved rate"), True),
    Ratio("charged_vwi", "violence", 15.5, ("the charge rate for violence with injury",), True,
          (("the solved rate for violence with injury",),)),
    Ratio("satisfied", "victims", 74.0, ("the proportion of victims satisfied with the service",
          "victim satisfaction"), False),
    Ratio("confidence", "visible", 61.0, ("public confidence in local policing",), False,
          (("the share of residents who say the police do a good job",),)),
    Ratio("solved_burglary", "victims", 9.0, ("the solved rate for residential burglary",
          "the burglary solved rate"), True),
)  # fmt: skip

PARTS = (
    Part("transferred", "calls_101", 31, ("transferred to another team", "passed to a local team")),
    Part("abandoned", "calls_101", 7, ("abandoned before they were answered",)),
    Part("false", "calls_999", 12, ("found not to need a police response", "hoax or silent calls")),
    Part("retained", "investigations", 79, ("retained by the Hub", "kept by the Hub to a result")),
    Part("alcohol", "asb", 21, ("linked to alcohol", "related to street drinking")),
    Part("repeat", "da", 37, ("from repeat victims", "repeat incidents")),
    Part("charged", "da_arrests", 28, ("followed by a charge", "closed with a charge")),
    Part("found", "searches", 24, ("positive, with an item found", "followed by an outcome")),
    Part("young", "knife", 30, ("committed by people under 18", "attributed to young suspects")),
    Part("drug_charged", "drug_arrests", 46, ("followed by a charge", "closed with a charge")),
    Part("returned", "missing", 83, ("resolved within a day", "closed on the day of the report")),
    Part("graded_high", "missing", 11, ("graded as high risk", "assessed as high risk")),
    Part("victims_elderly", "fraud", 42, ("made by people of pensionable age",)),
    Part("motorcyclists", "ksi", 26, ("motorcyclists", "riders of powered two-wheelers")),
    Part("drug_drive", "drink", 39, ("for drug driving", "drug drive cases")),
    Part("repeat_burglary", "burglary", 8, ("attempts only", "at addresses burgled before")),
    Part("consented", "victim_referrals", 54, ("taken up by the victim", "accepted")),
)  # fmt: skip

THEMES = {
    "contact": ("Make it easier to reach the police", "A police service that answers"),
    "visible": ("Visible neighbourhood policing", "Officers that communities know"),
    "asb": ("Act on anti-social behaviour", "Safer streets and open spaces"),
    "domestic": ("Confront domestic abuse", "Homes without fear"),
    "violence": ("Bring down serious violence", "Fewer knives, fewer victims"),
    "organised": ("Dismantle organised crime", "Hit the drugs trade"),
    "vulnerable": ("Safeguard children and adults at risk", "Protection for those at risk"),
    "roads": ("Fewer deaths on our roads", "Safer journeys"),
    "rural": ("Policing the countryside", "Stand up for rural communities"),
    "victims": ("Put victims first", "Justice and support for victims"),
}

AIMS = {
    "contact": ("Answer every call promptly and widen the choice of ways to report.",
                "Shorten waiting times on 101 and make reporting online simple."),
    "visible": ("Put more officers and volunteers where residents can see and speak to them.",
                "Widen the volunteer family and give each neighbourhood a named officer."),
    "asb": ("Work with councils and landlords to settle persistent nuisance early.",
            "Use the full range of powers against those who blight town centres."),
    "domestic": ("Bring more perpetrators to court and keep victims safe throughout.",
                 "Give victims of abuse swift protection and one person to turn to."),
    "violence": ("Remove weapons from the streets and steer young people away from violence.",
                 "Concentrate patrols on the places where violence clusters."),
    "organised": ("Disrupt drug lines from outside the county and strip criminals of assets.",
                  "Pursue the groups that cause the greatest harm."),
    "vulnerable": ("Find missing children sooner and act on exploitation at the first sign.",
                   "Protect people from fraud, exploitation and hatred."),
    "roads": ("Tackle the behaviours behind most fatal collisions.",
              "Pair enforcement with education to change how people drive."),
    "rural": ("Give farming communities a dedicated team and a quick response.",
              "Prevent theft of plant and stop organised poaching."),
    "victims": ("Keep every victim informed from first report to court.",
                "Visit the victims of burglary and follow each reasonable line of enquiry."),
}  # fmt: skip
