"""How people and programs come in. Thin: parse, call an action or a query, render."""
