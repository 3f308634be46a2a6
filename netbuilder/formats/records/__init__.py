"""What a training tells: tables and reports."""
