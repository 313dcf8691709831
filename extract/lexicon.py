"""Closed classes of English words and a modest list of verbs, for the rule-based tagger.

Everything open (nouns, adjectives, names) is recognised by not being here. The verbs are
those of reporting, policing and news; forms are made from the stem by the usual spelling
rules, irregular ones are listed.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = _words(
    "the a an this that these those its their his her our your my each every all both some "
    "any no another such either neither several many few"
)
PREPOSITIONS = _words(
    "of in on at by for from to with within without into onto over under across during since "
    "until till through throughout between among amongst against towards toward upon via per "
    "as than like after before following about around near along alongside behind below above "
    "beyond despite except including excluding regarding concerning versus vs v due up down "
    "out off inside outside amid plus because worth"
)
AUXILIARIES = _words(
    "is are was were be been being am has have had having do does did will would shall should "
    "can could may might must isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't "
    "didn't won't wouldn't cannot can't"
)
MODALS = _words("will would shall should can could may might must to cannot won't do does did")
CONJUNCTIONS = _words(
    "and or but nor yet while whilst although though whereas if when so because & however"
)
PRONOUNS = _words(
    "it they he she we you i them him us me itself themselves himself herself which who whom "
    "whose there others everyone someone nobody none"
)
RELATIVES = _words("which who whom whose that where when whereby")
ADVERBS = _words(
    "now also already just still only even currently not never ever always often then thus "
    "therefore however here so far once again together together soon later earlier ago away "
    "today yesterday tomorrow more less most least very too well rather almost nearly about"
)
# Words in -ly that are adjectives or nouns.
LY_NOUNS = _words(
    "family supply assembly july early daily weekly monthly yearly quarterly elderly friendly "
    "likely unlikely deadly costly hourly reply rally ally belly italy monopoly anomaly only "
    "lonely local"
)
# Adjectives that may stand alone after a number without a noun ("36 injured").
ED_NOUNS = _words(
    "need speed seed feed weed deed breed bed shed shred bleed creed reed hundred sled steed "
    "greed moped kindred red united naked wicked sacred aged skilled armed"
)
ING_NOUNS = _words(
    "building buildings policing briefing meeting evening morning training housing clothing "
    "funding hearing wedding crossing driving trafficking sentencing coursing farming banking "
    "shipping engineering manufacturing nursing parking speeding begging cuckooing opening "
    "being king ring thing string spring wing during something anything everything nothing "
    "recruiting spending saving savings earnings earning rating ratings ceiling sitting bring "
    "warning warnings stabbing stabbings shooting shootings killing killings sighting "
    "sightings offering listing riding stalking dwelling dwellings feeling beginning setting "
    "vetting gaming betting mining fishing hunting cycling swimming racing bookings helping "
    "non-emergency high-ranking pending"
)
IRREGULAR = {
    # form: past participle, by which a measure names what was done ("people seen")
    "saw": "seen",
    "seen": "seen",
    "took": "taken",
    "taken": "taken",
    "made": "made",
    "gave": "given",
    "given": "given",
    "found": "found",
    "held": "held",
    "led": "led",
    "left": "left",
    "lost": "lost",
    "met": "met",
    "paid": "paid",
    "ran": "run",
    "run": "run",
    "sent": "sent",
    "sold": "sold",
    "spent": "spent",
    "stood": "stood",
    "stole": "stolen",
    "stolen": "stolen",
    "taught": "taught",
    "told": "told",
    "went": "gone",
    "gone": "gone",
    "won": "won",
    "wrote": "written",
    "written": "written",
    "built": "built",
    "bought": "bought",
    "brought": "brought",
    "caught": "caught",
    "came": "come",
    "cut": "cut",
    "dealt": "dealt",
    "drew": "drawn",
    "drawn": "drawn",
    "drove": "driven",
    "driven": "driven",
    "fell": "fallen",
    "fallen": "fallen",
    "fled": "fled",
    "got": "got",
    "grew": "grown",
    "grown": "grown",
    "hit": "hit",
    "kept": "kept",
    "knew": "known",
    "known": "known",
    "laid": "laid",
    "put": "put",
    "rose": "risen",
    "risen": "risen",
    "said": "said",
    "set": "set",
    "shot": "shot",
    "shut": "shut",
    "stuck": "stuck",
    "struck": "struck",
    "swept": "swept",
    "understood": "understood",
    "underwent": "undergone",
    "undertook": "undertaken",
    "undertaken": "undertaken",
    "undergone": "undergone",
    "became": "become",
    "begun": "begun",
    "began": "begun",
    "broke": "broken",
    "broken": "broken",
    "chose": "chosen",
    "chosen": "chosen",
    "ate": "eaten",
    "beat": "beaten",
    "bore": "borne",
    "born": "born",
    "spoke": "spoken",
    "spoken": "spoken",
    "fought": "fought",
    "shown": "shown",
    "done": "done",
    "did": "done",
    "read": "read",
    "lent": "lent",
    "hidden": "hidden",
    "thrown": "thrown",
    "threw": "thrown",
    "withdrawn": "withdrawn",
    "withdrew": "withdrawn",
    "woken": "woken",
    "worn": "worn",
    "split": "split",
    "spread": "spread",
    "shed": "shed",
    "cost": "cost",
    "meant": "meant",
    "felt": "felt",
    "heard": "heard",
    "hurt": "hurt",
}
# Verbs that say nothing of what was counted; a measure is not made from them.
LIGHT_VERBS = _words(
    "had has have seen saw resulted led included involved was were been become remained "
    "totalled amounted stood reached continued made got came went saw showed shown increased "
    "decreased fallen fell risen rose grew grown dropped declined reduced doubled put come "
    "gone compared did done kept run set meant cost helped enabled seemed appeared wanted "
    "need needed aimed used according based felt said told announced reported following led "
    "gave given took represented equalled ranked rated covered accounted averaged lasted "
    "spent paid stated noted estimated expected planned highlighted"
)
_STEMS = (
    "say remain include receive become require provide intend attend believe live die vote "
    "continue retain conduct execute arrest seize charge recover identify deliver contribute "
    "generate process complete record detect detain recruit safeguard represent suggest show "
    "reflect cover account apply agree aim allow appear argue ask attract base begin bring "
    "build buy carry cause claim close come compare complain contain cost create cut deal "
    "decide decline decrease describe develop die do drop earn employ enable engage ensure "
    "enter estimate exceed expect face fall feel fight find follow force gain get give go "
    "grow handle happen have hear help hit hold identify improve increase indicate inform "
    "injure introduce invest issue join keep kill know last launch lead learn leave lose make "
    "manage mean meet move need occur offer operate own pay perform plan play prevent produce "
    "promise protect prove publish put raise reach read recommend reduce relate release "
    "replace reply resolve respond result return reveal rise run sack see seek seem sell send "
    "serve sign speak spend stand start stay stop suffer support take target tell tend think "
    "total train treat try turn understand use visit want warn watch win work write total "
    "average stabilise bolster triage book investigate attend accompany operate screen issue "
    "impose hand fine jail sentence"
).split()


def _third(stem: str) -> str:
    if stem.endswith(("s", "sh", "ch", "x", "z", "o")):
        return stem + "es"
    if stem.endswith("y") and stem[-2:-1] not in "aeiou":
        return stem[:-1] + "ies"
    return stem + "s"


BASE_VERBS = frozenset(_STEMS)
# Third-person forms; those that are common plural nouns are told apart by their neighbours.
THIRD_VERBS = frozenset(_third(stem) for stem in _STEMS)
NOUN_FORMS = _words(
    "arrests charges records reports calls checks searches visits offers results causes "
    "claims drops falls rises increases decreases declines estimates plans needs moves helps "
    "gains costs cuts deals issues fines sentences uses votes works stops turns stands starts "
    "returns releases supports targets totals trains watches runs processes forces covers "
    "accounts faces fights grows hits holds leads lasts lives matches minutes offers operates "
    "owns plays reaches replies signs averages books hands screens attends"
)
"""Forms in -s that are nouns as often as verbs."""

# Singular nouns in -s, and plurals without -s, for deciding whether a phrase is plural.
SINGULAR_S = _words(
    "police series news crisis basis analysis status bus campus address access process "
    "progress success business illness witness crossbows this his its was is has as us thus "
    "abuse harass virus pass class mass press stress loss boss gas glass express less across "
    "tennis chaos less covid christmas wales essex always perhaps towards besides overseas "
    "sometimes afterwards dss"
)
PLURALS = _words(
    "people men women children police persons staff cattle sheep fish aircraft media data "
    "criteria phenomena feet teeth mice geese youth crew personnel offspring series species "
    "per cent percent hundred pence gbp hiv folk youngsters"
)
