"""The attacks of `make attack`: their bounds, their refusal of other machines, and what counts as broke."""

from collections.abc import Iterator
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.security.attacks import target as targets
from tests.security.attacks.registry import SUBJECTS, Attack, Outcome, attacks, held_for_all
from tests.security.attacks.target import RefusedError, Target, code_now, loopback_url
from tests.security.attacks.trial import attacks_try, outcome_of


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        return None


@pytest.fixture
def target() -> Iterator[Target]:
    """A site of three pages: `/error` answers 500, `/away` sends to another machine, and all others answer 200."""

    def site(environ: dict, start_response: object) -> list[bytes]:
        path = environ["PATH_INFO"]
        status = {"/error": "500 No", "/away": "302 Found"}.get(path, "200 OK")
        start_response(status, [("Location", "http://192.0.2.1/")] if path == "/away" else [])
        return [path.encode()]

    with make_server("127.0.0.1", 0, site, handler_class=_Quiet) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Target(f"http://127.0.0.1:{server.server_port}", accounts=[], partner={})
        server.shutdown()
        thread.join()


def made(run: object) -> Attack:
    return Attack("Somebody tries something", "subject", run)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com:8000",
        "https://localhost:8000",
        "http://localhost",
        "http://localhost.example:8000",
        "http://localhost@192.0.2.1:8000",
        "http://192.168.0.1:8000",
        "localhost:8000",
        "file:///etc/passwd",
    ],
)
def test_only_a_demonstration_of_this_machine_is_attacked(url: str) -> None:
    with pytest.raises(RefusedError):
        loopback_url(url)


def test_addresses_of_this_machine_are_taken() -> None:
    assert loopback_url("http://localhost:8000/demo/") == "http://localhost:8000"
    assert loopback_url("http://[::1]:8000") == "http://[::1]:8000"


def test_no_request_leaves_for_another_machine(target: Target) -> None:
    client = target.visitor()
    with pytest.raises(RefusedError):
        client.get("http://192.0.2.1/")
    with pytest.raises(RefusedError):
        client.get("/away", follow_redirects=True)


def test_an_attack_is_bounded_in_requests(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "MAX_REQUESTS", 3)
    outcome = outcome_of(made(lambda target: [target.visitor().get("/") for _ in range(4)]), target)
    assert (outcome.held, target.budget.requests) == (False, 3)
    assert "beyond its bounds" in outcome.detail
    # The next attack has requests of its own.
    assert outcome_of(made(lambda target: Outcome(target.visitor().get("/").is_success)), target).held


def test_an_attack_is_bounded_in_time(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "MAX_SECONDS", -1)
    assert "beyond its bounds" in outcome_of(made(lambda target: target.visitor().get("/")), target).detail


def test_all_attacks_are_bounded_together(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "MAX_TOTAL_REQUESTS", 1)
    assert outcome_of(made(lambda _target: Outcome(True)), target).held
    assert "all attacks" in outcome_of(made(lambda target: target.visitor().get("/")), target).detail


def test_an_answer_of_500_is_broke_whatever_the_attack_says(target: Target) -> None:
    outcome = outcome_of(made(lambda target: Outcome(bool(target.visitor().get("/error")) or True)), target)
    assert outcome == Outcome(False, "1 answers of 500, such as 500 of GET /error")


def test_an_attack_that_cannot_be_tried_is_broke(target: Target) -> None:
    assert "could not be tried" in outcome_of(made(lambda target: target.sign_in("nobody")), target).detail


def test_nothing_seen_is_not_held() -> None:
    assert not held_for_all({}, lambda _seen: True).held
    assert held_for_all({"a": 404, "b": 404}, lambda status: status == 404).held
    assert held_for_all({"a": 404, "b": 200}, lambda status: status == 404) == Outcome(False, "b: 200")


def test_a_line_says_held_or_broke(target: Target, capsys: pytest.CaptureFixture[str]) -> None:
    tried = attacks_try(target, [made(lambda _target: Outcome(True)), made(lambda _target: Outcome(False, "a 200"))])
    assert [trial.outcome.held for trial in tried] == [True, False]
    assert capsys.readouterr().out.splitlines() == [
        "held   Somebody tries something",
        "broke  Somebody tries something [subject.<lambda>]: a 200",
    ]


def test_every_subject_has_attacks_and_every_attack_a_sentence_of_its_own() -> None:
    registered = attacks()
    assert {attack.subject for attack in registered} == {path.stem for path in SUBJECTS.glob("*.py")}
    sentences = [attack.sentence for attack in registered]
    assert len(sentences) == len(set(sentences))
    assert [sentence for sentence in sentences if sentence.endswith(".") or len(sentence) > 120] == []
    # What uses up limits comes after the others.
    assert [attack.last for attack in registered] == sorted(attack.last for attack in registered)


def test_a_one_time_code_is_that_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 6238, appendix B: at 59 s, of the key 12345678901234567890."""
    monkeypatch.setattr(targets.time, "time", lambda: 59)
    assert code_now("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") == "287082"
