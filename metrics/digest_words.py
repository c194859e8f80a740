"""The sentences of the weekly letter, by language. A pair is for one and for more."""

from typing import Final

Pair = tuple[str, str]

FR: Final[dict[str, str | Pair]] = {
    "subject_week": "La semaine {span}",
    "subject_month": "Le mois : {span}",
    "subject_days": "{span}",
    "subject_day": "{span}",
    "intro_week": "Voici la semaine {span}, telle qu'on la connaît {moment}.",
    "intro_month": "Voici le mois {span}, tel qu'on le connaît {moment}.",
    "intro_days": "Voici la période {span}, telle qu'on la connaît {moment}.",
    "intro_day": "Voici ce qui a été reçu {span}, tel qu'on le connaît {moment}.",
    "compared_week": "Les évolutions sont par rapport à la semaine d'avant, vue au même âge.",
    "compared_month": "Les évolutions sont par rapport au mois d'avant, vu au même âge.",
    "compared_days": "Les évolutions sont par rapport aux jours d'avant, vus au même âge.",
    "compared_day": "Les évolutions sont par rapport au jour d'avant, vu au même âge.",
    "empty": (
        "Personne n'a rien demandé ce jour-là : il n'y a rien à mesurer.",
        "Personne n'a rien demandé pendant ces jours : il n'y a rien à mesurer.",
    ),
    "empty_before": (
        "Auparavant, sur la même durée : 1 demande. Si vous en attendiez, vérifiez les canaux : recul doctor",
        "Auparavant, sur la même durée : {n} demandes. Si vous en attendiez, vérifiez les canaux : recul doctor",
    ),
    "mentions": "Commentaires qui nous mentionnent ({n})",
    "comments": "Tous les commentaires publics ({n})",
    "private": "Messages privés ({n})",
    "none": "Rien n'y attendait de réponse.",
    "staff_none": "L'équipe n'a eu aucune réponse à donner.",
    "staff": "L'équipe répond à la moitié en {median} au plus{change}.",
    "staff_over": "L'équipe n'a pas répondu à la moitié : il y faut plus de {median}.",
    "p90": "Neuf sur dix ont leur réponse en {delay} au plus.",
    "p90_over": "Pour neuf sur dix, il faut plus de {delay}.",
    "mean": (
        "En moyenne {mean} sur la seule réponse qu'elle a donnée{change}.",
        "En moyenne {mean} sur les {n} réponses qu'elle a données{change}.",
    ),
    "share": (
        "{n} sur {of} a eu une réponse, de l'équipe ou du robot : {share}{change}.",
        "{n} sur {of} ont eu une réponse, de l'équipe ou du robot : {share}{change}.",
    ),
    "expected": "Dans les {delay} que les clients attendent : {part} sur {of}.",
    "waiting": ("1 attend encore, depuis {delay}.", "{n} attendent encore, le plus ancien depuis {delay}."),
    "pending": ("1 réponse du robot peut encore être refusée.", "{n} réponses du robot peuvent encore être refusées."),
    "unanswered": ("1 est resté sans réponse.", "{n} sont restés sans réponse."),
    "kept": "La parole donnée",
    "promises": ("{where} : {n} promesse tenue sur {of}{change}.", "{where} : {n} promesses tenues sur {of}{change}."),
    "promises_none": "Aucune promesse n'est arrivée à son terme.",
    "public": "En public",
    "privately": "En privé",
    "longest": "Ce qui attend depuis le plus longtemps",
    "wait": "{team}, {where}, depuis {delay} : {link}",
    "nobody_waits": ("De ce jour-là, plus personne n'attend.", "De ces jours-là, plus personne n'attend."),
    "standing": (
        "En tout, 1 demande attend une réponse en ce moment, depuis {delay}.",
        "En tout, {n} demandes attendent une réponse en ce moment, la plus ancienne depuis {delay}.",
    ),
    "reasons": "Ce qui a mécontenté",
    "reason": "{title} : {n} (auparavant {before})",
    "rising": "En hausse : {titles}.",
    "reasons_none": "Aucun signe de mécontentement.",
    "reasons_note": "Comptent : agacement ou colère, réponse du robot refusée, promesse non tenue, note de 1 ou 2 sur 5.",
    "returns": "Ce qui nous est revenu",
    "faq": "Réponses du robot. Utiles, dit par le client : {helped} ; sans réaction : {silent} ; refusées : {refused}.",
    "satisfaction": "Satisfaction : {mean} sur 5. Questions posées : {asked} ; réponses : {rated}, soit {share}.",
    "satisfaction_none": "Satisfaction : aucune réponse. Questions posées : {asked}.",
    "satisfaction_note": "La note n'est demandée qu'en privé, après une conversation calme et close : les autres n'y sont pas.",
    "anger": "Conversations en colère : {of}. Calmes à la fin : {calmed} ; encore mécontentes : {upset} ; sans suite : {gone}.",
    "unknown": "Ce que la charte n'a pas su dire",
    "unrecognised": (
        "{n} demande que rien n'a reconnue",
        "{n} demandes que rien n'a reconnues",
    ),
    "refused": ("{n} réponse refusée", "{n} réponses refusées"),
    "unknown_none": "Rien : chaque question a trouvé son entrée.",
    "unknown_said": "{unrecognised}, {refused}. Pour lire ces questions et en faire des entrées : recul nlu report",
    "rows": "Tous les chiffres, avec les conversations derrière chacun :\n{command}",
    "more_time": " ({by} de plus)",
    "less_time": " ({by} de moins)",
    "same": " (comme avant)",
    "no_subject": "Sans sujet reconnu",
    "subject_humain": "Demandes d'une personne",
    "subject_ou_en_est": "Où en est ma demande",
    "subject_insulte": "Insultes",
    "subject_clarify": "Demandes à préciser",
    "subject_light": "Remerciements et politesses",
    "subject_hors_sujet": "Hors sujet",
    "gone": "{id} (plus dans la charte)",
}

