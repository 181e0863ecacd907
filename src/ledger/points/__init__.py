"""积分: lots, earning, spending and expiry. Points are not money and never pass between merchants."""
