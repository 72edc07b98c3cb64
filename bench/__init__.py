"""What recall costs: a key on a real terminal beside a bare editor, the start, reading, one answer."""
