"""Users, sessions, failed sign-ins."""

from dataclasses import replace

import pytest

from conversations.ports import Refused
from conversations.users import Role, User
from store.sql import SqlStore
from tests.conformance.dossiers import NOW, minutes

ZOE = User("u1", "Zoé", "Zoé du service client", Role.AGENT, "$argon2id$…", ("sav", "livraison"), must_change_password=True)


async def test_a_user_is_found_by_login_whatever_the_case(store: SqlStore) -> None:
    await store.add_user(ZOE)
    assert await store.user_by_login("ZOÉ") == ZOE
    assert await store.user_by_login("max") is None


async def test_a_login_is_given_once(store: SqlStore) -> None:
    await store.add_user(ZOE)
    with pytest.raises(Refused, match="zoé is taken"):
        await store.add_user(replace(ZOE, id="u2", login="zoé"))
    assert await store.users() == [ZOE]


async def test_users_by_login(store: SqlStore) -> None:
    for id, login in (("u1", "max"), ("u2", "Ada")):
        await store.add_user(replace(ZOE, id=id, login=login))
    assert [user.login for user in await store.users()] == ["Ada", "max"]


async def test_a_session_lasts_until_it_ends_or_runs_out(store: SqlStore) -> None:
    await store.add_user(ZOE)
    await store.open_session("hash1", "u1", minutes(10))
    await store.open_session("hash2", "u1", minutes(20))
    assert await store.session_user("hash1", minutes(9)) == ZOE
    assert await store.session_user("hash1", minutes(10)) is None
    await store.end_session("hash2")
    assert await store.session_user("hash2", NOW) is None
    assert await store.session_user("unknown", NOW) is None


async def test_a_disabled_user_has_no_session(store: SqlStore) -> None:
    await store.add_user(replace(ZOE, disabled=True))
    await store.open_session("hash1", "u1", minutes(10))
    assert await store.session_user("hash1", NOW) is None


async def test_a_new_password_ends_every_session_of_that_user_alone(store: SqlStore) -> None:
    await store.add_user(ZOE)
    await store.add_user(replace(ZOE, id="u2", login="max"))
    await store.open_session("hash1", "u1", minutes(10))
    await store.open_session("hash2", "u2", minutes(10))
    await store.set_password("u1", "$argon2id$new", must_change=False)
    found = await store.user_by_login("zoé")
    assert found == replace(ZOE, password_hash="$argon2id$new", must_change_password=False)
    assert await store.session_user("hash1", NOW) is None
    assert await store.session_user("hash2", NOW) is not None


async def test_failed_sign_ins_are_counted_by_login_since_a_moment(store: SqlStore) -> None:
    for at in (minutes(0), minutes(5), minutes(6)):
        await store.note_sign_in_failure("Zoé", at)
    await store.note_sign_in_failure("max", minutes(6))
    assert await store.sign_in_failures("zoé", minutes(5)) == 2
    assert await store.sign_in_failures("zoé", minutes(7)) == 0


async def test_a_user_is_absent_until_back_with_a_deputy_if_one_is_named(store: SqlStore) -> None:
    max_ = replace(ZOE, id="u2", login="max")
    for user in (ZOE, max_):
        await store.add_user(user)
    await store.open_session("hash1", "u1", minutes(10))
    await store.set_absence("u1", True, "u2")
    away = replace(ZOE, absent=True, deputy="u2")
    assert await store.users() == [max_, away]
    assert await store.session_user("hash1", NOW) == await store.user_by_login("zoé") == away
    await store.set_absence("u1", True)
    assert await store.user_by_login("zoé") == replace(ZOE, absent=True)
    await store.set_absence("u1", False)
    assert await store.users() == [max_, ZOE]


async def test_an_absence_of_nobody_or_with_nobody_in_place_is_refused(store: SqlStore) -> None:
    await store.add_user(ZOE)
    for user, deputy in (("u9", None), ("u1", "u9")):
        with pytest.raises(Refused, match="There is no user u9"):
            await store.set_absence(user, True, deputy)
    assert await store.users() == [ZOE]


async def test_a_user_is_added_absent_with_a_deputy(store: SqlStore) -> None:
    away = replace(ZOE, absent=True, deputy="u2")
    await store.add_user(away)
    assert await store.users() == [away]
