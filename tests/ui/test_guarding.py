import base64
import hashlib
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.ui.fakes import FakeLibrary, ScriptedAsker
from ui.app import create_app
from ui.guarding import hostname, is_loopback
from ui.page import policy, rewrite

HERE = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(ScriptedAsker(), FakeLibrary()), base_url=HERE) as client:
        yield client


@pytest.fixture(scope="module")
def public() -> Iterator[TestClient]:
    app = create_app(ScriptedAsker(), FakeLibrary(), host="0.0.0.0")
    with TestClient(app, base_url="https://footnote.example") as client:
        yield client


PAGES = ["/", "/nothing", "/footnote/base.css", "/theme.css"]
DATA = ["/healthz", "/readyz", "/metrics", "/api/articles", "/api/articles/none", "/api/openapi.json", "/widget.js"]


@pytest.mark.parametrize("path", [*PAGES, *DATA])
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    if path in PAGES:
        assert policy.startswith("default-src 'self'; script-src 'self'")
        assert "frame-ancestors 'self'" in policy
    else:
        assert policy == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_names_no_other_host_and_its_inline_scripts_are_the_ones_allowed(client: TestClient) -> None:
    response = client.get("/", headers={"accept-encoding": "br, gzip"})
    outside_config = re.sub(
        r"window\.gradio_(?:config|api_info) = .*?</script>", "</script>", response.text, flags=re.DOTALL
    )
    assert re.findall(r"https?://(?!127\.0\.0\.1)[^\s\"'<]+", outside_config) == []
    assert "/footnote/page.js" in response.text
    scripts = re.findall(r"<script(?![^>]*src=)[^>]*>(.*?)</script>", response.text, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/api/ask", "/gradio_api/queue/join"])
def test_pages_of_other_sites_may_not_ask(client: TestClient, headers: dict[str, str], path: str) -> None:
    response = client.post(path, json={"question": "Who?"}, headers=headers)
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("headers", [{}, {"origin": HERE}, {"origin": HERE, "sec-fetch-site": "same-origin"}])
def test_programs_and_the_own_page_may_ask(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/api/ask", json={"question": "Who?"}, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/articles", "/config", "/gradio_api/startup-events"])
def test_no_other_origin_is_echoed(client: TestClient, public: TestClient, path: str) -> None:
    for caller in (client, public):
        headers = caller.get(path, headers={"origin": "https://evil.example"}).headers
        assert not [name for name in headers if name.startswith("access-control")]


def test_a_foreign_name_for_this_machine_is_refused_where_it_listens_to_itself_alone(client: TestClient) -> None:
    assert client.get("/api/articles", headers={"host": "rebound.example"}).status_code == 403
    assert client.get("/api/articles", headers={"host": "localhost:7860"}).status_code == 200
    assert client.get("/api/articles", headers={"host": "[::1]:7860"}).status_code == 200


def test_any_name_is_taken_where_it_listens_to_others(public: TestClient) -> None:
    body = {"question": "Who?"}
    assert public.post("/api/ask", json=body, headers={"origin": "https://footnote.example"}).status_code == 200
    assert public.post("/api/ask", json=body, headers={"origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/file=/etc/passwd",
     "/gradio_api/runs", "/gradio_api/proxy=https://example.org",
     "/gradio_api/call/ask", "/gradio_api/vibe-code", "/monitoring", "/login",
     "/gradio_api/component_server", "/gradio_api/queue/status", "/docs", "/openapi.json"],
)  # fmt: skip
def test_routes_of_gradio_that_the_page_does_not_use_are_shut(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, content=b"x").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/", 405),
        ("DELETE", "/widget.js", 405),
        ("POST", "/widget.js", 405),
        ("POST", "/config", 405),
        ("GET", "/assets/none.js", 404),
        ("GET", "/footnote/none.js", 404),
        ("GET", "/gradio_api/queue/join", 405),
    ],
)
def test_what_the_page_and_the_widget_refuse_is_a_problem_too(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.status_code == response.json()["status"] == status
    assert ("allow" in response.headers) is (status == 405)


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True),
                           ("0.0.0.0", False), ("192.168.1.4", False), ("::", False), ("footnote.example", False)],
)  # fmt: skip
def test_loopback_addresses_are_told_from_others(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("header", "name"), [("A.example:80", "a.example"), ("[::1]:80", "::1"), ("", ""), ("[", ""), ("x", "x")]
)
def test_the_name_in_a_host_header(header: str, name: str) -> None:
    assert hostname(header) == name


def test_rewriting_touches_nothing_else() -> None:
    html = (
        '<head><meta property="og:url" content="https://gradio.app/" /><meta charset="utf-8"></head><script>1</script>'
    )
    assert rewrite(html).startswith('<head><meta charset="utf-8"><link rel="stylesheet"')
    assert policy(html).count("sha256-") == 1
    assert policy('<script src="/x.js"></script>').count("sha256-") == 0
