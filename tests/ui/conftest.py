"""What all tests of the screens share."""

import hypothesis

# A busy machine must not fail a property: no example has a deadline.
hypothesis.settings.register_profile("edge", deadline=None)
hypothesis.settings.load_profile("edge")
