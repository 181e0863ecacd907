"""积分: lots, earning, spending, expiry. Points are not money and never leave the estate."""
