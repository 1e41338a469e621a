"""Pages and how they become bytes: rendering, the personal slot, ETag, compression, headers, errors."""
