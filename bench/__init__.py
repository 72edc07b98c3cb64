"""What recall costs: a keystroke on a real terminal beside a bare editor, the start, reading a folder, one answer."""
