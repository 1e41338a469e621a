"""Captchas: pictures with changing questions, and work for the reader's computer instead of them.

Forms know only `app.web.human`; this is one way to do what it promises.
"""
