"""What the public register says of a certificate today: a signature says only what held when it was made."""

import json
from dataclasses import dataclass
from urllib.parse import quote

from assessor.languages import message
from assessor.signing.certificates import plain_text
from assessor.signing.fetching import FetchFailed, fetch
from assessor.signing.refusals import RegisterUnreachable

STATUSES = (message("valid"), message("suspended"), message("withdrawn"), message("expired"))
LARGEST = 64 * 1024
SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class RegisterStatus:
    """A certificate's status; only `valid` is in force."""

    number: str
    status: str

    @property
    def in_force(self) -> bool:
        """Whether the certificate holds today."""
        return self.status == "valid"


def ask_register(url: str, number: str, seconds: float = SECONDS) -> RegisterStatus:
    """The status of a certificate, from `url`/`number` as JSON: {"number": …, "status": …}.

    Raises RegisterUnreachable for everything that is no such answer, and for any address but https.
    """
    if not number:
        raise RegisterUnreachable("the document names no certificate that was issued")
    address = f"{url.rstrip('/')}/{quote(number, safe='')}"
    headers = {"Accept": "application/json"}
    try:
        answer = json.loads(
            fetch(address, limit=LARGEST, seconds=seconds, schemes=("https",), headers=headers)
        )
    except FetchFailed as failed:
        raise RegisterUnreachable(plain_text(failed)) from failed
    except (ValueError, RecursionError) as error:
        raise RegisterUnreachable("it does not answer in JSON") from error
    status = answer.get("status") if isinstance(answer, dict) else None
    if not isinstance(status, str) or status not in STATUSES or answer.get("number") != number:
        raise RegisterUnreachable("it does not answer with a status of this certificate")
    return RegisterStatus(number, status)
