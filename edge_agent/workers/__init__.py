"""Everything that awaits: workers go from one committed unit to the next, and reach devices through ports."""
