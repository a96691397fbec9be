"""From parts of HTML to one PDF: archival (PDF/A-3a), accessible (PDF/UA-1), and the same bytes every time.

A booklet's parts are laid out by themselves, at the same time where there are workers for it, kept by their
content, and bound together. Nothing here knows what a report says.
"""
