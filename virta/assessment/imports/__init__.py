"""What comes in from elsewhere: answers of a form tool, time sheets, evidence bundles.

Each is read whole, every bad row is named with its number and its trouble, and nothing is written
until a person has seen the preview and said yes. A whole import can be undone.
"""
