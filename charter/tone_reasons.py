"""What a finding of the tone check says: the sentence that the text breaks, and what could be said instead."""

from collections.abc import Mapping

from charter.charter import Charter
from charter.folded import folded
from charter.tone_words import BETTER

_BECAUSE: Mapping[str, Mapping[str, str]] = {
    "forbidden": {"fr": "la charte écarte ces mots. {tone}", "en": "the charter rules these words out. {tone}"},
    "required": {"fr": "la charte demande « {words} »", "en": "the charter asks for “{words}”"},
    "address": {
        "fr": "la charte dit « {address} » au client, partout et sans mélange",
        "en": "the charter says “{address}” to customers, everywhere and unmixed",
    },
    "at_once": {
        "fr": "une promesse est une heure, jamais « immédiatement »",
        "en": "a promise is a time, never “immediately”",
    },
    "without_time": {
        "fr": "dire que l'on revient, c'est promettre : le client apprend quand",
        "en": "saying that we come back is a promise: the customer learns by when",
    },
    "only_holds": {
        "fr": "ce texte demande d'attendre et ne répond pas : envoyé comme réponse, il arrêterait le délai",
        "en": "this text asks for patience and answers nothing: sent as an answer, it would stop the clock",
    },
    "blame": {"fr": "pas de reproche à un client. {tone}", "en": "no blame. {tone}"},
    "argument": {
        "fr": "on ne discute pas avec une personne contrariée. {tone}",
        "en": "no argument with somebody who is upset. {tone}",
    },
    "joke": {
        "fr": "pas de plaisanterie avec une personne contrariée. {tone}",
        "en": "no joke with somebody who is upset. {tone}",
    },
    "emoji": {
        "fr": "pas d'emoji à une personne contrariée. {tone}",
        "en": "no emoji to somebody who is upset. {tone}",
    },
    "shouting": {"fr": "des capitales se lisent comme un cri. {tone}", "en": "capitals read as shouting. {tone}"},
    "exclamation": {"fr": "plusieurs signes de suite haussent le ton. {tone}", "en": "several marks raise the voice. {tone}"},
    "gender": {
        "fr": "un nom ne dit pas s'il faut Madame ou Monsieur : des formes neutres",
        "en": "a name does not tell how somebody is addressed: neutral forms",
    },
    "long_in_public": {
        "fr": "en public, on reste bref ({words} caractères) et l'on invite en privé",
        "en": "in public, short ({words} characters), and an invitation to private",
    },
}

_BETTER: Mapping[str, Mapping[str, str]] = {
    "forbidden": {"fr": "dites-le autrement, ou retirez-le", "en": "say it otherwise, or leave it out"},
    "address": {"fr": "reprenez la phrase avec « {address} »", "en": "say it with “{address}”"},
    "at_once": {
        "fr": "« aujourd'hui avant 17 h », une heure que vous tiendrez",
        "en": "“by 5 pm today”, a time that you will keep",
    },
    "without_time": {
        "fr": "« Nous revenons vers vous demain avant 11 h », ou choisissez la réponse d'attente, qui promet une heure",
        "en": "“We come back to you by 11 am tomorrow”, or choose a holding reply, which promises a time",
    },
    "only_holds": {
        "fr": "choisissez « réponse d'attente » : elle promet une heure, et personne n'oublie ce client",
        "en": "choose a holding reply: it promises a time, and nobody forgets this customer",
    },
    "blame": {
        "fr": "« Voici ce que nous faisons maintenant, et ce dont nous avons besoin »",
        "en": "“Here is what we do now, and what we need from you”",
    },
    "argument": {
        "fr": "« Nous comprenons votre point de vue. Voici ce que nous constatons, et ce que nous proposons »",
        "en": "“We understand how you see it. Here is what we find, and what we offer”",
    },
    "joke": {
        "fr": "retirez-la ; restez simple et attentif au problème",
        "en": "leave it out; stay simple and with the problem",
    },
    "emoji": {"fr": "retirez-le", "en": "leave it out"},
    "shouting": {"fr": "écrivez en minuscules", "en": "write it in lower case"},
    "exclamation": {"fr": "un seul signe, ou un point", "en": "one mark, or a full stop"},
    "gender": {"fr": "« Bonjour, »", "en": "“Hello,”"},
    "long_in_public": {"fr": "une phrase ici, le détail en privé", "en": "one sentence here, the details in private"},
}


def because(rule: str, language: str, charter: Charter, words: str) -> str:
    """The sentence that `words` breaks; in English for any language but French."""
    return _in(_BECAUSE[rule], language).format(words=words, tone=charter.tone.description, address=charter.brand.address)


def better(rule: str, words: str, language: str, charter: Charter) -> str:
    """What could be said: in the brand's words when it has written some for this phrase, else in ours."""
    own = {folded(phrase): wording for phrase, wording in charter.tone.better.items()}
    ours = BETTER.get(folded(words), {})
    general = _in(_BETTER[rule], language).format(address=charter.brand.address)
    return own.get(folded(words)) or ours.get(language) or general


def _in(sentences: Mapping[str, str], language: str) -> str:
    return sentences["fr" if language == "fr" else "en"]
