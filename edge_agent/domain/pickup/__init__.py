"""The pickup code PK1: a ticket that headquarters signs once, in a screen that the phone signs afresh.

    PK1 = "PK1:" + base45( COSE_Sign1 by the phone ( COSE_Sign1 by headquarters ( CWT ) ) )

A store decides with public keys alone, and offline, whether to hand over. `verify` is that decision; what it
needs is signed by headquarters too (`keys`, `revocations`). `issue` belongs to whoever holds a private key.
"""

from edge_agent.domain.pickup.claims import Seconds, Ticket
from edge_agent.domain.pickup.cose import PublicKey
from edge_agent.domain.pickup.documents import Untrusted
from edge_agent.domain.pickup.keys import Key, Keyring, KeySet, verify_key_set
from edge_agent.domain.pickup.outcomes import Reason, Refused, Verified
from edge_agent.domain.pickup.revocations import Revocation, Revocations, verify_revocations
from edge_agent.domain.pickup.verify import verify

__all__ = [
    "Key",
    "KeySet",
    "Keyring",
    "PublicKey",
    "Reason",
    "Refused",
    "Revocation",
    "Revocations",
    "Seconds",
    "Ticket",
    "Untrusted",
    "Verified",
    "verify",
    "verify_key_set",
    "verify_revocations",
]
