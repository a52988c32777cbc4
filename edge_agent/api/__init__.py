"""The local API: routes over HTTP, errors as problems, live events; documented in `/openapi.json`."""
