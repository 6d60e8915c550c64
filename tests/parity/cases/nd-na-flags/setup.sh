# Solicited, override and router, and what each of them does to what is known.
