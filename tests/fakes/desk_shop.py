"""An afternoon at Maison Colibri, a shop of kitchenware: what the desk's page tests look at."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache

from fastapi import FastAPI

from charter.charter import Brand, Charter, Confidence
from charter.departments import Delays, Department
from charter.faq import FaqEntry
from charter.hours import OpeningHours, Range
from charter.people import Person
from charter.tone import Tone
from conversations import events as e
from conversations.events import Reason
from conversations.message import Direction, Message, Visibility
from conversations.sending import ParcelState
from conversations.turn import AnsweredBy, Reply
from conversations.users import Role, User
from desk.app import desk_router, static_files
from desk.auth import hash_password
from tests.fakes.desk_ports import MemoryChanges, MemoryDesk, MemorySwitch, MemoryUsers, StillClock, Thread

NOW = datetime(2026, 11, 17, 13, 40, tzinfo=UTC)
PASSWORD = "trois-casseroles-en-cuivre"
LABELS = {
    "livraison": ("le service livraison", "the delivery team"),
    "sav": ("le service après-vente", "the after-sales team"),
    "facturation": ("le service facturation", "the billing team"),
    "commandes": ("le service commandes", "the orders team"),
    "qualite": ("le service qualité", "the product safety team"),
    "relation_client": ("le service relation client", "the customer care team"),
}


@dataclass
class Shop:
    """Everything behind one desk."""

    clock: StillClock
    users: MemoryUsers
    changes: MemoryChanges
    switch: MemorySwitch
    desk: MemoryDesk
    letters: bool = True

    def app(self) -> FastAPI:
        """The desk, as the program mounts it."""
        app = FastAPI()
        app.include_router(
            desk_router(
                users=self.users,
                line=self.desk,  # type: ignore[arg-type]
                queue=self.desk,
                timeline=self.desk,
                changes=self.changes,
                switch=self.switch,
                charter=charter,
                clock=self.clock,
                secure_cookies=False,
                letters=self.letters,
            )
        )
        app.mount("/desk/static", static_files())
        return app


def charter() -> Charter:
    """The part of a charter that the desk reads; wordings and the web page are not its business."""
    week = {day: (Range(start=time(9), end=time(18)),) for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
    delays = Delays(public=timedelta(hours=2), private=timedelta(hours=4))
    return Charter.model_construct(
        brand=Brand(name="Maison Colibri"),
        languages=("fr", "en"),
        referent=Person(name="Claire Aubry", email="claire@colibri.example"),
        hours=OpeningHours(week=week),
        confidence=Confidence(),
        tone=Tone(description="Simple et chaleureux."),
        default_department="relation_client",
        departments=tuple(_department(id, *labels, delays) for id, labels in LABELS.items()),
        faq=(
            FaqEntry(
                id="suivi_colis",
                title={"fr": "Suivre mon colis", "en": "Track my parcel"},
                answer={"fr": "Le lien est dans votre courriel d’expédition.", "en": "The link is in your e-mail."},
            ),
        ),
    )


def _department(id: str, french: str, english: str, delays: Delays) -> Department:
    needs = {"fr": "Le numéro de commande et l’adresse de livraison.", "en": "The order number and the address."}
    texts = {"fr": french, "en": english}
    return Department(id=id, label=texts, handles=texts, delays=delays, needs=needs if id == "livraison" else None)


def empty_shop() -> Shop:
    """The staff, and nobody who waits."""
    clock, changes = StillClock(NOW), MemoryChanges()
    shop = Shop(clock, MemoryUsers(), changes, MemorySwitch(), MemoryDesk(clock, changes))
    kept = _kept()
    for user in (
        User("u1", "marie", "Marie", Role.SUPERVISOR, kept),
        User("u2", "karim", "Karim", Role.AGENT, kept, departments=("livraison",)),
        User("u3", "admin", "Administration", Role.ADMIN, kept, must_change_password=True),
    ):
        shop.users.by_id[user.id] = user
    return shop


@cache
def _kept() -> str:
    return hash_password(PASSWORD)


def busy_shop() -> Shop:
    """A shop with conversations of every kind."""
    shop = empty_shop()
    _danger(shop)
    _late_parcel(shop)
    _public_anger(shop)
    _warranty(shop)
    _refund(shop)
    _bot_answered(shop)
    return shop


def ago(minutes: float) -> datetime:
    """A moment before the shop's present."""
    return NOW - timedelta(minutes=minutes)


def asked(
    shop: Shop,
    id: str,
    name: str,
    text: str,
    department: str,
    *,
    at: datetime,
    promised: datetime | None = None,
    channel: str = "web",
    account: str = "Maison Colibri",
    public: bool = False,
    heat: str = "calm",
    reasons: tuple[Reason, ...] = (),
    acknowledged: str = "",
) -> Thread:
    """A conversation in which one customer waits for a department."""
    visibility = Visibility.PUBLIC if public else Visibility.PRIVATE
    thread = shop.desk.open(id, name, channel, account, visibility)
    message = shop.desk.hear(thread, text, at)
    turn = f"t-{id}"
    thread.happen(
        e.TurnOpened(at, turn, visibility, public, at + timedelta(hours=2), channel),
        e.Decided(at, (message,), f"route:{department}", "fr", heat, "r1", "embedded", reasons, turn),
        e.HandedOver(at, turn, department, at + timedelta(hours=4)),
    )
    if acknowledged and promised:
        sent = shop.desk.say(thread, acknowledged, Reply.ACKNOWLEDGEMENT, AnsweredBy.BOT, at=at + timedelta(seconds=6))
        thread.happen(e.Promised(at + timedelta(seconds=6), turn, promised))
        shop.desk.settle(thread, sent, ParcelState.DELIVERED)
    return thread


