"""The pages that anybody may read without a login and without a script, and the printed notice."""
