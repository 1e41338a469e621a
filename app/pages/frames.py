"""zstd frames, each by itself or against bytes that are nearly the same."""

from __future__ import annotations

import threading

import zstandard

_LEAST_DICTIONARY = 8  # zstd takes a shorter one for none
_LEVEL = 1
"""Packs in half and unpacks in two thirds of the time of level 3, in a twentieth more room."""
KEEPS = 12
"""The level of what is packed once and kept."""
_LARGE = 4 << 20
"""More bytes would take seconds at that level, while nothing else can be written."""
_DELTA_LEVEL = 10  # as quick as 9 on a page of 60 KB, and the last that is; 11 takes ten times as long


class BadFrame(ValueError):
    """Bytes that are no frame, or one that was made against others."""


class _OfThread(threading.local):
    """What zstd needs room for: a thread's next frame is packed where the one before was."""

    def __init__(self) -> None:
        self.packs = {
            level: zstandard.ZstdCompressor(level, write_checksum=True) for level in (_LEVEL, KEEPS)
        }
        self.unpacks = zstandard.ZstdDecompressor()


_mine = _OfThread()


def pack(data: bytes, newer: bytes | None = None, *, keeps: bool = False) -> bytes:
    """`data` as a frame, against `newer` if it is given; more tightly if it `keeps` for good."""
    if newer is None or len(newer) < _LEAST_DICTIONARY:
        return _mine.packs[KEEPS if keeps and len(data) <= _LARGE else _LEVEL].compress(data)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _DELTA_LEVEL,
        source_size=len(data),
        dict_size=len(newer),
        # The window has to reach from the end of the data to the beginning of the dictionary.
        window_log=max(10, (len(data) + len(newer)).bit_length()),
        write_checksum=True,
    )
    compressor = zstandard.ZstdCompressor(dict_data=_dictionary(newer), compression_params=parameters)
    return compressor.compress(data)


def unpack(frame: bytes, newer: bytes | None = None) -> bytes:
    """What `pack` was given. Raises `BadFrame`."""
    try:
        if newer is None or len(newer) < _LEAST_DICTIONARY:
            return _mine.unpacks.decompress(frame)
        return zstandard.ZstdDecompressor(dict_data=_dictionary(newer)).decompress(frame)
    except zstandard.ZstdError as error:
        raise BadFrame(str(error)) from error


def _dictionary(data: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
