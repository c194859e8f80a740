"""M8: a promise is remembered before it comes due, and owned up to when it has passed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from charter.charter import Charter
from charter.courtesy import may_begin
from charter.keeping_word import SecondLook
from charter.people import Person
from conversations import events as e
from conversations.acts import Cancel
from conversations.change import Outgoing, Timer
from conversations.conversation import Conversation
from conversations.crisis import Crisis, CrisisState
from conversations.message import PlaceKey, Visibility
from conversations.turn import Reply, Turn
from conversations.understanding import Danger, Wish
from routing.context import Emergency
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY, VirtualLine

LATE = understood(("livraison", 0.9))
DANGER = understood(("qualite", 0.9), danger=Danger.PRODUCT)
PARIS = ZoneInfo("Europe/Paris")
FRIDAY_EVENING = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)
DEPUTY = Person(name="Didier", email="didier@colibri.example")
LEAD = Person(name="Lou", email="lou@colibri.example")


def with_department(**changes: object) -> Charter:
    charter = small_charter(deputy=DEPUTY)
    changed = tuple(d.model_copy(update=changes) if d.id == "livraison" else d for d in charter.departments)
    return charter.model_copy(update={"departments": changed})


def promised_line(visibility: Visibility = Visibility.PRIVATE, **changes: object) -> VirtualLine:
    line = VirtualLine(visibility, charter=with_department(**changes))
    line.writes(LATE)
    return line


def waiting(line: VirtualLine) -> Turn:
    turn = line.conversation.waiting
    assert turn is not None
    return turn


def word(line: VirtualLine) -> datetime:
    told = waiting(line).word
    assert told is not None
    return told


def letters(line: VirtualLine) -> list[Outgoing]:
    return [outgoing for outgoing in line.sent if outgoing.reply is Reply.STAFF_NOTICE]


def notices(line: VirtualLine) -> list[Outgoing]:
    return [outgoing for outgoing in line.sent if outgoing.reply is Reply.DELAY_NOTICE]


def until(line: VirtualLine, moment: datetime) -> list[Outgoing]:
    return line.waits(moment - line.now)


def test_the_team_is_reminded_an_open_hour_before_the_promise() -> None:
    line = promised_line(email="livraison@colibri.example")
    promise = word(line)
    until(line, promise - timedelta(hours=1, seconds=1))
    assert letters(line) == []
    until(line, promise - timedelta(hours=1))
    (letter,) = letters(line)
    assert (letter.to, letter.due) == ("livraison@colibri.example", line.now)
    assert "service livraison" in letter.text
    assert "/desk/conversations/c1" in letter.text
    assert waiting(line).reminded_at == line.now


@pytest.mark.parametrize(("lead", "to"), [(LEAD, LEAD.email), (None, "ana@colibri.example")])
def test_a_team_without_address_is_reminded_by_its_lead_else_the_referent(lead: Person | None, to: str) -> None:
    line = promised_line(lead=lead)
    until(line, word(line) - timedelta(minutes=1))
    assert [letter.to for letter in letters(line)] == [to]


def test_a_reminder_comes_in_the_teams_hours() -> None:
    line = VirtualLine(now=FRIDAY_EVENING)
    line.writes(LATE)
    assert word(line).astimezone(PARIS).weekday() == 0
    line.waits(timedelta(days=4))
    reminders = [event for event in line.events if isinstance(event, e.Reminded)]
    assert reminders
    for event in reminders:
        local = event.at.astimezone(PARIS)
        assert local.weekday() < 5
        assert 9 <= local.hour < 18
    assert all(letter.due >= FRIDAY_EVENING + timedelta(days=2) for letter in letters(line))


def test_a_short_promise_is_reminded_of_halfway() -> None:
    line = VirtualLine(now=MONDAY.replace(hour=16, minute=25))  # the team closes at 18 h in Paris, promises end there
    line.writes(understood(("livraison", 0.9)))
    assert Timer.REMIND in line.timers
    assert line.now < line.timers[Timer.REMIND] < word(line)


def test_nobody_is_reminded_of_what_is_answered() -> None:
    line = promised_line()
    line.says()
    line.waits(timedelta(days=10))
    assert letters(line) == []
    assert notices(line) == []


def test_at_the_promise_one_notice_owns_the_fault_with_a_new_time_and_the_lead_is_told() -> None:
    line = promised_line(lead=LEAD)
    first = word(line)
    assert until(line, first - timedelta(seconds=1)) == []
    (notice,) = until(line, first)
    assert "[delay_notice" in notice.text
    assert "Ana" in notice.text
    turn = waiting(line)
    assert (turn.notices, turn.promised_by) == (1, first)
    assert word(line) > first
    assert [letter.to for letter in letters(line)][-1] == LEAD.email


def test_a_second_notice_alerts_who_is_in_charge_and_there_is_never_a_third() -> None:
    line = promised_line()
    until(line, word(line))
    second = word(line)
    (notice,) = until(line, second)
    assert "[delay_notice_again" in notice.text
    assert {letter.to for letter in letters(line)[-2:]} == {"ana@colibri.example", DEPUTY.email}
    until(line, word(line) - timedelta(seconds=1))
    told = len(letters(line))
    line.waits(timedelta(days=30))
    assert len(notices(line)) == 2
    later = letters(line)[told:]
    assert {letter.to for letter in later} == {"ana@colibri.example", DEPUTY.email}
    days = [letter.due.date() for letter in later if letter.to == DEPUTY.email]
    assert len(days) > 10
    assert len(set(days)) == len(days)


def test_a_promise_renewed_by_a_person_is_the_one_that_counts() -> None:
    line = promised_line()
    first = word(line)
    line.waits(timedelta(hours=2))
    line.says(reply="holding")
    renewed = word(line)
    assert renewed > first
    assert until(line, renewed - timedelta(seconds=1)) == []
    assert len(until(line, renewed)) == 1


def test_a_person_who_has_just_asked_something_is_not_spoken_over() -> None:
    line = promised_line()
    until(line, word(line) - timedelta(minutes=10))
    line.says(reply="question")
    assert line.waits(timedelta(minutes=29)) == []
    assert [outgoing.reply for outgoing in line.waits(timedelta(minutes=2))] == [Reply.DELAY_NOTICE]
    assert line.conversation.muted


@pytest.mark.parametrize("end", ["closes", "says"])
def test_nothing_is_said_of_what_is_over(end: str) -> None:
    line = promised_line()
    getattr(line, end)()
    assert line.waits(timedelta(days=5)) == []


def test_an_answer_that_is_taken_back_leaves_the_promise_watched() -> None:
    line = promised_line()
    line.deliver = False
    (answer,) = line.says()
    until(line, MONDAY + timedelta(hours=8))
    assert notices(line) == []
    line._fold((e.Undeliverable(line.now, answer.id, "blocked", Reply.ANSWER, answer.turn),))
    line.waits(timedelta(hours=1))
    assert len(notices(line)) == 1


def test_notices_leave_only_when_people_are_up() -> None:
    # A team that never closes: promises fall at night and on Sundays.
    always = {"timezone": "Europe/Paris", "holidays": "none", "week": {}}
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    always["week"] = {day: [{"start": "00:00", "end": "00:00"}] for day in days}
    hours = type(small_charter().hours).model_validate(always)
    line = VirtualLine(charter=small_charter(hours=hours), now=datetime(2026, 3, 7, 18, 0, tzinfo=UTC))
    line.writes(LATE)
    assert word(line).astimezone(PARIS).hour == 23
    line.waits(timedelta(days=5))
    said = [event.at for event in line.events if isinstance(event, e.DelayNoticed)]
    assert len(said) == 2
    assert all(may_begin(at, line.charter) for at in said)
    assert said[0].astimezone(PARIS).date().isoweekday() == 1


def test_after_an_outage_a_notice_is_decided_anew() -> None:
    line = promised_line()
    line.is_down(word(line) - line.now + timedelta(hours=1))
    line.caught_up = False
    assert line.waits(timedelta(minutes=30)) == []
    line.says()
    line.caught_up = True
    assert line.waits(timedelta(days=3)) == []


def test_after_an_outage_overdue_notices_do_not_leave_all_at_the_same_second() -> None:
    moments = []
    for number in range(40):
        line = VirtualLine(conversation=Conversation(f"{number:016x}", PlaceKey("web", "site", "p", "x")))
        line.writes(LATE)
        line.is_down(timedelta(hours=6))
        start = line.now
        line.waits(timedelta(minutes=11))
        (said,) = [event.at for event in line.events if isinstance(event, e.DelayNoticed)]
        moments.append(said - start)
    assert len(set(moments)) > 30
    assert max(moments) <= timedelta(minutes=10)


def test_on_time_a_notice_is_not_put_off() -> None:
    line = promised_line()
    promise = word(line)
    line.waits(timedelta(days=1))
    assert next(event.at for event in line.events if isinstance(event, e.DelayNoticed)) == promise


def test_a_customer_who_is_writing_is_heard_first() -> None:
    line = promised_line()
    promise = word(line)
    until(line, promise - timedelta(seconds=2))
    received = e.MessageReceived(line.now, "m99", line.now, Visibility.PRIVATE)
    line._fold((received,))
    until(line, promise + timedelta(seconds=29))
    assert notices(line) == []


def test_in_danger_no_notice_goes_out_until_a_person_has_taken_it() -> None:
    line = promised_line()
    line.writes(DANGER)
    line.waits(timedelta(days=2))
    assert notices(line) == []
    line.takes_danger()
    line.waits(timedelta(hours=1))
    assert len(notices(line)) == 1


def test_in_precaution_the_bot_is_quiet_in_public_and_not_in_private() -> None:
    crisis = Crisis("k1", CrisisState.PRECAUTION, MONDAY, MONDAY)
    for visibility, said in ((Visibility.PUBLIC, 0), (Visibility.PRIVATE, 1)):
        line = promised_line(visibility)
        line.emergency = Emergency(crisis)
        line.waits(timedelta(hours=5))
        assert len(notices(line)) == said
    line = promised_line(Visibility.PUBLIC)
    line.emergency = Emergency(crisis)
    line.waits(timedelta(hours=5))
    line.emergency = None
    line.waits(timedelta(hours=1))
    assert [notice.visibility for notice in notices(line)] == [Visibility.PUBLIC]


def test_a_customer_who_went_on_in_private_is_told_there() -> None:
    line = promised_line(Visibility.PUBLIC)
    line._fold((e.MovedToPrivate(line.now),))
    line.waits(timedelta(hours=5))
    assert {notice.visibility for notice in notices(line)} == {Visibility.PRIVATE}


def test_a_notice_to_the_staff_makes_no_reply_stale() -> None:
    line = promised_line()
    seen = line.conversation.said
    until(line, word(line) - timedelta(minutes=1))
    assert len(letters(line)) == 1
    assert line.conversation.said == seen


@pytest.mark.parametrize("fate", ["taken back", "undeliverable"])
def test_closing_over_an_answer_that_never_arrives_leaves_the_promise_watched(fate: str) -> None:
    line = promised_line()
    line.charter = line.charter.model_copy(update={"second_look": SecondLook(undo=timedelta(minutes=1))})
    first = word(line)
    line.deliver = False
    line.says()
    (answer,) = line.conversation.held
    line.closes()
    if fate == "taken back":
        line.acts(Cancel("c1", "u1", "k3", line.conversation.version, answer.outgoing))
    else:
        line.waits(timedelta(minutes=2))
        turn = line.conversation.turns[0]
        line._fold((e.Undeliverable(line.now, answer.outgoing, "blocked", Reply.ANSWER, turn.id),))
    until(line, first - timedelta(seconds=1))
    assert notices(line) == []
    until(line, first + timedelta(minutes=30))
    assert len(notices(line)) == 1
    line.waits(timedelta(days=2))
    assert not [outgoing for outgoing in line.sent if outgoing.reply is Reply.SATISFACTION]


def test_an_answer_that_nobody_ever_fetches_is_looked_at_ever_more_rarely() -> None:
    line = promised_line()
    line.deliver = False
    line.says()
    looks = []
    end = line.now + timedelta(days=60)
    while Timer.PROMISE in line.timers and line.timers[Timer.PROMISE] <= end:
        looks.append(line.timers[Timer.PROMISE])
        until(line, looks[-1])
    assert 60 <= len(looks) <= 80
    assert notices(line) == []


def test_while_nothing_leaves_nothing_is_begun_and_an_answer_given_meanwhile_is_the_last_word() -> None:
    answered, forgotten = promised_line(), promised_line()
    for line in (answered, forgotten):
        line.suspended = True
        line.waits(timedelta(hours=30))
        assert notices(line) == []
    answered.says()
    for line in (answered, forgotten):
        line.suspended = False
        line.waits(timedelta(hours=1))
    assert (len(notices(answered)), len(notices(forgotten))) == (0, 1)


def test_while_suspended_the_chain_and_the_reminders_go_on() -> None:
    line = promised_line()
    line.suspended = True
    until(line, word(line) - timedelta(minutes=1))
    assert len(letters(line)) == 1
    (safety,) = line.writes(DANGER)
    assert safety.reply is Reply.SAFETY
    line.waits(timedelta(minutes=25))
    assert len([outgoing for outgoing in line.sent if outgoing.reply is Reply.ON_CALL]) == 3


@pytest.mark.parametrize("muted", [False, True])
def test_what_an_outage_has_held_up_wakes_nobody_at_night(muted: bool) -> None:
    line = VirtualLine()
    if muted:
        line.writes(LATE)
        line.says()
        line.writes(LATE)
    else:
        line.writes(understood(("horaires", 0.4), ("retour", 0.38)))
    line.is_down(timedelta(days=1, hours=17))
    assert line.waits(timedelta(hours=4)) == []
    assert [said.reply for said in line.waits(timedelta(hours=2))] == [Reply.ACKNOWLEDGEMENT]
    said = [event.at for event in line.events if isinstance(event, e.Promised)][-1]
    assert may_begin(said, line.charter)


@pytest.mark.parametrize(("opens", "reminded"), [("10:00-18:00", True), ("16:00-18:00", False)])
def test_a_team_that_was_given_a_promise_while_away_is_reminded_once_it_is_there_and_not_after(
    opens: str, reminded: bool
) -> None:
    week = {day: [opens] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
    hours = type(small_charter().hours).model_validate({"timezone": "Europe/Paris", "week": week})
    charter = small_charter()
    changed = tuple(d.model_copy(update={"hours": hours}) if d.id == "qualite" else d for d in charter.departments)
    line = VirtualLine(charter=charter.model_copy(update={"departments": changed}), now=FRIDAY_EVENING)
    line.writes(LATE)  # promised on Monday at noon
    line.transfers("qualite")
    line.timers[Timer.REMIND] = word(line) - timedelta(hours=2, minutes=30)
    until(line, word(line) - timedelta(seconds=1))
    assert [letter.due.astimezone(PARIS).hour for letter in letters(line)] == ([10] if reminded else [])
    assert all("aujourd'hui" in letter.text for letter in letters(line))
    line.waits(timedelta(days=1))
    assert all(letter.due >= FRIDAY_EVENING for letter in letters(line))


def test_who_is_in_charge_reads_of_the_days_as_they_are_when_they_read() -> None:
    line = VirtualLine(now=FRIDAY_EVENING - timedelta(hours=8))
    line.writes(LATE)
    line.waits(timedelta(hours=11))
    line.writes(understood(("humain", 0.9), wish=Wish.SUPERIOR))
    letter = letters(line)[-1]
    assert letter.due.astimezone(PARIS).weekday() == 0
    assert "depuis vendredi 6 mars" in letter.text
    assert "en cours : aujourd'hui" in letter.text
