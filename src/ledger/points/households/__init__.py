"""积分-家庭 (P2102): the points account that a household's members fill and use together."""
