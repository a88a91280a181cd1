"""A stand-alone asynchronous client for the Pictory AI Studio API.

async with PictoryClient(api_key) as pictory:
    job_id = await pictory.submit(ImageRequest(prompt="A red bicycle"))
    job = await pictory.wait(job_id)
    with open("picture.png", "wb") as file:
        await pictory.download(job.url, file, max_bytes=50_000_000)
"""

from pictory_async._belief import Belief
from pictory_async._client import PictoryClient
from pictory_async._durations import Durations, JobKind
from pictory_async._errors import (
    AuthenticationError,
    DownloadError,
    InsufficientCreditsError,
    InvalidRequestError,
    JobError,
    JobFailedError,
    JobTimedOutError,
    NotFoundError,
    PictoryAPIError,
    PictoryConnectionError,
    PictoryError,
    PictoryResponseError,
    PictoryTimeoutError,
    RateLimitError,
    ServerError,
    is_ambiguous,
)
from pictory_async._models import (
    DEFAULT_MODEL,
    MODELS,
    PROMPT_MAX,
    PROMPT_MIN,
    Allowance,
    ImageModel,
    ImageRequest,
    Job,
    JobPage,
    JobStatus,
    PictureInfo,
    Quota,
    Style,
    Transaction,
    TransactionKind,
)
from pictory_async._polling import AdaptiveSchedule, PollSchedule, TimerSchedule
from pictory_async._retry import RetryPolicy
from pictory_async._watcher import JobWatch, JobWatcher, News
from pictory_async._wire import DEFAULT_BASE_URL

__all__ = [
    "DEFAULT_BASE_URL",
    "DEFAULT_MODEL",
    "MODELS",
    "PROMPT_MAX",
    "PROMPT_MIN",
    "AdaptiveSchedule",
    "Allowance",
    "AuthenticationError",
    "Belief",
    "DownloadError",
    "Durations",
    "ImageModel",
    "ImageRequest",
    "InsufficientCreditsError",
    "InvalidRequestError",
    "Job",
    "JobError",
    "JobFailedError",
    "JobKind",
    "JobPage",
    "JobStatus",
    "JobTimedOutError",
    "JobWatch",
    "JobWatcher",
    "News",
    "NotFoundError",
    "PictoryAPIError",
    "PictoryClient",
    "PictoryConnectionError",
    "PictoryError",
    "PictoryResponseError",
    "PictoryTimeoutError",
    "PictureInfo",
    "PollSchedule",
    "Quota",
    "RateLimitError",
    "RetryPolicy",
    "ServerError",
    "Style",
    "TimerSchedule",
    "Transaction",
    "TransactionKind",
    "is_ambiguous",
]
