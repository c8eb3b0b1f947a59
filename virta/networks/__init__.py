"""What Virta knows of social networks: one small module each behind one protocol. No Django here."""
