"""Answers of what the framework calls: held until they are whole; what is streamed goes out as it comes."""

from __future__ import annotations

from litestar.types import Message, Send

from app.web.request.info import RequestInfo
from app.web.response.answer import Answer, Headers
from app.web.response.headers import OutgoingHeaders


class Gathered:
    """A `send` for the framework. `answer` is the whole answer, None where one was streamed."""

    def __init__(self, send: Send, headers: OutgoingHeaders, info: RequestInfo) -> None:
        self.answer: Answer | None = None
        self.streamed = 0
        """The status of an answer that is on its way out already, else 0."""
        self._send = send
        self._headers = headers
        self._info = info
        self._status = 0
        self._own: Headers = []

    async def __call__(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._own = [(name.lower(), value) for name, value in message["headers"]]
        elif message["type"] == "http.response.body":
            if not self.streamed and not message.get("more_body"):
                self.answer = Answer(self._status, self._own, bytes(message["body"]))
                return
            if not self.streamed:
                self.streamed = self._status
                headers = self._headers.complete(self._own, self._info)
                await self._send({"type": "http.response.start", "status": self._status, "headers": headers})
            await self._send({**message, "body": b""} if self._info.is_head else message)