def _intent(first: str, sure: float, second: str, less: float) -> Reason:
    figures = {"scope": 0.86, "first": first, "first_confidence": sure, "second": second, "second_confidence": less}
    return Reason("intent", figures)


def _danger(shop: Shop) -> None:
    text = "La bouilloire a pris feu ce matin, il y a de la fumée partout et ma fille s’est brûlé la main !"
    reasons = (Reason("danger", {"source": "product"}),)
    thread = asked(shop, "c-danger", "Nadia Belkacem", text, "qualite", at=ago(9), heat="angry", reasons=reasons)
    thread.happen(e.DangerRaised(ago(9), "t-c-danger"))
    safety = "Débranchez l’appareil si c’est sans risque, passez la brûlure sous l’eau froide, et appelez le 15 ou le 112."
    sent = shop.desk.say(thread, safety, Reply.SAFETY, AnsweredBy.BOT, at=ago(8.9))
    shop.desk.settle(thread, sent, ParcelState.DELIVERED)
    notice = Message("x1", "c-danger", Direction.NOTICE, Visibility.PRIVATE, "Astreinte prévenue : Claire Aubry.", ago(8.8))
    thread.messages.append(notice)


def _late_parcel(shop: Shop) -> None:
    text = "Bonjour,\nMa cocotte devait arriver vendredi, le suivi n’a pas bougé depuis. C’est pour un anniversaire samedi…"
    known = "Merci, nous avons bien reçu votre message. Le service livraison vous répond aujourd’hui avant 14 h 30."
    reasons = (_intent("livraison", 0.91, "suivi_colis", 0.05),)
    thread = asked(
        shop, "c-parcel", "Élodie Marchand", text, "livraison",
        at=ago(200), promised=ago(10), heat="annoyed", reasons=reasons, acknowledged=known,
    )  # fmt: skip
    shop.desk.hear(thread, "Personne ? J’avais pourtant pris la livraison express.", ago(42))
    id = "n9-c-parcel"
    note = "Transporteur appelé : colis retrouvé au dépôt d’Angers, repart demain matin."
    thread.messages.append(Message(id, "c-parcel", Direction.NOTE, Visibility.PRIVATE, note, ago(20), "u2"))
    thread.happen(e.Noted(ago(20), "u2", id))


def _public_anger(shop: Shop) -> None:
    asked(
        shop, "c-public", "Jules 🍳", "@MaisonColibri trois semaines pour un remboursement, c’est une honte", "facturation",
        at=ago(95), promised=ago(-25), channel="telegram", account="@MaisonColibri", public=True, heat="angry",
        reasons=(Reason("no_canned_answer_in_heat", {"heat": "angry", "faq": "suivi_colis"}),),
        acknowledged="Nous regrettons cette attente. Le service facturation vous répond avant 15 h.",
    )  # fmt: skip


def _warranty(shop: Shop) -> None:
    thread = asked(
        shop, "c-warranty", "Thomas Le Goff", "Le robot pâtissier acheté en mars ne démarre plus. Que faire ?", "sav",
        at=ago(60), promised=ago(-130), reasons=(_intent("sav", 0.78, "garantie_duree", 0.14),), channel="telegram",
        acknowledged="Merci de nous l’avoir signalé. Le service après-vente vous répond avant 17 h.",
    )  # fmt: skip
    sent = shop.desk.say(thread, "Je regarde cela tout de suite.", Reply.HOLDING, AnsweredBy.STAFF, "Marie", ago(30))
    shop.desk.settle(thread, sent, ParcelState.SENDING, perhaps_twice=True)
    sent = shop.desk.say(thread, "Quel est le modèle ?", Reply.QUESTION, AnsweredBy.STAFF, "Marie", ago(28))
    shop.desk.settle(thread, sent, ParcelState.FAILED, error="blocked")


def _refund(shop: Shop) -> None:
    thread = asked(
        shop, "c-refund", "", "J’ai été débité deux fois pour la même commande.", "facturation",
        at=ago(30), promised=ago(-1140), reasons=(_intent("facturation", 0.88, "moyens_paiement", 0.04),),
        acknowledged="C’est noté. Le service facturation vous répond demain avant 10 h.",
    )  # fmt: skip
    shop.desk.say(thread, "Pouvez-vous me donner les deux dates ?", Reply.QUESTION, AnsweredBy.STAFF, "Marie", ago(12))


def _bot_answered(shop: Shop) -> None:
    thread = shop.desk.open("c-bot", "Inès Moreau", "web", "Maison Colibri", Visibility.PRIVATE)
    message = shop.desk.hear(thread, "Où est mon colis svp", ago(300))
    thread.happen(
        e.TurnOpened(ago(300), "t-bot", Visibility.PRIVATE, False, ago(180), "web"),
        e.Decided(
            ago(300), (message,), "faq:suivi_colis", "fr", "calm", "r1", "embedded",
            (_intent("suivi_colis", 0.93, "livraison", 0.03),), "t-bot",
        ),
    )  # fmt: skip
    text = "Le lien de suivi est dans votre courriel d’expédition."
    sent = shop.desk.say(thread, text, Reply.ANSWER, AnsweredBy.BOT, at=ago(299))
    shop.desk.settle(thread, sent, ParcelState.DELIVERED)
    thread.happen(e.Closed(ago(200), "u1"))
