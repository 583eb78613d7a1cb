"""What is done about an account that cannot name its measurable result (DOMAIN section 6).

Owns interventions and their steps. A no to the result check opens one, or silence; a validated result that stands
closes it. Sees tenancy, journal and book.
"""
