"""A session as a request meets it: whose it is, and which of their roles it opens."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ledger.identity.roles import SignedInUser
from ledger.identity.session_rules import (
    Life,
    Proof,
    Standing,
    factor_is_forced,
    is_withheld,
    life_of,
    roles_key,
    standing_of,
)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session and its user; `user` carries the grants that the session opens now."""

    user: SignedInUser
    whole_user: SignedInUser
    """The same with every grant that holds today, those included that ask for a second factor."""
    session_id: int
    proof: Proof
    factor_is_proved: bool
    has_factor: bool
    standing: Standing
    roles: str
    """The roles that the cookie was given for, as `roles_key` says them."""
    is_stale: bool
    """It was last noted minutes ago that the session is in use."""
    is_replaced: bool
    """Another cookie has taken its place; this one is good for seconds."""

    @property
    def factor_is_forced(self) -> bool:
        """Whether the user's roles ask for a second factor."""
        return _is_forced(self.whole_user)

    @property
    def withheld(self) -> tuple[str, ...]:
        """The roles, in Chinese, that the session would open after the second factor."""
        opened = set(self.user.grants)
        titles = [g.role.chinese_title for g in self.whole_user.grants if g not in opened]
        if not self.user.region_grants:
            titles += [g.role.chinese_title for g in self.whole_user.region_grants]
        return tuple(dict.fromkeys(titles))

    @property
    def life(self) -> Life:
        """How long a session with these roles lasts."""
        return life_of(
            {grant.role for grant in self.user.grants},
            self.standing,
            above_estates=bool(self.user.region_grants),
        )

    @property
    def roles_have_changed(self) -> bool:
        """Whether the user holds other roles than when the cookie was given."""
        return roles_key(self.whole_user) != self.roles

    @classmethod
    def of(
        cls,
        user: SignedInUser,
        *,
        session_id: int,
        proof: Proof,
        factor_is_proved: bool,
        has_factor: bool,
        roles: str | None = None,
        is_stale: bool = False,
        is_replaced: bool = False,
    ) -> OpenSession:
        """Return the session of a user who comes with all the grants of today."""
        standing = standing_of(
            proof=proof,
            factor_is_proved=factor_is_proved,
            has_factor=has_factor,
            is_forced=_is_forced(user),
        )
        is_open = standing is Standing.OPEN
        opened = tuple(
            grant
            for grant in user.grants
            if is_open
            and not is_withheld(
                grant.role,
                proof=proof,
                factor_is_proved=factor_is_proved,
                has_factor=has_factor,
            )
        )
        return cls(
            user=replace(
                user,
                grants=opened,
                region_grants=user.region_grants if factor_is_proved else (),
            ),
            whole_user=user,
            session_id=session_id,
            proof=proof,
            factor_is_proved=factor_is_proved,
            has_factor=has_factor,
            standing=standing,
            roles=roles_key(user) if roles is None else roles,
            is_stale=is_stale,
            is_replaced=is_replaced,
        )


def _is_forced(user: SignedInUser) -> bool:
    return factor_is_forced(
        {grant.role for grant in user.grants}, above_estates=bool(user.region_grants)
    )
