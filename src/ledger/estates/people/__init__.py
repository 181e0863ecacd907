"""People: who lives where and with whom, whose consent there is, who acts for whom."""
