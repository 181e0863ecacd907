"""Personal data are sealed and found again; keys change while old seals still open."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.db.personal_data import (
    PersonalDataCannotBeOpened,
    PersonalDataKeys,
    PersonalDatum,
    normalised,
    version_of,
)

PHONE, IDENTITY_NUMBER = PersonalDatum.PHONE, PersonalDatum.IDENTITY_NUMBER
SECRET = bytes(range(32))
# Computed by hand from the file's description, with OpenSSL's HKDF and HMAC.
DIGEST_OF_PHONE = "4a441d7fbc68cbd36b6cacae1b2781ef98750fafe5680d91afcdf9aa33863500"
SEAL_OF_PHONE = (
    "01000000010000000000000000000000009b2ed13d40f797a056b11cef883035800f21c0714c62855e25daca"
)


@pytest.fixture
def keys(tmp_path: Path) -> PersonalDataKeys:
    return PersonalDataKeys.open(tmp_path / "secrets")


@pytest.fixture
def known_keys(tmp_path: Path) -> PersonalDataKeys:
    (tmp_path / "personal-data-1.key").write_bytes(b64encode(SECRET))
    return PersonalDataKeys.open(tmp_path)


def test_a_seal_is_bytes_that_anybody_with_the_key_can_open(known_keys: PersonalDataKeys) -> None:
    sealed = bytes.fromhex(SEAL_OF_PHONE)
    assert known_keys.reveal(sealed, PHONE) == "13800138000"
    assert known_keys._sealed(b"13800138000", PHONE, bytes(12)) == sealed
    # Opened without the program: as the description of the format says.
    key = HKDF(SHA256(), 32, salt=None, info=b"ledger personal data seal").derive(SECRET)
    header = b"\x01\x00\x00\x00\x01"
    assert sealed[:17] == header + bytes(12)
    plain = AESGCM(key).decrypt(bytes(12), sealed[17:], header + b"person.phone")
    assert plain == b"13800138000"


def test_a_digest_is_the_same_for_every_writing_of_a_phone(known_keys: PersonalDataKeys) -> None:
    writings = ("13800138000", "138 0013 8000", "+86 138-0013-8000", "１３８００１３８０００",
                "008613800138000", " 13800138000\n")  # fmt: skip
    assert {known_keys.digest(w).hex() for w in writings} == {DIGEST_OF_PHONE}
    assert known_keys.digest("13800138001").hex() != DIGEST_OF_PHONE
    assert known_keys.digest("13800138000", IDENTITY_NUMBER).hex() != DIGEST_OF_PHONE


@pytest.mark.parametrize(
    "written, datum, read",
    [
        ("13800138000", PHONE, "8613800138000"),
        ("+8613800138000", PHONE, "8613800138000"),
        ("0838-5551234", PHONE, "868385551234"),
        ("+852 2123 4567", PHONE, "85221234567"),
        ("0085221234567", PHONE, "85221234567"),
        ("5551234", PHONE, "5551234"),
        ("", PHONE, ""),
        ("11010119900307899x", IDENTITY_NUMBER, "11010119900307899X"),
        ("110101 19900307 899Ｘ", IDENTITY_NUMBER, "11010119900307899X"),
        (" 2015-06-01 ", PersonalDatum.BIRTH_DATE, "2015-06-01"),
    ],
)
def test_writings_of_one_datum(written: str, datum: PersonalDatum, read: str) -> None:
    assert normalised(written, datum) == read


def test_the_same_value_is_sealed_differently_each_time(keys: PersonalDataKeys) -> None:
    assert keys.seal("13800138000") != keys.seal("13800138000")


def test_a_key_is_made_once_and_is_for_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    sealed = PersonalDataKeys.open(folder).seal("张三的电话")
    assert PersonalDataKeys.open(folder).reveal(sealed) == "张三的电话"
    (file,) = folder.iterdir()
    assert file.name == "personal-data-1.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert repr(PersonalDataKeys.open(folder)) == f"PersonalDataKeys(folder={folder!r})"


def test_programs_that_start_at_once_seal_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: PersonalDataKeys.open(tmp_path), range(16)))
    assert {keys.digest("1") for keys in opened} == {opened[0].digest("1")}


def test_old_seals_open_after_the_keys_changed(keys: PersonalDataKeys) -> None:
    before, digest_before = keys.seal("13800138000"), keys.digest("13800138000")
    assert keys.rotate() == 2
    after = keys.seal("13800138000")
    assert (version_of(before), version_of(after)) == (1, 2)
    assert keys.reveal(before) == keys.reveal(after) == "13800138000"
    assert keys.digest("13800138000") != digest_before
    assert keys.digests("13800138000") == [keys.digest("13800138000"), digest_before]


def test_a_running_program_notices_that_another_changed_the_keys(tmp_path: Path) -> None:
    running = PersonalDataKeys.open(tmp_path)
    sealed = PersonalDataKeys.open(tmp_path)
    sealed.rotate()
    assert running.reveal(sealed.seal("13800138000")) == "13800138000"
    assert running.digests("13800138000")[0] == sealed.digest("13800138000")
    assert version_of(running.seal("1")) == 2


def test_every_changed_byte_is_noticed(keys: PersonalDataKeys) -> None:
    sealed = keys.seal("13800138000")
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(PersonalDataCannotBeOpened) as refused:
            keys.reveal(bytes(altered))
        assert "13800138000" not in str(refused.value)
    for size in range(len(sealed)):
        with pytest.raises(PersonalDataCannotBeOpened):
            keys.reveal(sealed[:size])


def test_a_phone_does_not_open_as_an_identity_number(keys: PersonalDataKeys) -> None:
    with pytest.raises(PersonalDataCannotBeOpened):
        keys.reveal(keys.seal("13800138000", PHONE), IDENTITY_NUMBER)


def test_a_lost_key_and_a_broken_file_are_said_in_words(tmp_path: Path) -> None:
    sealed = PersonalDataKeys.open(tmp_path / "lost").seal("13800138000")
    with pytest.raises(PersonalDataCannotBeOpened, match="密钥不对"):
        PersonalDataKeys.open(tmp_path / "other").reveal(sealed)
    (tmp_path / "other" / "personal-data-2.key").write_text("half")
    with pytest.raises(PersonalDataCannotBeOpened, match=r"personal-data-2\.key 读不懂"):
        PersonalDataKeys.open(tmp_path / "other")


def test_a_paper_is_sealed_byte_for_byte(keys: PersonalDataKeys) -> None:
    paper = bytes(range(256)) * 99
    sealed = keys.seal_paper(paper)
    assert paper[:16] not in sealed
    assert keys.reveal_paper(sealed) == paper
    with pytest.raises(PersonalDataCannotBeOpened):
        keys.reveal(sealed)
