"""Words everyone uses: days, weeks and windows, money, canonical bytes, the error family.

Plain Python, no dependency, no clock: whoever needs today is given it.
"""
