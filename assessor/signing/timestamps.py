"""Time stamps (RFC 3161) over HTTP: one request a signature; the answer is looked at before it is used."""

from typing import Any, ClassVar

from asn1crypto import cms, tsp
from asn1crypto.core import Sequence
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import handle_tsp_response

from assessor.signing.certificates import plain_text
from assessor.signing.fetching import FetchFailed, fetch
from assessor.signing.refusals import TimestampFailed
from assessor.signing.settings import TimestampService
from criteria.faults import Fault

LARGEST_ANSWER = 12_000
"""Bytes; answers are 2,000 to 7,000. The signature keeps as much room for them."""

_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class HttpTimestamper(TimeStamper):
    """A time-stamp service as the signature library asks for one."""

    def __init__(self, service: TimestampService) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._service = service

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """One request; raises TimestampFailed unless the answer is a stamp on what was asked."""
        service = self._service
        try:
            answer = fetch(
                service.url,
                limit=LARGEST_ANSWER,
                seconds=service.seconds,
                schemes=("http", "https"),
                body=req.dump(),
                headers=_HEADERS,
            )
            return _checked(answer, req)
        except FetchFailed as failed:
            raise timestamp_failed(service, str(failed)) from failed
        except (
            ValueError,
            TypeError,
            AttributeError,
            KeyError,
            OSError,
        ) as error:  # whatever a stranger sent
            raise timestamp_failed(service, f"no time stamp: {error}") from error


def timestamp_failed(service: TimestampService, found: str) -> TimestampFailed:
    """A refusal that names the service."""
    return TimestampFailed(
        [Fault(service.url, "time stamp", found, "a granted stamp (RFC 3161) on the request")]
    )


class _Answer(Sequence):  # type: ignore[misc]
    """As RFC 3161 has it: whoever refuses sends no stamp, which the library does not expect."""

    _fields: ClassVar[list[Any]] = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


def _checked(answer: bytes, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
    answered = _Answer.load(answer, strict=True)["status"]
    if answered["status"].native not in ("granted", "granted_with_mods"):
        said = ": ".join([answered["status"].native, *(answered["status_string"].native or [])])
        raise ValueError(f"the request was not granted ({plain_text(said)})")
    response = tsp.TimeStampResp.load(answer, strict=True)
    info = handle_tsp_response(response, None)["content"]["encap_content_info"]["content"].parsed
    if info["message_imprint"].native != req["message_imprint"].native:
        raise ValueError("it stamps something else than what was asked")
    if info["nonce"].native != req["nonce"].native:
        raise ValueError("it answers another request (its nonce differs)")
    return response
