"""What the headers of a trusted proxy say of a call."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.settings import Access
from ui.proxying import forwarded

PROXIES = Access.from_environment({"FOOTNOTE_PROXIES": "127.0.0.1 10.0.0.0/8 2001:db8::/32"}).proxies


def call(peer: str, **headers: str) -> dict[str, Any]:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (peer, 5), "scheme": "http", "headers": raw}


@pytest.mark.parametrize(
    ("peer", "hops", "client"),
    [
        ("127.0.0.1", "192.0.2.1", "192.0.2.1"),
        ("127.0.0.1", "192.0.2.9, 192.0.2.1, 10.1.2.3", "192.0.2.1"),
        ("2001:db8::1", "2001:4860::1", "2001:4860::1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("192.0.2.5", "192.0.2.1", "192.0.2.5"),
    ],
)
def test_the_client_is_the_nearest_hop_that_is_no_proxy_of_ours(peer: str, hops: str, client: str) -> None:
    assert forwarded(call(peer, x_forwarded_for=hops), PROXIES)["client"] == (client, 5)


@pytest.mark.parametrize(
    ("peer", "proto", "scheme"),
    [("10.0.0.1", "https", "https"), ("10.0.0.1", "gopher", "http"), ("192.0.2.5", "https", "http")],
)
def test_the_scheme_is_what_a_trusted_proxy_says(peer: str, proto: str, scheme: str) -> None:
    assert forwarded(call(peer, x_forwarded_proto=proto), PROXIES)["scheme"] == scheme


@given(st.text(st.characters(max_codepoint=255)))
def test_any_header_leaves_an_address(hops: str) -> None:
    scope = call("127.0.0.1")
    scope["headers"] = [(b"x-forwarded-for", hops.encode("latin-1"))]
    assert forwarded(scope, PROXIES)["client"][1] == 5
