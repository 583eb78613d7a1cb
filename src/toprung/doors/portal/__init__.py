"""The customer's door: pages under /p/KEY/, opened by a personal link, for one person and one account.

Calls motion.portal and the actions of records; shares the look of doors.web.
"""
