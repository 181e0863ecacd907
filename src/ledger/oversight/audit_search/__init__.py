"""操作日志: who did what, looked for by person, time, object and action."""
