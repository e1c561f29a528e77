from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.documents.addresses import is_public, parse, shown
from rag.errors import BadDocument


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://Example.ORG:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("http://example.org:65535/", "http://example.org:65535/"),
        ("https://example.org/caf%C3%A9/é", "https://example.org/caf%C3%A9/%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://93.184.216.34/", "http://93.184.216.34/"),
        ("http://[2606:2800:220:1::1]/", "http://[2606:2800:220:1::1]/"),
        ("http://a_b.example.org/", "http://a_b.example.org/"),
    ],
)
def test_proper_addresses(url: str, expected: str) -> None:
    assert parse(url).url == expected


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("ftp://example.org/", "starts with http"),
        ("file:///etc/passwd", "starts with http"),
        ("javascript:alert(1)", "starts with http"),
        ("example.org", "starts with http"),
        ("", "starts with http"),
        ("http://", "no proper host"),
        ("http:///a", "no proper host"),
        ("http://user@example.org/", "user name or password"),
        ("http://user:secret@example.org/", "user name or password"),
        ("http://@example.org/", "user name or password"),
        ("http://example.org:0/", "port 0"),
        ("http://example.org:65536/", "host and port"),
        ("http://example.org:x/", "host and port"),
        ("http://[::1", "host and port"),
        ("http://exa mple.org/", "without spaces"),
        ("http://example.org/\n", "without spaces"),
        ("http://example.org\\@evil.example/", "without spaces"),
        ("http://example.org/" + "a" * 2048, "under 2048"),
        ("http://localhost/", "this machine"),
        ("http://LOCALHOST:80/", "this machine"),
        ("http://a.localhost/", "this machine"),
        ("http://localhost./", "no proper host"),
        ("http://example.org./", "no proper host"),
        ("http://example..org/", "no proper host"),
        ("http://-example.org/", "no proper host"),
        ("http://2130706433/", "no proper host"),
        ("http://0x7f000001/", "no proper host"),
        ("http://0x7f.0.0.1/", "no proper host"),
        ("http://0177.0.0.1/", "no proper host"),
        ("http://127.1/", "no proper host"),
        ("http://127.0.0.01/", "no proper host"),
        ("http://127.0.0.0x1/", "no proper host"),
        ("http://①②⑦.0.0.1/", "no proper host"),
        ("http://127。0。0。1/", "no proper host"),
        ("http://[fe80::1%25eth0]/", "no proper host"),
        ("http://%6c%6fcalhost/", "no proper host"),
        ("http://[::ffff:127.0.0.1]x/", "host and port|no proper host"),
    ],
)
def test_refused_addresses(url: str, cause: str) -> None:
    with pytest.raises(BadDocument, match=cause) as caught:
        parse(url)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_localhost_passes_where_private_addresses_do() -> None:
    assert parse("http://localhost:8000/", allow_private=True).port == 8000


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.9.10",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
        ),
        *(
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
        ),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:10.0.0.1", "::127.0.0.1", "::7f00:1"),
        *(
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::808:808",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "2001:0:7f00:1::",
        ),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_messages_show_no_query() -> None:
    assert shown("http://x.org/a?token=secret#part") == "http://x.org/a"


@given(st.one_of(st.text(max_size=40), st.text(max_size=30).map(lambda text: f"http://{text}/")))
def test_any_text_is_parsed_or_refused(url: str) -> None:
    try:
        target = parse(url)
    except BadDocument:
        return
    assert parse(target.url) == target
    assert target.host.isascii()
    assert target.path.isascii()
    assert " " not in target.path
