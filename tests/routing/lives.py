"""Random lives of a conversation, and what the method promises of each: read from its events, however they came about."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from charter.charter import Charter
from charter.courtesy import may_begin
from charter.hours import WEEKDAYS, OpeningHours, add_open_time, closing
from charter.people import Person
from charter.promises import later, promise
from conversations import events as e
from conversations.conversation import Conversation, after
from conversations.message import Visibility
from conversations.ports import Refused
from conversations.turn import FOR_STAFF, AnsweredBy, Reply
from conversations.understanding import Danger, Heat, Score, Wish
from routing.take_over import PERSON_PRESENT
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY, VirtualLine

Step = tuple[object, ...]

UNDERSTANDINGS = [
    understood(("horaires", 0.9)),
    understood(("retour", 0.9)),
    understood(("livraison", 0.9), also=(Score("horaires", 0.9), Score("qualite", 0.9))),
    understood(("horaires", 0.9), also=(Score("retour", 0.9),)),
    understood(("livraison", 0.9), also=(Score("qualite", 0.9),), heat=Heat.ANGRY),
    understood(("livraison", 0.9), heat=Heat.ANGRY),
    understood(("livraison", 0.9), heat=Heat.THREAT),
    understood(("horaires", 0.4), ("retour", 0.38)),
    understood(("humain", 0.9)),
    understood(("ou_en_est", 0.9)),
    understood(("salutation", 0.9)),
    understood(("eloge", 0.9)),
    understood(("hors_sujet", 0.9)),
    understood(("insulte", 0.9), heat=Heat.ANGRY),
    understood(("qualite", 0.9), danger=Danger.PRODUCT),
    understood(("retour", 0.9), dated_act="withdrawal"),
    understood(("hors_sujet", 0.9), wish=Wish.PERSON),
    understood(("humain", 0.9), wish=Wish.SUPERIOR),
    understood(("remerciement", 0.9), wish=Wish.NOTHING_MORE),
    understood(words=False),
    understood(("horaires", 0.9), language="de"),
]
TEXTS = ["bla", "non", "oui", "1", "4", "Question retour"]
WRITES = st.tuples(st.just("writes"), st.sampled_from(UNDERSTANDINGS), st.sampled_from(TEXTS))
STAFF = st.sampled_from(
    [
        ("says", "answer"),
        ("says", "holding"),
        ("says", "question"),
        ("serves",),
        ("asks_before_the_promise",),
        ("closes",),
        ("hands_back",),
        ("notes",),
        ("transfers", "qualite"),
        ("takes_danger",),
    ]
)
PAUSES = (timedelta(seconds=30), timedelta(minutes=11), timedelta(hours=3), timedelta(days=1), timedelta(days=4))
WAITS = st.tuples(st.just("waits"), st.sampled_from(PAUSES))
OUTAGES = st.tuples(st.just("is_down"), st.sampled_from(PAUSES))


STARTS = (MONDAY, datetime(2026, 3, 6, 17, 30, tzinfo=UTC), datetime(2026, 3, 8, 1, 0, tzinfo=UTC))
"""A Monday morning, a Friday evening, a Sunday night."""


def _lives(*kinds: st.SearchStrategy[Step]) -> st.SearchStrategy[list[Step]]:
    starts = st.sampled_from(STARTS).map(lambda moment: ("starts", moment))
    return st.builds(lambda start, steps: [start, *steps], starts, st.lists(st.one_of(*kinds), max_size=14))


UNDISTURBED = _lives(WRITES, STAFF, WAITS)
"""Lives in which somebody always ticks."""
STEPS = _lives(WRITES, STAFF, WAITS, WAITS, OUTAGES)


def by_day_and_night() -> Charter:
    """The small charter, with a team that never closes: its promises fall at any hour."""
    always = {"timezone": "Europe/Paris", "holidays": "none", "week": {day: ["0:00-24:00"] for day in WEEKDAYS}}
    charter = small_charter(
        on_call=(Person(name="Bo", email="bo@colibri.example"), Person(name="Cy", email="cy@colibri.example"))
    )
    hours = OpeningHours.model_validate(always)
    open_ = tuple(d.model_copy(update={"hours": hours}) if d.id == "livraison" else d for d in charter.departments)
    return charter.model_copy(update={"departments": open_})


CHARTER = by_day_and_night()


def lived(steps: Sequence[Step], visibility: Visibility) -> VirtualLine:
    """A conversation that has lived these steps. What a person may not do there is not done."""
    line = VirtualLine(visibility, charter=CHARTER)
    for step in steps:
        match step:
            case ("starts", moment):
                line.now = moment  # type: ignore[assignment]
            case ("serves",):
                _serves(line)
            case ("asks_before_the_promise",):
                _asks_before_the_promise(line)
            case ("writes", understanding, text):
                line.writes(understanding, text=str(text))  # type: ignore[arg-type]
            case ("says", reply):
                with suppress(Refused):
                    line.says(reply=str(reply))
            case (name, *arguments):
                with suppress(Refused):
                    getattr(line, str(name))(*arguments)
    return line


def _serves(line: VirtualLine) -> None:
    """A whole request, answered by a person and closed; and some time after it."""
    line.writes(understood(("livraison", 0.9)))
    with suppress(Refused):
        line.says()
        line.closes()
    line.waits(timedelta(minutes=30))


def _asks_before_the_promise(line: VirtualLine) -> None:
    """A person asks something five minutes before what was promised, and time goes on."""
    turn = line.conversation.waiting
    if turn is not None and turn.word is not None and turn.word - line.now > timedelta(minutes=5):
        line.waits(turn.word - line.now - timedelta(minutes=5))
    with suppress(Refused):
        line.says(reply="question")
    line.waits(timedelta(minutes=20))


def heard_once(events: Sequence[e.Event]) -> None:
    """M1: at most one acknowledgement and one question of the bot in each turn."""
    for reply in (Reply.ACKNOWLEDGEMENT, Reply.QUESTION):
        said = Counter(event.turn for event in _of_the_bot(events) if event.reply is reply)
        assert all(count == 1 for count in said.values())


def word_kept(events: Sequence[e.Event], charter: Charter) -> None:
    """M8: two notices at most in a turn, each with a later time than all before, only when people are up."""
    promised: defaultdict[str, list[datetime]] = defaultdict(list)
    noticed: defaultdict[str, list[int]] = defaultdict(list)
    unsaid: dict[str | None, datetime] = {}
    leaving: dict[str, tuple[str | None, datetime]] = {}
    for event in events:
        if isinstance(event, e.Promised):
            assert event.by > event.at
        if isinstance(event, e.Promised) and event.held:
            unsaid[event.turn] = event.by
        elif isinstance(event, e.Promised):
            promised[event.turn].append(event.by)
        if isinstance(event, e.Held) and event.turn in unsaid:
            leaving[event.outgoing] = (event.turn, unsaid.pop(event.turn))
        if isinstance(event, e.Delivered) and event.outgoing in leaving:
            # Nobody was told a time in a reply that waited for a second person, before it left.
            turn, by = leaving.pop(event.outgoing)
            promised[str(turn)].append(by)
        if isinstance(event, e.DelayNoticed):
            noticed[event.turn].append(event.number)
            *before, new = promised[event.turn]
            assert before
            assert max(before) <= event.at
            assert new > max(before)
            assert may_begin(event.at, charter)
    assert all(numbers in ([1], [1, 2]) for numbers in noticed.values())
    begun = [event for event in _of_the_bot(events) if event.reply in (Reply.DELAY_NOTICE, Reply.SATISFACTION)]
    assert all(may_begin(event.at, charter) for event in begun)
    assert len([event for event in begun if event.reply is Reply.DELAY_NOTICE]) == sum(map(len, noticed.values()))


def promised_truly(key: Conversation, events: Sequence[e.Event], charter: Charter) -> None:
    """M2, M3: a promise is a half hour or a closing time of the team, no sooner than its delay, no later than the cap."""
    for state, event in _along(key, events):
        if not isinstance(event, e.Promised):
            continue
        turn = state.turn(event.turn)
        assert turn is not None
        department = charter.holder(turn.department)
        opening, delays = charter.hours_of(department), charter.department(department).delays
        delay = delays.public if turn.visibility is Visibility.PUBLIC else delays.private
        assert promise(event.at, delay, opening) <= event.by
        most = promise(event.at, delay * charter.promising.cap, opening)
        assert event.by <= max(most, later(turn.word, opening) if turn.word is not None else most)
        local = event.by.astimezone(ZoneInfo(opening.timezone))
        assert (local.minute in (0, 30) and local.second == 0) or event.by == closing(opening, event.by)


def nobody_spoken_over(key: Conversation, events: Sequence[e.Event], charter: Charter) -> None:
    """M9: from a person's reply to hand-back or closing no canned answer; for thirty open minutes nothing but safety."""
    for state, event in _along(key, events):
        if not isinstance(event, e.Replied) or event.by is AnsweredBy.STAFF or event.reply in FOR_STAFF | {Reply.SAFETY}:
            continue
        if state.human_at is not None:
            assert event.reply in (Reply.ACKNOWLEDGEMENT, Reply.DELAY_NOTICE)
            opening = charter.hours_of(state.department or charter.default_department)
            assert event.at >= add_open_time(opening, state.human_at, PERSON_PRESENT)


