"""Foundation of every page: requests, access, rendering, forms, errors, headers, assets.

Features import from here; nothing here knows a feature.
"""
