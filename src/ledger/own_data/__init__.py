"""自己的数据: taking a copy of everything that is kept about oneself, and being forgotten."""
