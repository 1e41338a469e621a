"""The privacy page: data kept of people, in the reader's language; admins may add a text of their own."""
