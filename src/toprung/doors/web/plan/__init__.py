"""An account's success plan: written, shared on purpose, signed; what the customer sees of it; and plan templates.

Uses motion.plans for what is shown and the actions of records.plans. The portal shows the customer's view with the
same templates (`plan/customer_*.html`).
"""
