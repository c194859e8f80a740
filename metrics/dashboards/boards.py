"""The boards, in the order in which they are listed."""

from metrics.dashboards.delais import DELAIS
from metrics.dashboards.equipe import EQUIPE
from metrics.dashboards.exploitation import EXPLOITATION

BOARDS = (DELAIS, EQUIPE, EXPLOITATION)
