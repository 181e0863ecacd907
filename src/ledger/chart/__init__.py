"""科目表: the seed chart as data, and the chart of one estate."""
