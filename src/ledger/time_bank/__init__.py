"""时间银行: minutes of service saved, given to relatives, donated to the pool."""
