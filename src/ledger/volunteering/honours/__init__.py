"""光荣榜: lists that one person proposes and another approves; names only where consent stands."""
