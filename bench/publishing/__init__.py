"""Trials of sending: workers killed, clocks apart, databases restarted, disks full, hosts cut off."""
