"""What is said of pickup codes and hand-overs, in English: what happened, and the next step."""

from collections.abc import Mapping

from edge_agent.domain.errors import Code

_ASK_SHORT = "Open the page again, or ask for the short code."

SAID: Mapping[Code, tuple[str, str]] = {
    Code.PICKUP_FORMAT: ("This is no whole pickup code.", "Scan again, or ask for the short code."),
    Code.PICKUP_B45: ("The pickup code was not read as a whole.", _ASK_SHORT),
    Code.PICKUP_CBOR: ("The pickup code holds something wrong.", _ASK_SHORT),
    Code.PICKUP_COSE: ("The pickup code holds something wrong.", _ASK_SHORT),
    Code.PICKUP_UNKNOWN_KEY: (
        "Signed with a key that is not known here.",
        "Keys may be late: ask for the short code.",
    ),
    Code.PICKUP_FORGED: ("The pickup code is not genuine.", "Scan again, else call a supervisor."),
    Code.PICKUP_KEY_RETIRED: ("Signed with a key out of its time.", _ASK_SHORT),
    Code.PICKUP_CLAIMS: ("The pickup code holds something wrong.", _ASK_SHORT),
    Code.PICKUP_EXPIRED: ("The pickup code has expired.", "The customer asks the service in the app."),
    Code.PICKUP_NOT_YET: ("It is too early to collect this.", "The app says when."),
    Code.PICKUP_WRONG_STORE: ("To be collected at another store: {store}.", "The app says at which one."),
    Code.PICKUP_POP: ("Not shown by the phone that ordered.", "Use that phone, or ask for the short code."),
    Code.PICKUP_STALE_SCREEN: ("A screenshot is not good.", "Open the page, or ask for the short code."),
    Code.PICKUP_REVOKED: ("The order or its code is void.", "Hand nothing over: the app shows the order."),
    Code.PICKUP_SUPERSEDED: ("Passed on to another phone.", "Use the code on that phone."),
    Code.PICKUP_REPLAYED_SCREEN: (
        "This screen was used already.",
        "Wait until the code changes, scan again.",
    ),
    Code.PICKUP_UNITS: ("No such parcels.", "Choose from the parcels on the screen."),
    Code.PICKUP_ALREADY_COLLECTED: (
        "Collected already: {at}, till {till}, {count} parcels.",
        "Look at the record; a supervisor undoes mistakes.",
    ),
    Code.PICKUP_CLOCK: (
        "The clock here is in doubt: is the code in time?",
        "A supervisor looks at the phone, approves.",
    ),
    Code.PICKUP_HANDOVER: ("The last scan is too long ago.", "Scan again before handing over."),
    Code.PICKUP_UNLISTED: (
        "A good code; its order is not here yet.",
        "Read it on the phone, scan what you hand over.",
    ),
    Code.PICKUP_LISTED: ("The order is here by now.", "Scan again and hand over by the order."),
    Code.PICKUP_SHORT_INVALID: ("8 digits of the code, 4 of the phone, please.", "Type them again."),
    Code.PICKUP_SHORT_WRONG: (
        "The code or the phone's digits are wrong.",
        "Check again, else give the printed slip.",
    ),
    Code.PICKUP_SHORT_LOCKED: (
        "Too many wrong codes: paused at this till.",
        "Wait {seconds} s, or scan the pickup code.",
    ),
    Code.PICKUP_PHONE_INVALID: ("This is no phone number.", "Type all 11 digits."),
    Code.PICKUP_PHONE_WRONG: (
        "No order of that phone with that article.",
        "Check both, else give the printed slip.",
    ),
    Code.PICKUP_NOT_LISTED: (
        "No orders have reached this store yet.",
        "Ask for the pickup code, else give the slip.",
    ),
    Code.PICKUP_UNKNOWN: ("There is no such order here.", "Refresh the list."),
    Code.PICKUP_PLACE: ("That is no place.", "Write 1 to {max} characters."),
    Code.PICKUP_DONE_UNKNOWN: ("There is no such hand-over on record.", "Refresh the list."),
    Code.PICKUP_UNDONE: ("This hand-over was undone already.", "Nothing is left to undo."),
    Code.PICKUP_UNDO_DAY: (
        "A hand-over is undone on its own day only.",
        "This one is of {date}: tell headquarters.",
    ),
}
"""A title, and a hint."""
