"""积分-团队 (P2103): what a volunteers' team was given, and the plans by which it is shared out."""
