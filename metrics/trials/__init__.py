"""The histories on which `promtool test rules` tries each alert and record: docker/prometheus/tests."""
