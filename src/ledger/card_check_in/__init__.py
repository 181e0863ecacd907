"""刷卡签到: where the residents' cards and the activities' lists, which know nothing of each other,
meet.
"""
