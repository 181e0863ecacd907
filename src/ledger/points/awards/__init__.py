"""奖励名单: points that people decide on, by a list that one writes and another approves."""
