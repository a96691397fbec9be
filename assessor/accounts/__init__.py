"""Who signs in: accounts, their keys, and the first one."""
