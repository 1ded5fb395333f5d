"""Text in, core questions out, and back: no Flask, no database, no disk. A reader never stops at the first problem."""
