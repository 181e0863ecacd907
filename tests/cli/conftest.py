"""A shell whose `ledger` works on a copy of the sample estate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.db.embedded import EmbeddedPostgres
from tests.cli.commands import Shell
from tests.databases import Database, fresh_database
from tests.live_server import SampleEstate


@pytest.fixture(scope="module")
def sample_copy(postgres: EmbeddedPostgres, sample_estate: SampleEstate) -> Iterator[Database]:
    with fresh_database(postgres, template=sample_estate.template) as database:
        yield database


@pytest.fixture(scope="module")
def shell(sample_copy: Database, sample_estate: SampleEstate) -> Shell:
    return Shell(
        sample_estate.data_dir,
        {
            "LEDGER_DATABASE_URL": sample_copy.owner_url,
            "LEDGER_SERVICE_DATABASE_URL": sample_copy.service_url,
        },
    )


@pytest.fixture
def shell_without_database(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data", {"LEDGER_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/x"})
