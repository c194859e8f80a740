"""A database server whose network is gone must not hold every thread for a quarter of an hour."""

from sqlalchemy import Connection
from sqlalchemy.pool import PoolProxiedConnection

from store.engine import Database, in_transaction


def test_a_connection_gives_a_silent_server_up_after_seconds(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    asked = in_transaction(database.writer, _parameters)
    database.writer.dispose()
    assert int(asked["tcp_user_timeout"]) <= 15_000
    seconds = int(asked["keepalives_idle"]) + int(asked["keepalives_interval"]) * int(asked["keepalives_count"])
    assert seconds <= 15


def _parameters(connection: Connection) -> dict[str, str]:
    pooled: PoolProxiedConnection = connection.connection
    assert pooled.driver_connection is not None
    parameters: dict[str, str] = pooled.driver_connection.info.get_parameters()
    return parameters
