"""Pages and parts of pages kept in this process, for as long as nothing they were made from has changed."""
