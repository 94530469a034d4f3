"""Which addresses may be reached, however they are spelled."""

import contextlib
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.outward import Refused, check
from foundation.outward.hosts import NOT_PUBLIC_4, is_public

INSIDE = [
    "http://localhost/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://0/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.000.000.001/",
    "http://１２７.０.０.１/",
    "http://①②⑦.0.0.1/",
    "http://127。0。0。1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:7f00:1::1]/",
    "http://[2001:db8::1]/",
    "http://[2a00:1450::5efe:192.168.0.1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[2a00:1450::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://192.0.0.8/",
    "http://198.18.0.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://postgres/",
    "http://redis:8000/",
]
NOT_WEB = [
    "ftp://chat.example.org/",
    "file:///etc/passwd",
    "gopher://chat.example.org/",
    "//chat.example.org/",
    "chat.example.org",
    "",
    "http://",
    "http:///path",
    "http://user:password@chat.example.org/",
    "http://chat.example.org@127.0.0.1/",
    "http://@chat.example.org/",
    "http://chat.example.org\\@127.0.0.1/",
    "http://chat.example.org:80\\@127.0.0.1/",
    "http://127.0.0.1#@chat.example.org/",
    "http://chat.example.org /",
    "http://chat.example.org\r\nHost: inside/",
    "http://chat.example.org\t/",
    "http://chat..example.org/",
    "http://-chat.example.org/",
    "http://chat.example.org:99999/",
    "http://chat.example.org:x/",
    "http://[::1/",
    "http://[chat.example.org]/",
    "http://" + "a" * 64 + ".org/",
    "http://chat.example.org/" + "a" * 3000,
]
SERVICES = [22, 25, 110, 2375, 3306, 5432, 6379, 11211, 27017]
FINE = [
    "https://chat.example.org/hooks/a1b2",
    "https://CHAT.example.org./",
    "https://chat.example.org:8443/",
    "http://93.184.215.14/",
    "https://[2a00:1450:4001:830::200e]/",
    "https://[64:ff9b::5db8:d70e]/",
    "https://bücher.example.org/",
    "https://under_score.example.org/?a=b&c=%20",
]


@pytest.mark.parametrize("url", INSIDE)
def test_the_inside_is_refused_in_every_spelling(url):
    with pytest.raises(Refused):
        check(url)


@pytest.mark.parametrize("url", NOT_WEB)
def test_what_is_no_plain_web_address_is_refused(url):
    with pytest.raises(Refused):
        check(url)


@pytest.mark.parametrize("port", SERVICES)
def test_ports_of_other_services_are_refused(port):
    with pytest.raises(Refused):
        check(f"http://chat.example.org:{port}/")


@pytest.mark.parametrize("url", FINE)
def test_the_public_web_is_fine(url):
    assert check(url)


def test_a_host_named_by_hand_is_fine_at_any_port_or_at_the_one_named(settings):
    settings.OUTWARD_HOSTS = frozenset({"chat.internal", "10.1.2.3:8065", "[fd00::5]"})
    for url in ("http://chat.internal:9999/", "http://10.1.2.3:8065/", "https://[fd00::5]/", "http://CHAT.internal./"):
        assert check(url).is_named
    for url in ("http://10.1.2.3/", "http://10.1.2.4:8065/", "http://[fd00::6]/", "http://x.chat.internal:9999/"):
        with pytest.raises(Refused):
            check(url)


@given(st.ip_addresses(v=4))
def test_no_wrapping_makes_an_inner_number_public(number: IPv4Address):
    is_inner = any(number in network for network in NOT_PUBLIC_4)
    assert is_public(str(number)) is not is_inner
    assert is_public(f"::ffff:{number}") is not is_inner
    assert is_public(f"64:ff9b::{number}") is not is_inner
    assert not is_public(f"::{number}")
    assert not is_public(str(IPv6Address((0x2002 << 112) | (int(number) << 80))))
    assert not is_public(str(IPv6Address((0x20010000 << 96) | int(number))))


@given(st.ip_addresses(v=4), st.sampled_from(["{}", "0x{:x}", "0{:o}"]))
def test_one_long_number_is_never_a_host(number: IPv4Address, spelling: str):
    with pytest.raises(Refused):
        check(f"http://{spelling.format(int(number))}/")


@given(st.ip_addresses(v=6))
def test_what_python_calls_private_is_never_public(number: IPv6Address):
    if is_public(str(number)) and not number.ipv4_mapped:
        assert number.is_global
        assert not any([number.is_multicast, number.is_link_local, number.is_site_local, number.is_unspecified])


@given(st.text(max_size=60))
def test_any_text_is_taken_or_refused(text: str):
    for url in (text, f"http://{text}", f"http://{text}/", f"http://[{text}]/", f"http://chat.example.org:{text}/"):
        with contextlib.suppress(Refused):
            assert check(url).host
