"""A secret or one's own data in public: one word of advice, which repeats nothing; and a number proves no identity."""

from hypothesis import given, settings
from hypothesis import strategies as st

from charter.wording import Situation, Wording
from conversations import events as e
from conversations.conversation import Conversation
from conversations.crisis import Crisis, CrisisState
from conversations.message import PlaceKey, Visibility
from conversations.turn import Reply
from conversations.understanding import Danger, Understanding
from nlu.entities import entities
from routing.context import Emergency
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY, VirtualLine

LATE, FAQ, HELLO = ("livraison", 0.9), ("horaires", 0.9), ("salutation", 0.9)
SPILL = "commande 20260302-118, mon numéro est le 06 12 34 56 78, zoe@example.org"


def heard(text: str, *intent: tuple[str, float], **more: object) -> Understanding:
    return understood(*intent, entities=entities(text), **more)


def test_in_private_the_reply_says_what_was_masked_once() -> None:
    line = VirtualLine()
    (reply,) = line.writes(understood(LATE), masked=("card", "password"))
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert "[masked" in reply.text
    assert "un numéro de carte et un mot de passe" in reply.text
    assert line.writes(understood(FAQ), masked=("card",)) == []


def test_where_nothing_else_is_said_the_advice_is_said_by_itself() -> None:
    line = VirtualLine()
    line.writes(understood(LATE))
    (advice,) = line.writes(understood(LATE), masked=("cvv",))
    assert advice.reply is Reply.ADVICE
    assert "un cryptogramme" in advice.text
    off_topic = VirtualLine(Visibility.PUBLIC)
    (advice,) = off_topic.writes(understood(("hors_sujet", 0.9)), masked=("card",))
    assert advice.reply is Reply.ADVICE
    assert off_topic.conversation.opened_turns == 0


def test_who_publishes_their_own_data_is_advised_once() -> None:
    line = VirtualLine(Visibility.PUBLIC)
    (reply,) = line.writes(heard(SPILL, LATE), text=SPILL)
    assert "[published" in reply.text
    assert len(reply.text) <= 280
    assert [out for out in line.writes(heard(SPILL, LATE), text=SPILL) if "[published" in out.text] == []
    (reply,) = VirtualLine().writes(heard(SPILL, LATE), text=SPILL)
    assert "[published" not in reply.text


def test_a_postal_address_is_ones_own_too() -> None:
    text = "livrez au 12 rue des Lilas, 44000 Nantes"
    (reply,) = VirtualLine(Visibility.PUBLIC).writes(understood(LATE), text=text)
    assert "[published" in reply.text


def test_what_the_brand_publishes_itself_is_no_spill() -> None:
    charter = small_charter()
    own = charter.faq[0].model_copy(update={"answer": {"fr": "Appelez le 01 23 45 67 89.", "en": "Call 01 23 45 67 89."}})
    line = VirtualLine(Visibility.PUBLIC, small_charter(faq=(own, charter.faq[1])))
    text = "le 01.23.45.67.89 ne répond pas"
    (reply,) = line.writes(heard(text, LATE), text=text)
    assert "[published" not in reply.text


def test_in_public_what_would_make_a_reply_long_is_said_apart() -> None:
    charter = small_charter()
    long = Wording(private={"fr": tuple(f"{n} " + "mot " * 60 for n in (1, 2, 3))})
    line = VirtualLine(Visibility.PUBLIC, small_charter(wordings={**charter.wordings, Situation.ACKNOWLEDGEMENT: long}))
    acknowledgement, advice = line.writes(heard(SPILL, LATE), text=SPILL)
    assert "[published" not in acknowledgement.text
    assert advice.reply is Reply.ADVICE


def test_where_the_bot_is_silent_it_gives_no_advice() -> None:
    muted = VirtualLine()
    muted.says()
    assert muted.writes(understood(FAQ), masked=("card",)) == []
    precaution = Crisis("k", CrisisState.PRECAUTION, MONDAY, MONDAY)
    public = VirtualLine(Visibility.PUBLIC, emergency=Emergency(precaution))
    assert public.writes(heard(SPILL, LATE), text=SPILL, masked=("card",)) == []
    (safety,) = VirtualLine().writes(understood(("qualite", 0.9), danger=Danger.PRODUCT), masked=("card",))
    assert "[masked" not in safety.text


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(Visibility),
    st.lists(st.sampled_from([LATE, FAQ, HELLO, ("humain", 0.9), ("ou_en_est", 0.9), ("hors_sujet", 0.9)]), max_size=5),
    st.lists(st.sampled_from(["06 12 34 56 78", "zoe@example.org", "FR7630006000011234567890189", "20260302-118"]), max_size=3),
)
def test_no_reply_ever_repeats_what_identifies_the_customer(
    visibility: Visibility, intents: list[tuple[str, float]], data: list[str]
) -> None:
    line = VirtualLine(visibility)
    text = f"commande n° {' '.join(data)}"
    for intent in intents:
        line.writes(heard(text, intent), text=text)
    assert not any(one in out.text for out in line.sent for one in data)
    advised = [event for event in line.events if isinstance(event, e.Replied) and "published" in dict(event.wordings)]
    assert len(advised) <= 1


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(Visibility),
    st.sampled_from(["où en est ma commande 20260302-118 ?", "je suis Zoé Martin, et ma commande ?"]),
)
def test_an_order_number_or_a_name_opens_nothing_of_another_contact(visibility: Visibility, text: str) -> None:
    owner = VirtualLine()
    owner.writes(heard(SPILL, LATE), text=SPILL)
    stranger = VirtualLine(visibility, conversation=Conversation("c2", PlaceKey("web", "site", "p", "y")))
    replies = stranger.writes(heard(text, ("ou_en_est", 0.9)), text=text)
    assert [reply.reply for reply in replies] == [Reply.ACKNOWLEDGEMENT]
    assert not any("[state" in reply.text for reply in replies)
