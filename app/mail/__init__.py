"""Letters by e-mail: what one is, and how it reaches the server that takes it on.

Only workers send; a request that waited for a mail server would hang with it.
"""

from app.mail.post import Letter, MailError, Undeliverable, send

__all__ = ["Letter", "MailError", "Undeliverable", "send"]
