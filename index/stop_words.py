"""English words that carry no subject.

The list of bm25s 0.3 (MIT licence, copyright Xing Han Lù), which is NLTK's, grown out of that
of the Snowball project (BSD licence, copyright Martin Porter and Richard Boulton), with "many"
and "much", which questions about figures start with. Kept here as data, since importing bm25s
for it loads SciPy, which takes longer than most answers.
"""

from __future__ import annotations

STOP_WORDS = frozenset(
    """
    a about above after again against ain all am an and any are aren aren't as at be because
    been before being below between both but by can couldn couldn't d did didn didn't do does
    doesn doesn't doing don don't down during each few for from further had hadn hadn't has hasn
    hasn't have haven haven't having he her here hers herself him himself his how i if in into
    is isn isn't it it's its itself just ll m ma many me mightn mightn't more most much mustn
    mustn't my myself needn needn't no nor not now o of off on once only or other our ours
    ourselves out over own re s same shan shan't she she's should should've shouldn shouldn't so
    some such t than that that'll the their theirs them themselves then there these they this
    those through to too under until up ve very was wasn wasn't we were weren weren't what when
    where which while who whom why will with won won't wouldn wouldn't y you you'd you'll you're
    you've your yours yourself yourselves
    """.split()
)

# Words that carry little of it: they may stand between the words of a term.
FILLERS = frozenset(
    """
    anybody anyone anything around away back come done everybody everyone everything find found
    get gets getting give gives giving go goes going gone got gotten happen happened happening
    happens keep keeping keeps kept knew know known knows let lot lots made make makes making
    need needed needs new part people person persons put puts saw see seeing seen somebody someone
    something still take taken takes taking tell telling tells thing things told took tried tries
    try trying use used uses using want wanted wants way ways went
    """.split()
)
