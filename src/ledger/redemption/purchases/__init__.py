"""消费累积: points for purchases at a partner merchant, which the merchant pays for."""
