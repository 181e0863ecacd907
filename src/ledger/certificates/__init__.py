"""志愿服务记录证明: numbered, frozen, verified by anybody who holds the paper; and exports."""
