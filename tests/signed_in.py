"""Open sessions without going through the form, as if every proof had been given.

The form itself, its second factor above all, is tested in tests/identity and tests/browser.
"""

from __future__ import annotations

from litestar import Litestar
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.embedded import SERVICE_ROLE
from ledger.db.ids import new_token, today_in_china
from ledger.db.session import create_engine, in_installation
from ledger.identity.open_session import OpenSession
from ledger.identity.queries import user_of_login
from ledger.identity.session_records import NewSession, open_session
from ledger.identity.session_rules import LIFE_OF_OTHERS, Proof
from ledger.identity.sessions import COOKIE as COOKIE


async def cookie_of_session(
    engine: AsyncEngine,
    login: str,
    *,
    proof: Proof = Proof.PASSWORD,
    factor_is_proved: bool = True,
    address: str = "10.0.0.9",
    device: str = "",
) -> str:
    """Open a session of the user with this login and return its cookie."""
    async with in_installation(engine) as conn:
        user = await user_of_login(conn, login, today=today_in_china())
        assert user is not None, f"nobody is called {login}"
        cookie = new_token(32)
        opened = OpenSession.of(
            user, session_id=0, proof=proof, factor_is_proved=factor_is_proved, has_factor=True
        )
        await open_session(
            conn,
            cookie=cookie,
            session=NewSession(
                user_id=user.user_id,
                proof=proof,
                factor_is_proved=factor_is_proved,
                roles=opened.roles,
                life=opened.life,
                address=address,
                device=device,
            ),
        )
    return cookie


async def cookie_at(url: str, login: str) -> str:
    """Open a session in the database at this address, which another process serves."""
    # The tables' owner may not act for the installation; the service's role may.
    address = make_url(url).set(username=SERVICE_ROLE).render_as_string(hide_password=False)
    engine = create_engine(address, pool_size=1)
    try:
        return await cookie_of_session(engine, login)
    finally:
        await engine.dispose()


async def cookie_in(app: Litestar, login: str) -> str:
    """Open a session in the database of a program that runs in a loop of its own."""
    url = app.state.installation.url
    return await cookie_at(url.render_as_string(hide_password=False), login)


async def keep_session(conn: AsyncConnection, *, user_id: int, cookie: str) -> None:
    """Keep a bare session of a user under a cookie that the test chooses."""
    await open_session(
        conn,
        cookie=cookie,
        session=NewSession(
            user_id=user_id,
            proof=Proof.PASSWORD,
            factor_is_proved=True,
            roles="",
            life=LIFE_OF_OTHERS,
            address="",
            device="",
        ),
    )
