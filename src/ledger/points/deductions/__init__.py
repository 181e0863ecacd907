"""更正扣减: points that a grant gave by mistake are taken back, privately and open to appeal."""
