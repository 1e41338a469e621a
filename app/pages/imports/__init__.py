"""Importing lists: many pages at once, from whatever form people have their addresses in.

A list is read in a limited child process (`reading`, `child`, and a module for each form) into items. They
stand in the database until a long job has given each its verdict (`service`, `work`).
"""
