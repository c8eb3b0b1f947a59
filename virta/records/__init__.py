"""What the objects of all eight factors share: identity, history, lists, comments, links, imports.

A factor describes its kinds of objects as data (`kinds.Kind`); from the description come the list
that sorts, filters, searches and exports, the page with its thread, history and comments, the form
that never overwrites a colleague's work silently, removal with undo, and import with a preview.
"""
