"""The routes of `/v1`, a file per activity: each reads its request, calls one use-case, shows its answer."""
