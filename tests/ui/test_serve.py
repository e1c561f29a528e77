import pytest

from rag.settings import Access, Settings
from ui.commands.serve import fetches


@pytest.mark.parametrize(
    ("setting", "host", "variables", "expected"),
    [
        ("auto", "127.0.0.1", {}, True),
        ("auto", "0.0.0.0", {}, False),
        ("auto", "192.168.1.4", {}, False),
        ("auto", "127.0.0.1", {"FOOTNOTE_URL": "https://ask.example"}, False),
        ("auto", "127.0.0.1", {"FOOTNOTE_PROXIES": "127.0.0.1"}, False),
        ("on", "0.0.0.0", {}, True),
        ("off", "127.0.0.1", {}, False),
    ],
)
def test_pages_are_read_for_visitors_only_where_nobody_else_can_call_unless_switched_on(
    setting: str, host: str, variables: dict[str, str], expected: bool
) -> None:
    assert fetches(Settings(fetch=setting), Access.from_environment(variables), host) is expected
