"""What Grafana reads at its start: where Prometheus is, and where the boards are."""

from typing import Any

from metrics.dashboards.drawing import SOURCE

DATASOURCES: dict[str, Any] = {
    "apiVersion": 1,
    "datasources": [
        {
            "name": "Recul",
            "type": SOURCE["type"],
            "uid": SOURCE["uid"],
            "access": "proxy",
            "url": "http://prometheus:9090",
            "isDefault": True,
            "jsonData": {"timeInterval": "1m"},
        }
    ],
}
PROVIDERS: dict[str, Any] = {
    "apiVersion": 1,
    "providers": [
        {
            "name": "recul",
            "folder": "Recul",
            "type": "file",
            "disableDeletion": True,
            "allowUiUpdates": False,
            "options": {"path": "/var/lib/grafana/dashboards"},
        }
    ],
}
