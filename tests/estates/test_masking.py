"""Persons are masked, organisations stay in the clear; in doubt a name is masked."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

import ledger
from ledger.estates.masking import mask_counterparty, mask_identity_but, mask_person
from tests.api.described import description


@pytest.mark.parametrize(
    "name, masked",
    [("张三", "张*"), (" 李小明 ", "李*"), ("欧阳修", "欧*"), ("王", "王*"), ("", ""), ("  ", "")],
)
def test_a_person_keeps_the_family_name(name: str, masked: str) -> None:
    assert mask_person(name) == masked


ORGANISATIONS = [
    "川南传媒有限公司", "驿递智能科技有限公司", "通达铁塔公司", "绿能充电服务部", "云顶茶舍",
    "县住建局", "税务局", "县总工会等", "玉泉置业(开发企业)", "某国企", "业主大会", "业主",
    "业委会",
    "监事会", "居委会", "业委会委员", "光明电器", "国网电力", "安居防水工程部", "川南会计师事务所",
    "开户银行", "银行", "惠民超市", "扫码收款", "搬家公司", "端午市集摊主", "青禾园艺", "派出所",
    "社区食堂", "新华书店", "某单位", "妇联", "物业",
]  # fmt: skip


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_an_organisation_stays_in_the_clear(name: str) -> None:
    assert mask_counterparty(f" {name} ") == name


PERSONS = [
    ("张三", "张*"),
    ("李小明", "李*"),
    ("欧阳娜娜", "欧*"),
    # Given names that hold or end in a character of many organisations.
    ("张会军", "张*"),
    ("王志行", "王*"),
    ("陈局", "陈*"),
    ("李建社", "李*"),
    ("周队", "周*"),
    ("吴小会", "吴*"),
    # What somebody does does not make them an organisation.
    ("李强(停车管理员)", "李*(停车管理员)"),
    ("李强（保洁）", "李*（保洁）"),
    ("王五(业主)", "王*(业主)"),
    ("李*(停车管理员)", "李*(停车管理员)"),
    ("张*", "张*"),
    ("阿卜杜拉·买买提", "阿*"),
    ("", ""),
]


@pytest.mark.parametrize("name, masked", PERSONS)
def test_a_person_among_the_counterparties_is_masked(name: str, masked: str) -> None:
    assert mask_counterparty(name) == masked


def test_no_resident_of_the_sample_estate_would_be_published() -> None:
    text = (files("ledger.estates") / "sample_estate" / "dwellings.csv").read_text("utf-8-sig")
    owners = {row["业主姓名"] for row in csv.DictReader(text.splitlines())}
    assert len(owners) > 100
    assert [name for name in owners if mask_counterparty(name) == name] == []


PACKAGE = Path(ledger.__file__).parent
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "masking.py"]
# A name cut to its first character, however it is written: that is one module's business alone.
HOME_MADE = re.compile(
    r"\[(?:0|:1)\]\s*(?:\+\s*[\"'][*＊某○]|\}[*＊某○])|[\"'][*＊]{1,2}[\"']\s*\*"
)
# Where a phone leaves the program or comes in: the desk, for a reason.
# On the phone somebody names family by it.
PHONES_IN = {"NewPersonBody", "OwnProxyBody", "PersonView", "PhoneBody", "Search"}


def test_nobody_else_masks() -> None:
    found = [path.name for path in SOURCES if HOME_MADE.search(path.read_text("utf-8"))]
    assert found == []


def test_the_search_for_other_masks_finds_them() -> None:
    for written in ("name[0] + '*'", "f'{name[:1]}*'", "f'{name[0]}某'", "'*' * len(name)"):
        assert HOME_MADE.search(written), written


def test_what_is_called_masked_was_masked() -> None:
    assigned = re.compile(r"\b\w+_masked=(.*)")
    found = [
        (path.name, rest)
        for path in SOURCES
        for rest in assigned.findall(path.read_text("utf-8"))
        # What is masked already goes on under that name.
        if "mask_" not in rest and not rest.endswith("_masked,")
    ]
    assert found == []


def test_no_answer_names_a_person_in_full_and_few_hold_a_phone() -> None:
    schemas = description()["components"]["schemas"]
    fields = {name: schema.get("properties", {}).keys() for name, schema in schemas.items()}
    unmasked = {"resident_name", "owner_name", "volunteer", "holder_name", "proxy_name"}
    # A body is what somebody types, and no answer.
    answers = {name: held for name, held in fields.items() if not name.endswith("Body")}
    assert [name for name, held in answers.items() if unmasked & held] == []
    with_phone = {name for name, held in fields.items() if "phone" in held}
    signing_in = {name for name in with_phone if re.search("SignIn|Code|Phone[A-Z]", name)}
    assert with_phone - signing_in == PHONES_IN - {"PhoneBody"}


def test_of_an_identity_number_the_end_is_shown() -> None:
    assert mask_identity_but("123X") == "**************123X"
