"""积分超市: codes at the counter, the catalogue, stock, redemptions and the merchants' payables."""
