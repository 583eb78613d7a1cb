"""Success plans as they are looked at: by the vendor as they are being written, by the customer as they were shared.

Reads plans, outcomes, people and the verdict on the account; decides nothing and saves nothing.
"""