EN: Final[dict[str, str | Pair]] = {
    "subject_week": "The week of {span}",
    "subject_month": "The month: {span}",
    "subject_days": "{span}",
    "subject_day": "{span}",
    "intro_week": "This is the week {span}, as it is known {moment}.",
    "intro_month": "This is the month {span}, as it is known {moment}.",
    "intro_days": "These are the days {span}, as they are known {moment}.",
    "intro_day": "This is what came in {span}, as it is known {moment}.",
    "compared_week": "Changes are against the week before, seen at the same age.",
    "compared_month": "Changes are against the month before, seen at the same age.",
    "compared_days": "Changes are against the days before, seen at the same age.",
    "compared_day": "Changes are against the day before, seen at the same age.",
    "empty": (
        "Nobody asked for anything on that day: there is nothing to measure.",
        "Nobody asked for anything in these days: there is nothing to measure.",
    ),
    "empty_before": (
        "Before, over the same time: 1 request. If you expected some, check the channels: recul doctor",
        "Before, over the same time: {n} requests. If you expected some, check the channels: recul doctor",
    ),
    "mentions": "Comments that mention us ({n})",
    "comments": "All public comments ({n})",
    "private": "Private messages ({n})",
    "none": "Nothing there wanted an answer.",
    "staff_none": "The team had no answer to give.",
    "staff": "The team answers half of them within {median}{change}.",
    "staff_over": "The team has not answered half of them: that takes more than {median}.",
    "p90": "Nine in ten have their answer within {delay}.",
    "p90_over": "For nine in ten it takes more than {delay}.",
    "mean": (
        "On average {mean}, over the one answer that it gave{change}.",
        "On average {mean}, over the {n} answers that it gave{change}.",
    ),
    "share": (
        "{n} of {of} was answered, by the team or the bot: {share}{change}.",
        "{n} of {of} were answered, by the team or the bot: {share}{change}.",
    ),
    "expected": "Within the {delay} that customers expect: {part} of {of}.",
    "waiting": ("1 still waits, for {delay} now.", "{n} still wait, the oldest for {delay} now."),
    "pending": ("1 answer of the bot can still be refused.", "{n} answers of the bot can still be refused."),
    "unanswered": ("1 was left without an answer.", "{n} were left without an answer."),
    "kept": "Promises",
    "promises": ("{where}: {n} promise kept out of {of}{change}.", "{where}: {n} promises kept out of {of}{change}."),
    "promises_none": "No promise came due.",
    "public": "In public",
    "privately": "In private",
    "longest": "What has waited longest",
    "wait": "{team}, {where}, for {delay}: {link}",
    "nobody_waits": ("Of that day, nobody waits any more.", "Of those days, nobody waits any more."),
    "standing": (
        "In all, 1 request waits for an answer right now, for {delay}.",
        "In all, {n} requests wait for an answer right now, the oldest for {delay}.",
    ),
    "reasons": "What dissatisfied people",
    "reason": "{title}: {n} (before: {before})",
    "rising": "Rising: {titles}.",
    "reasons_none": "No sign of dissatisfaction.",
    "reasons_note": "What counts: annoyance or anger, a refused answer of the bot, a broken promise, a score of 1 or 2 of 5.",
    "returns": "What came back to us",
    "faq": "Answers of the bot. Helpful, said the customer: {helped}; without a reaction: {silent}; refused: {refused}.",
    "satisfaction": "Satisfaction: {mean} out of 5. Questions asked: {asked}; replies: {rated}, which is {share}.",
    "satisfaction_none": "Satisfaction: no reply. Questions asked: {asked}.",
    "satisfaction_note": "The question is asked in private alone, after a calm conversation that is closed: no other is in it.",
    "anger": "Angry conversations: {of}. Ended calm: {calmed}; still upset: {upset}; not heard of again: {gone}.",
    "unknown": "What the charter could not answer",
    "unrecognised": ("1 request that nothing recognised", "{n} requests that nothing recognised"),
    "refused": ("1 answer refused", "{n} answers refused"),
    "unknown_none": "Nothing: each question found its entry.",
    "unknown_said": "{unrecognised}, {refused}. To read these questions and make entries of them: recul nlu report",
    "rows": "All figures, with the conversations behind each of them:\n{command}",
    "more_time": " ({by} more)",
    "less_time": " ({by} less)",
    "same": " (as before)",
    "no_subject": "No subject recognised",
    "subject_humain": "Requests for a person",
    "subject_ou_en_est": "Where does my request stand",
    "subject_insulte": "Insults",
    "subject_clarify": "Requests that were asked about",
    "subject_light": "Thanks and courtesies",
    "subject_hors_sujet": "Off topic",
    "gone": "{id} (no longer in the charter)",
}

SENTENCES: Final = {"fr": FR, "en": EN}


class Words:
    """The sentences in one language."""

    def __init__(self, language: str) -> None:
        """English when there are none in that language."""
        self.language = language if language in SENTENCES else "en"
        self._said = SENTENCES[self.language]

    def __call__(self, name: str, **what: str | int) -> str:
        """One sentence; of a pair, that for `n`: French says nothing in the singular too. Raises KeyError."""
        said = self._said[name]
        one = what.get("n") in ((0, 1) if self.language == "fr" else (1,))
        chosen = said if isinstance(said, str) else said[0 if one else 1]
        return chosen.format(**what)

    def has(self, name: str) -> bool:
        """True when there is such a sentence."""
        return name in self._said
