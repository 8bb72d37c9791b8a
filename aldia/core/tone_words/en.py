"""English phrases to avoid. Patterns have no accents or capitals."""

from aldia.core.tone_words.phrase import (
    ASK_KINDLY,
    ASK_WHAT_IS_WRONG,
    CITE_LATER,
    GIVE_A_DATE,
    LEAVE_LAW_OUT,
    OFFER_A_DATE,
    SAY_CUSTOMER,
    SAY_NOT_RECEIVED,
    SAY_PENDING,
    Kind,
    phrase,
)

PHRASES = (
    phrase(
        Kind.FORBIDDEN_WORD, SAY_CUSTOMER,
        r"debtors?", r"delinquen(?:t|ts|cy|cies)", r"defaulters?", r"deadbeats?",
        r"(?:bad|late|slow) payers?",
    ),
    phrase(
        Kind.FORBIDDEN_WORD, SAY_PENDING,
        r"debts?", r"in default", r"defaulted", r"arrears", r"non-?payment", r"indebted",
    ),
    phrase(
        Kind.ACCUSATION, SAY_NOT_RECEIVED,
        r"(?<!if )you (?:still |simply )?(?:have|had|did|do)(?: still)?"
        r"(?: not|n't| never)(?: yet)? "
        r"(?:paid|pay|settled|settle|responded|respond|replied|reply|honou?red)",
        r"(?<!if )you (?:have )?never (?:paid|replied|answered)",
        r"you (?:have )?(?:failed|fail|refused?|ignored?|neglected?) (?:to|our|this|us|the|every)",
        r"your (?:failure|refusal|negligence|lack of)", r"failure to (?:pay|settle|respond)",
        r"you owe(?: us)?",
    ),
    phrase(
        Kind.ACCUSATION, ASK_WHAT_IS_WRONG,
        r"why (?:you |it |this |the invoice )?(?:have|has|had|did|do|does|is|was|are|were)(?:n't)?",
        r"reasons? (?:for|behind|why) (?:the|your|this|you)(?: \w+)? "
        r"(?:delay|late payment|lateness|paid|pay)",
        r"despite (?:our|my|the|all|repeated|several|numerous|many|previous)",
        r"(?:repeated|numerous|countless) (?:reminders|requests|attempts|messages|e-?mails)",
        r"unacceptable", r"inexcusable", r"excuses", r"bad faith", r"irresponsible",
        r"your fault",
    ),
    phrase(
        Kind.THREAT, OFFER_A_DATE,
        r"or else", r"otherwise,? we (?:will|shall|must|may|have)", r"consequences",
        r"(?:if|unless) you (?:do not|don't|fail to|refuse to)? ?(?:pay|settle)(?: \w+)? "
        r"(?:by|within|now|today|we)",
        r"(?:final|last) (?:notice|warning|demand|reminder)", r"ultimatum", r"retaliat\w+",
        r"(?:be|are|feel) (?:forced|compelled|obliged) to",
        r"no (?:other )?(?:choice|option|alternative) but",
        r"(?:will|shall|may|must) (?:\w+ )?take (?:\w+ )?(?:action|measures|steps) ?",
        r"(?:suspend|terminate|cut off|disconnect|withhold|stop|block|close) "
        r"(?:your|all|any|further) (?:\w+ )?"
        r"(?:services?|accounts?|supply|supplies|deliver\w+|orders?)",
        r"blacklist\w*",
    ),
    phrase(
        Kind.THREAT, ASK_KINDLY,
        r"we (?:hereby )?(?:demand|insist)", r"demand(?:ing)? (?:payment|that|immediate)",
        r"(?:we|i) (?:must |hereby )?warn(?: you)?", r"be warned", r"warnings?",
        r"you (?:must|have to|are (?:required|obliged) to) (?:pay|settle)",
    ),
    phrase(
        Kind.LEGAL_MENACE, LEAVE_LAW_OUT,
        r"legal (?:actions?|proceedings|steps|measures|remed\w+|department|team|consequences)",
        r"lawsuits?", r"litigat\w+", r"(?:to|will|shall|may|can|must) sue", r"sue you", r"suing",
        r"attorneys?", r"lawyers?", r"solicitors?", r"bailiffs?", r"prosecut\w+", r"garnish\w*",
        r"(?:in|to|before a|before the) court", r"court (?:proceedings|action|order|claim|costs)",
        r"judgments? against", r"(?:debt|debts|collections?) (?:agenc(?:y|ies)|collectors?)",
        r"credit (?:bureaus?|rating|score|report|file|history|reference)", r"statutory demand",
        r"letter before (?:action|claim)",
    ),
    phrase(
        Kind.LEGAL_MENACE, CITE_LATER,
        r"late payment (?:act|directive|legislation)", r"directive \S*\d+/\d+\S*",
        r"(?:late|default|statutory|penalty) interest", r"late fees?", r"surcharges?",
        neutral_fact=True,
    ),
    phrase(
        Kind.FALSE_URGENCY, GIVE_A_DATE,
        r"urgent(?:ly)?", r"urgency", r"immediate(?:ly)?", r"right (?:now|away)", r"at once",
        r"without (?:further |any )?(?:delay|fail)",
        r"(?:last|final) (?:chance|opportunity|deadline)",
        r"(?:within|in|next) (?:the next )?(?:24|48|72) ?(?:hours|hrs|h)",
        r"before (?:it is|it's) too late", r"act (?:now|fast|today)", r"time is running out",
    ),
)  # fmt: skip
