"""How long requests take, counted for Prometheus by route and status."""

from prometheus_client import Histogram

# From the quickest answers to the time limit of a proxy.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
REQUESTS = Histogram(
    "known_shipper_request_seconds", "time of requests", ["method", "route", "status"], buckets=BUCKETS
)


# Anybody can make methods up, and each would have its own counts.
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def request_observe(*, method: str | None, route: str, status: int, seconds: float) -> None:
    """Count a request by its route, which holds no keys of records."""
    REQUESTS.labels(method if method in METHODS else "other", route, status).observe(seconds)
