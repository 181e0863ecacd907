"""A process that runs the worker's job of expiry, in small batches, until it is killed or done.

`python -m tests.crash.expiring DATABASE_URL DATA_DIR YYYY-MM-DD`
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

from ledger.db.personal_data import PersonalDataKeys
from ledger.db.session import create_engine
from ledger.messages.delivery import Deliverer
from ledger.points import expiry
from ledger.settings import Settings
from ledger.worker import jobs
from ledger.worker.workbench import Workbench

BATCH_WALLETS = 3


async def main(url: str, data_dir: Path, today: date) -> None:
    expiry.EXPIRY_BATCH_WALLETS = BATCH_WALLETS
    keys = PersonalDataKeys.open(data_dir / "secrets")
    engine = create_engine(url, pool_size=2, personal_data=keys)
    noon = datetime.combine(today, time(4), UTC)
    bench = Workbench(engine, Settings(data_dir=data_dir), Deliverer({}, keys, ""), lambda: noon)
    print("began", flush=True)
    print(await jobs.expire_points(bench), flush=True)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), date.fromisoformat(sys.argv[3])))
