"""Tests run side by side already: each prints in its own process, unless it says otherwise."""

import os

os.environ.setdefault("ASSESSOR_PRINT_WORKERS", "1")
