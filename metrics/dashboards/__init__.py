"""Grafana's boards as data. `metrics/writing.py` writes them to docker/grafana."""
