"""The supervisory board's view: what was paid without paper, twice, in halves, or too quietly."""
