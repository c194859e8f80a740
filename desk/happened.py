"""The sentence for each event that is worth telling. The others show through the messages they belong to."""

from conversations import events as e
from conversations.understanding import FALLBACK, Heat
from desk.reader import Reader


def happened(event: e.Event, reader: Reader) -> str | None:
    """What an event means to the staff, or None when it is not told on its own."""
    words = reader.words
    match event:
        case e.Decided():
            return _decided(event, reader)
        case e.HandedOver():
            return _handed_over(event, reader)
        case e.TurnOpened(rest_of=str()):
            return words("event.rest_opened", at=reader.moment(event.at))
        case e.Transferred():
            return words("event.transferred", who=reader.user(event.by), department=reader.department(event.department))
        case e.Promised():
            return words("event.promised_held" if event.held else "event.promised", by=reader.moment(event.by))
        case e.ClarificationAsked():
            return words("event.clarification_asked", choices=reader.intents("|".join(event.choices)))
        case e.NoAnswerNeeded():
            return words("event.no_answer_needed", rule=words.either(f"rule.{event.rule}", event.rule.replace("_", " ")))
        case e.Excluded():
            return words("event.excluded", reason=words.either(f"excluded.{event.reason}", event.reason))
        case e.DatedActDeclared():
            return _declared(event, reader)
        case e.CardRaised():
            return words("event.card_raised", card=card_word(event.rule, reader))
        case e.AnswerConfirmed() | e.AnswerRefused() | e.DangerRaised() | e.Invited() | e.MovedToPrivate():
            return words(f"event.{event.kind}")
        case e.DangerAcknowledged() | e.HandedBack() | e.Closed():
            return words(f"event.{event.kind}", who=reader.user(event.by))
        case e.Settled(measure="promised", result="missed"):
            return words("event.promise_missed")
        case e.Reminded() | e.DelayNoticed() | e.Assigned() | e.Released() | e.Rated():
            return _kept(event, reader)
        case e.Held() | e.Approved() | e.Cancelled() | e.Overrode():
            return _looked_at_twice(event, reader)
        case _:
            return None


def _looked_at_twice(event: e.Held | e.Approved | e.Cancelled | e.Overrode, reader: Reader) -> str:
    """What became of a reply before it left."""
    words = reader.words
    match event:
        case e.Held():
            until = reader.moment(event.until) if event.until else ""
            return words(f"event.held.{event.why}", who=reader.user(event.by), until=until)
        case e.Approved():
            return words("event.approved", who=reader.user(event.by))
        case e.Cancelled(by="rule"):
            return words("event.cancelled_by_rule")
        case e.Cancelled():
            return words("event.cancelled", who=reader.user(event.by))
        case e.Overrode():
            checks = ", ".join(words.either(f"check.{name}", name.replace("_", " ")) for name in event.findings)
            return words("event.overrode", who=reader.user(event.by), checks=checks)


def _kept(event: e.Reminded | e.DelayNoticed | e.Assigned | e.Released | e.Rated, reader: Reader) -> str:
    """What keeps a conversation from being forgotten, and what the customer thought of it."""
    words = reader.words
    match event:
        case e.Reminded():
            return words("event.reminded")
        case e.DelayNoticed():
            return words("event.delay_noticed", number=event.number)
        case e.Assigned() if event.by == event.to:
            return words("event.taken", who=reader.user(event.by))
        case e.Assigned():
            return words("event.assigned", who=reader.user(event.by), to=reader.user(event.to))
        case e.Released():
            reason = words.either(f"released.{event.reason}", event.reason.replace("_", " "))
            return words("event.released", reason=reason)
        case e.Rated():
            return words("event.rated", score=event.score)


def _handed_over(event: e.HandedOver, reader: Reader) -> str:
    department, by = reader.department(event.department), reader.moment(event.target_by)
    if event.instead_of is None:
        sentence = reader.words("event.handed_over", department=department, by=by)
    else:
        absent = reader.department(event.instead_of)
        sentence = reader.words("event.handed_over_instead", department=department, absent=absent, by=by)
    also = ", ".join(reader.department(id) for id in event.also)
    return f"{sentence} · {reader.words('event.handed_over_also', also=also)}" if also else sentence


def _decided(event: e.Decided, reader: Reader) -> str:
    sentence = reader.words("event.decided", verdict=" + ".join(map(reader.verdict, (event.verdict, *event.also))))
    marks = (
        reader.words("event.perhaps_danger") if any(reason.rule == "perhaps_danger" for reason in event.reasons) else "",
        heat_word(event.heat, reader),
        reader.words("event.by_fallback") if event.engine == FALLBACK else "",
    )
    return " · ".join((sentence, *filter(None, marks)))


def _declared(event: e.DatedActDeclared, reader: Reader) -> str:
    act = reader.words.either(f"dated_act.{event.act}", event.act)
    if event.legal_by is None:
        return reader.words("event.dated_act_declared", act=act, reference=event.reference)
    by = reader.moment(event.legal_by)
    return reader.words("event.dated_act_declared_by", act=act, reference=event.reference, by=by)


def heat_word(heat: str, reader: Reader) -> str:
    """How heated, in a word; nothing to say of calm."""
    return "" if heat in ("", Heat.CALM.word) else reader.words.either(f"heat.{heat}", heat)


def card_word(rule: str, reader: Reader) -> str:
    """Why a person should look although nobody waits."""
    return reader.words.either(f"card.{rule}", rule.replace("_", " "))
