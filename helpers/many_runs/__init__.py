"""What sweep.py is made of: many runs as one Run, and the schedules of a sweep.

batched_runs.py      many runs as one Run
swept_schedules.py   the schedules of a sweep
"""