def asked_once(key: Conversation, events: Sequence[e.Event]) -> None:
    """M10: at most one satisfaction question ever, in private, after closing, with no danger about."""
    asked = [(state, event) for state, event in _along(key, events) if _is(event, Reply.SATISFACTION)]
    assert len(asked) <= 1
    for state, _ in asked:
        assert state.closed
        assert state.audience is Visibility.PRIVATE
        assert not state.endangered


def danger_first(key: Conversation, events: Sequence[e.Event], until: datetime | None) -> None:
    """M12: safety words and the chain at once; every ten minutes until a person takes it (`until`: the end of the life;
    None: nobody ticked for a while, so that gaps say nothing); nothing light, no notice, no survey meanwhile."""
    for state, event in _along(key, events):
        if isinstance(event, e.DangerRaised):
            told = [one for one in events if isinstance(one, e.Replied) and one.at == event.at]
            assert any(one.reply is Reply.SAFETY and one.turn == event.turn for one in told)
        if isinstance(event, e.Decided) and any(reason.rule == "danger" for reason in event.reasons):
            assert state.danger_at is not None or any(isinstance(one, e.DangerRaised) and one.at == event.at for one in events)
        if state.danger_at is not None and isinstance(event, e.Replied) and event.by is AnsweredBy.BOT:
            assert event.reply not in (Reply.ANSWER, Reply.LIGHT, Reply.DELAY_NOTICE, Reply.SATISFACTION, Reply.QUESTION)
    if until is not None:
        _chain_runs(key, events, until)


def _chain_runs(key: Conversation, events: Sequence[e.Event], until: datetime) -> None:
    last: datetime | None = None
    every = timedelta(minutes=10)
    for state, event in _along(key, events):
        if state.danger_at is None:
            last = None
            continue
        assert event.at - (last or state.danger_at) <= every or not _ours(event)
        last = event.at if _is(event, Reply.ON_CALL) else last
    if last is not None and after(key, events).danger_at is not None:
        assert until - last < every


def _ours(event: e.Event) -> bool:
    """True when it bears the time of our own clock, which tells when the chain should have run."""
    return isinstance(event, (e.Replied, e.Decided, e.Closed, e.DangerAcknowledged))


def _is(event: e.Event, reply: Reply) -> bool:
    return isinstance(event, e.Replied) and event.reply is reply


def _along(empty: Conversation, events: Sequence[e.Event]) -> Iterator[tuple[Conversation, e.Event]]:
    """Each event with the state it found."""
    state = empty
    for event in events:
        yield state, event
        state = after(state, (event,))


def _of_the_bot(events: Sequence[e.Event]) -> list[e.Replied]:
    return [e_ for e_ in events if isinstance(e_, e.Replied) and e_.by is AnsweredBy.BOT and e_.reply not in FOR_STAFF]
