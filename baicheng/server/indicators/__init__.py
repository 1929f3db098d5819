"""Indicators, targets and observations (指标)."""
