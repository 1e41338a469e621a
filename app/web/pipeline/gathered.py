"""Answers of what the framework calls: held until they are whole; what is streamed goes out as it comes."""

from __future__ import annotations

from litestar.types import Message, Send

from app.web.context import Hud
from app.web.request.info import RequestInfo
from app.web.response.answer import Answer
from app.web.response.headers import complete
from app.web.response.security import Headers


class Gathered:
    """A `send` for the framework. `answer` is the whole answer, None where one was streamed."""

    def __init__(self, send: Send, hud: Hud, info: RequestInfo) -> None:
        self.answer: Answer | None = None
        self._send = send
        self._hud = hud
        self._info = info
        self._status = 0
        self._own: Headers = []

    async def __call__(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            own = [(name.lower(), value) for name, value in message["headers"]]
            self._own = self._hud.security.added(own)
        elif message["type"] == "http.response.body":
            if not self._info.streamed and not message.get("more_body"):
                own = [header for header in self._own if header[0] != b"content-length"]
                self.answer = Answer(self._status, own, bytes(message["body"]))
                return
            if not self._info.streamed:
                self._info.streamed = self._status
                complete(self._own, self._info, self._hud.counters.host, None)
                start: Message = {"type": "http.response.start", "status": self._status, "headers": self._own}
                await self._send(start)
            await self._send({**message, "body": b""} if self._info.is_head else message)
