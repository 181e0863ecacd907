"""本领和空闲时间: what volunteers are good at, when they have time, and which request fits whom."""
