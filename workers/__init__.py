"""Processes of HUD: the supervisor, the scheduler, workers, the follower, and what each of them runs."""
