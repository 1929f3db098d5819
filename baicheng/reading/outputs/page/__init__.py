"""The parts of the page that shows a document beside its ledger (原文与台账对照)."""
