"""What pages answer with, and how it becomes bytes: rendering, the personal slot, ETag, gzip, headers, errors."""
