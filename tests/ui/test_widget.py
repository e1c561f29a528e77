"""The widget's script as it is served, and the tag that `footnote widget` prints."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from tests.ui.fakes import FakeLibrary, ScriptedAsker
from ui.app import create_app
from ui.cli import app
from ui.commands.widget import NAMES
from ui.widget import MODULES, script

FOLDER = Path(__file__).parents[2] / "ui" / "widget"
LARGEST = 15_000


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(ScriptedAsker(), FakeLibrary()), base_url="http://127.0.0.1") as client:
        yield client


def test_it_is_small_and_one_request(client: TestClient) -> None:
    with client.stream("GET", "/widget.js", headers={"accept-encoding": "gzip"}) as served:
        sent = b"".join(served.iter_raw())
    assert served.headers["content-encoding"] == "gzip"
    assert len(sent) == int(served.headers["content-length"]) <= LARGEST
    assert gzip.decompress(sent) == client.get("/widget.js", headers={"accept-encoding": "identity"}).content
    assert b"import " not in gzip.decompress(sent)
    assert b"@import" not in gzip.decompress(sent)


def test_pages_of_any_origin_may_load_and_check_it(client: TestClient) -> None:
    headers = client.get(
        "/widget.js", headers={"origin": "https://news.example", "sec-fetch-site": "cross-site"}
    ).headers
    assert headers["content-type"].startswith("text/javascript")
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"


def test_it_is_kept_by_browsers_as_long_as_it_is_the_same(client: TestClient) -> None:
    first = client.get("/widget.js")
    assert first.headers["cache-control"] == "public, max-age=3600"
    again = client.get("/widget.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in client.get(f"/widget.js?v={script().version}").headers["cache-control"]
    assert "immutable" not in client.get("/widget.js?v=older").headers["cache-control"]


def test_every_module_is_in_it_and_no_name_is_taken_twice() -> None:
    assert sorted(MODULES) == sorted(path.stem for path in FOLDER.glob("*.js"))
    sources = [(FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    names = re.findall(
        r"^(?:export )?(?:const|let|class|(?:async )?function\*?) (\w+)", "\n".join(sources), re.MULTILINE
    )
    assert len(names) == len(set(names))
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here to parse the script; the browser tests run it")
    parsed = subprocess.run([node, "--check", "-"], input=script().source, capture_output=True, check=False)
    assert parsed.stderr == b""


def test_nothing_in_it_makes_markup_or_code_of_text() -> None:
    source = script().source.decode()
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "srcdoc",
        "http:",
    ):
        assert word not in source.replace("http://www.w3.org/2000/svg", "")


def test_all_languages_say_everything() -> None:
    source = (FOLDER / "strings.js").read_text(encoding="utf-8")
    tables = re.findall(r"^  (\w\w): \{\n(.*?)^  \},", source, re.MULTILINE | re.DOTALL)
    assert [lang for lang, _ in tables] == ["en", "ms", "ko", "ar"]
    said = {lang: dict(re.findall(r"^    (\w+): \"(.*)\",$", body, re.MULTILINE)) for lang, body in tables}
    for lang, strings in said.items():
        assert list(strings) == list(said["en"]), lang
        for name, text in strings.items():
            assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", said["en"][name]), (lang, name)
            assert lang == "en" or text != said["en"][name], (lang, name)


class Tag(HTMLParser):
    """The attributes of the one tag in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert (tag, self.attributes) == ("script", {})
        self.attributes = dict(attrs)


def printed(*arguments: str, **environment: str) -> str:
    done = CliRunner().invoke(app, ["widget", *arguments], env=environment)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_printed_tag_is_whole_and_its_hash_is_the_served_script_s(client: TestClient) -> None:
    out = printed(
        "--set", 'title=Ask "us" <b>', "--origin", "https://News.example/", FOOTNOTE_URL="https://ask.example"
    )
    tag = Tag(out).attributes
    assert tag["src"] == f"https://ask.example/widget.js?v={script().version}"
    assert (tag["crossorigin"], tag["data-title"], tag["data-mode"]) == ("anonymous", 'Ask "us" <b>', "launcher")
    served = client.get("/widget.js").content
    assert tag["integrity"] == f"sha384-{base64.b64encode(hashlib.sha384(served).digest()).decode()}"
    assert 'FOOTNOTE_ORIGINS="https://news.example"' in out
    assert "script-src https://ask.example; connect-src https://ask.example" in out


def test_the_tag_can_take_updates() -> None:
    tag = Tag(printed("--latest", "--url", "http://127.0.0.1:8000", "--mode", "inline")).attributes
    assert tag == {"async": None, "src": "http://127.0.0.1:8000/widget.js", "data-mode": "inline"}


@pytest.mark.parametrize(
    "arguments", [("--url", "ask.example"), ("--origin", "*"), ("--mode", "popup"), ("--set", "x=1"), ("--set", "lang")]
)
def test_what_makes_no_sense_is_named(arguments: tuple[str, str]) -> None:
    done = CliRunner().invoke(app, ["widget", *arguments])
    assert arguments[0] in str(done.exception)


def test_the_command_knows_the_attributes_of_the_element() -> None:
    source = (FOLDER / "element.js").read_text(encoding="utf-8")
    listed = re.search(r"const ATTRIBUTES = \[(.*?)\]", source, re.DOTALL)
    assert listed is not None
    assert sorted(re.findall(r'"(\w+)"', listed[1])) == sorted({*NAMES, "mode", "server"})
