"""The full-text index of mentions: their terms and the searches they matched, newest first."""
