"""The turns of phrase that the tone check knows, in French and English, and what could be said instead.

Everything is compared folded (`charter.folded`): lower case, no accents, straight apostrophes.
"""

import re
from collections.abc import Mapping

Pattern = re.Pattern[str]


def _any(*phrases: str) -> Pattern:
    """One of these, as whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)")


HONEST = _any(
    # French
    r"(?:c'est|c'etait|ce fut|il s'agit de?|cela vient de|cela reste|est|etait) (?:bien |entierement )?(?:de |d'une )?notre "
    r"(?:propre )?(?:erreur|faute|responsabilite|oubli|tort|manquement)",
    r"(?:nous nous sommes|je me suis|on s'est|nous nous etions) (?:bien |lourdement )?trompee?s?",
    r"(?:nous avons|j'ai|on a) (?:bien |clairement )?(?:fait|commis|eu) (?:une |des )?(?:erreurs?|fautes?|tort|oublis?)",
    r"(?:erreurs?|fautes?|oublis?|manquements?) (?:est |vient |viennent )?de notre (?:part|cote|fait)",
    r"de notre faute",
    r"nous (?:aurions|n'aurions pas) du",
    r"nous (?:n'avons|n'avions) pas (?:tenu|fait|ete|repondu|respecte)",
    r"nous (?:sommes|etions|etions bien) (?:responsables|fautifs|en (?:tort|faute|retard))",
    r"nous (?:vous )?(?:le )?reconnaissons",
    # English
    r"(?:our|my) (?:own )?(?:mistake|error|fault|failure|oversight|responsibility)",
    r"(?:mistake|error|fault|oversight) (?:is|was) (?:entirely )?ours",
    r"(?:mistake|error|fault|oversight) on our (?:part|side|end)",
    r"(?:we|i) (?:have )?(?:made|make) (?:a |an )?(?:mistakes?|errors?)",
    r"(?:we|i) (?:have )?(?:got|gotten|get) (?:it|this|that) wrong",
    r"(?:we|i) (?:were|was|are) (?:wrong|at fault|mistaken|responsible|late)",
    r"we should(?:n't| not)? have",
    r"we (?:have )?(?:failed|let you down)",
)
"""An admission of a mistake. Nothing that overlaps it is ever a finding."""

_TOLD = r"(?:dit|repete|explique|indique|repondu|precise|mentionne|signale|ecrit)e?s?"

BLAME = _any(
    r"vous (?:auriez|n'auriez pas|aviez|deviez) du",
    r"vous auriez mieux fait",
    r"vous n'av(?:ez|iez) qu'a",
    r"il fallait (?:bien |mieux )?(?:lire|verifier|regarder|nous|le|y)",
    r"si vous aviez (?:bien |mieux |vraiment |correctement )?"
    r"(?:lu|verifie|regarde|suivi|ecoute|appele|prevenu|attendu|respecte)",
    rf"comme (?:je|nous) vous l'(?:ai|avons)(?: deja| bien)? {_TOLD}",
    rf"je vous (?:l')?ai deja {_TOLD}",
    rf"vous (?:l')?avons deja {_TOLD}",
    r"je (?:vous )?le repete",
    rf"comme (?:deja {_TOLD}|{_TOLD} (?:plus haut|precedemment|ci-dessus))",
    r"calmez[- ]vous",
    r"on se calme",
    r"restez (?:calme|polie?|courtoise?|correcte?)",
    r"soyez (?:raisonnable|patiente?|polie?)",
    r"un peu de patience",
    r"(?:c'est|c'etait) (?:bien |de )?votre (?:faute|erreur|probleme|oubli)",
    r"(?<!pas )(?<!pas de )votre (?:propre )?(?:faute|negligence)",
    r"vous avez (?:tort|oublie de|mal "
    r"(?:lu|compris|note|recopie|saisi|utilise|choisi|renseigne|rempli|monte))",
    r"vous n'avez pas (?:bien )?(?:lu|compris|suivi)",
    r"vous vous trompez",
    r"vous exagerez",
    r"ce n'est pas notre (?:faute|probleme)",
    r"nous n'y sommes pour rien",
    r"you should(?:n't| not)? have",
    r"you ought to have",
    r"you could have",
    r"if you had (?:only |actually )?\w+",
    r"as (?:i|we)(?: have|'ve)?(?: already| previously)? (?:said|told you|explained|mentioned|stated)",
    r"as (?:already|previously) (?:said|explained|mentioned|stated)",
    r"(?:i|we)(?: have|'ve)? already (?:told|explained|said)",
    r"(?:as )?per my (?:last|previous) \w+",
    r"calm down",
    r"(?:please )?be (?:patient|reasonable|polite)",
    r"(?:it's|it is|that's|that is|was) (?:entirely )?your (?:own )?(?:fault|mistake|error|problem)",
    r"your own fault",
    r"you (?:are|'re|were) (?:wrong|mistaken|exaggerating|overreacting)",
    r"you're (?:wrong|mistaken|exaggerating|overreacting)",
    r"you (?:failed|forgot|neglected) to",
    r"you (?:did not|didn't) (?:read|understand|follow)",
    r"you misunderstood",
    r"(?:it's|it is|this is|that is|that's) not our (?:fault|problem)",
)

ARGUMENT = _any(
    r"c'est (?:totalement |completement |tout simplement )?faux",
    r"ce n'est pas vrai",
    r"il est faux de",
    r"vous pretendez",
    r"contrairement a ce que vous \w+",
    r"je ne suis pas d'accord",
    r"nous ne sommes pas d'accord",
    r"vous ne pouvez pas dire",
    r"mais (?:enfin|voyons)",
    r"avouez que",
    r"soyons serieux",
    r"that(?:'s| is) (?:simply |just )?(?:not true|false|untrue)",
    r"(?:i|we) (?:strongly )?disagree",
    r"contrary to what you \w+",
    r"you claim",
    r"you can't say",
    r"let's be serious",
)

JOKE = _any(
    r"(?:ha){2,}",
    r"(?:he){2,}",
    r"(?:hi){3,}",
    r"lol",
    r"mdr+",
    r"ptdr+",
    r"xd",
    r"je plaisante",
    r"on plaisante",
    r"petite blague",
    r"blague a part",
    r"sans rancune",
    r"avec humour",
    r"(?:just |only )?kidding",
    r"just a joke",
    r"no hard feelings",
)

SMILEY = re.compile(r"(?<![\w:])(?:[:;=]-?[)(dp](?!\w)|\^\^|<3)")
EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u26ff\u2705\u2708-\u270d\u2728\u274c\u274e\u2753-\u2755\u2757\u2763-\u2764"
    "\u2b50\u2b55\u203c\u2049]\ufe0f?"
)

_SOON = (
    r"(?:immediatement|tout de suite|sur[- ]le[- ]champ|a l'instant|dans la (?:minute|seconde)|instantanement|immediately|"
    r"right away|straight away|at once|instantly|right now|in no time)"
)
_NOT_PAST = r"(?! (?:l'|vous |vous l'|les? )?(?:avons|ai|a|avions|sommes|suis|have|had|did|were|was)(?: |\b))"
AT_ONCE = re.compile(
    rf"(?<!\w)(?:(?:nous|on|je|we|i){_NOT_PAST}|nous allons|"
    r"vous (?:aurez|recevrez|serez)|you(?:'ll| will)|(?:we|i)'ll|quelqu'un|somebody)"
    rf"(?:[ ,][^.!?\n]{{0,80}}?)?[ ,]{_SOON}(?!\w)|(?:reponse|remboursement|solution|rappel) immediate?(?!\w)|"
    r"(?<!\w)immediate (?:answer|reply|refund|solution|call)(?!\w)"
)
"""A promise that something happens at once; what has happened, and what a person is told to do, are none."""

COMING_BACK = _any(
    r"(?:reviens|revient|revenons|reviendrons|reviendrai|reviendra|revenir) (?:tres vite |rapidement |bientot )?vers vous",
    r"(?:nous|on|je) vous (?:recontact|rappel|repond)\w+",
    r"(?:nous|on|je) vous (?:tien|tiendr)\w+ (?:informee?s?|au courant)",
    r"(?:nous|on|je) vous donn\w+ des nouvelles",
    r"vous (?:aurez|recevrez) (?:une reponse|de nos nouvelles|des nouvelles)",
    r"(?:we|i)(?:'ll| will| shall) (?:get|come) back to you",
    r"(?:we|i)(?:'ll| will) (?:be in touch|let you know|call you back)",
    r"(?:we|i)(?:'ll| will) keep you (?:posted|updated|informed)",
    r"you(?:'ll| will) (?:hear from us|have an answer)",
)
"""A promise to come back."""

TIME = re.compile(
    r"(?<!\w)(?:\d{1,2} ?(?:h|heures?|am|pm|min|minutes?|jours?|semaines?|days?|hours?|weeks?)(?![a-z])|\d{1,2} ?[h:] ?\d\d|"
    r"\d{1,2}/\d{1,2}|\d{1,2}(?:er|st|nd|rd|th)? "
    r"(?:jan|fev|feb|mars|mar|avr|apr|mai|may|juin|jun|juil|jul|aou|aug|sep|oct|nov|dec)\w*|"
    r"(?:une|deux|trois|quatre|cinq|dix|one|two|three|four|five|ten) (?:heures?|jours?|hours?|days?|minutes?)|"
    r"aujourd'hui|demain|ce soir|ce matin|cet apres-midi|cette semaine|la semaine prochaine|midi|minuit|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|today|tomorrow|tonight|this (?:morning|afternoon|evening|week)|"
    r"next week|noon|midnight|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?!\w)"
)
"""Something that says when."""

_NOUN = (
    r"(?<!\ble )(?<!\bun )(?<!\bce )(?<!\bau )(?<!\bdu )(?<!\bde )(?<!\bbon )(?<!\bvotre )(?<!\bnotre )(?<!\bson )(?<!\bquel )"
)
FAMILIAR = re.compile(
    rf"(?<![\w'-])(?:(?<!est )(?<!sont )tu|toi|te|ta|tes|{_NOUN}ton|stp|t'(?!il\b|elle\b|on\b)\w+)(?![\w-])|(?<=\w-)tu(?!\w)|"
    r"(?<!\w)(?:envoie|dis|donne|ecris|regarde|attends|verifie|rappelle|essaie|explique|passe)-(?:moi|nous|le|la|les)(?!\w)"
)
"""Somebody addressed as `tu`, in French."""

FORMAL = _any("vous", "votre", "vos", "svp")
"""Somebody addressed as `vous`."""

QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"|“[^”]*”")
"""What somebody else said."""

_TITLE = r"(?:madame|monsieur|mademoiselle|mme|mlle|mr\.?|m\.(?= ?[a-z])|mrs\.?|ms\.?|miss|sir|madam)"
_BOTH = r"(?:madame|monsieur|mesdames|messieurs|sir|madam|cher client|chere cliente|cliente?)"
BOTH = re.compile(rf"(?<!\w)(?:chere? )?{_BOTH}\s*(?:,|/|et|ou|or|and)\s*(?:chere? )?{_BOTH}(?!\w)")
"""Both forms side by side guess nothing."""

TITLE = re.compile(
    rf"(?:^|(?<=\n))\s*(?:(?:bonjour|bonsoir|hello|hi|dear|good (?:morning|afternoon|evening)),? )?(?:chere? )?{_TITLE}(?!\w)|"
    rf"(?<!\w)(?:bonjour|bonsoir|merci|hello|hi|dear|thank you),? (?:chere? )?{_TITLE}(?!\w)|"
    rf", (?:chere? )?{_TITLE}(?=\s*(?:[,.!?]|$))|"
    r"(?:^|(?<=\n)|(?<=bonjour )|(?<=bonjour, ))\s*chere? (?:cliente?|\w+)(?=\s*[,!\n])"
)
"""A form of address that says whether a man or a woman is meant."""

EMPHATIC = re.compile(
    r"JAMAIS|TOUJOURS|RIEN|NON|AUCUNE?|ENCORE|D[EÉ]J[AÀ]|ATTENTION|LISEZ|STOP|IMPOSSIBLE|OBLIGATOIRE|"
    r"NEVER|ALWAYS|NOT|AGAIN|ALREADY|READ|NOTHING|PLEASE|MUST"
)
CAPITALS = re.compile(
    r"(?<![\w-])[^\W\d_a-zà-ÿœ]{2,}(?:[ ,]+[^\W\d_a-zà-ÿœ]{2,}){2,}(?![\w-])|(?<![\w-])[^\W\d_a-zà-ÿœ]{3,}(?![\w-])"
)
"""Three words or more in capitals, or one (which shouts only when it is in `EMPHATIC`). Read in the text as written."""

EXCLAMATION = re.compile(r"!(?:\s?[!?])+|\?(?:\s?[!])+")

BETTER: Mapping[str, Mapping[str, str]] = {
    "immediatement": {"fr": "aujourd'hui avant 17 h (une heure que vous tiendrez)"},
    "immediately": {"en": "by 5 pm today (a time that you will keep)"},
    "dans les plus brefs delais": {"fr": "demain avant 11 h (une heure que vous tiendrez)"},
    "des que possible": {"fr": "demain avant 11 h (une heure que vous tiendrez)"},
    "as soon as possible": {"en": "by 11 am tomorrow (a time that you will keep)"},
    "calmez-vous": {"fr": "Nous comprenons que cette situation est pénible. Voici ce que nous faisons :"},
    "calm down": {"en": "We understand how unpleasant this is. Here is what we are doing:"},
    "vous auriez du": {"fr": "Pour que cela aboutisse, voici ce qu'il nous faut :"},
    "you should have": {"en": "To get this done, here is what we need:"},
    "c'est votre faute": {"fr": "Voici ce qui s'est passé, et ce que nous pouvons faire :"},
}
"""Better wordings for what charters often forbid, by folded phrase."""
