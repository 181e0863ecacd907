"""试算: what past months would have brought under other rules. Nothing is written."""
