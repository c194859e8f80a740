"""Measurements, run on demand. Nothing here is a test: figures are ratios within one run, kept in docs/performance.md."""
