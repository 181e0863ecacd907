"""签到签退: the code on the organiser's screen, the organiser's list, and what comes to count."""
