"""How the hours and the points of a service came about, in sentences for the volunteer. Pure."""

from __future__ import annotations

from datetime import time

from ledger.estates.rule_profile import RuleProfile
from ledger.points.earning import cut_sentence
from ledger.points.rules import hours_text


def how_minutes_came(
    checked_in: time | None,
    checked_out: time | None,
    service_minutes: int | None,
    *,
    planned: tuple[time, time] | None,
) -> list[str]:
    """Say how long counts and why."""
    sentences = []
    if planned is not None:
        sentences.append(
            f"活动计划 {planned[0]:%H:%M} 到 {planned[1]:%H:%M}，"
            "只计这段时间里的服务，早到、晚走的不计。"
        )
    if checked_in is None:
        sentences.append("更正以后，这次服务不计时长。")
    elif checked_out is None or service_minutes is None:
        sentences.append(f"从 {checked_in:%H:%M} 起计；没有签退，要补上并核实以后才知道计多少。")
    else:
        sentences.append(
            f"从 {checked_in:%H:%M} 计到 {checked_out:%H:%M}，共 {service_minutes} 分钟，"
            f"即 {hours_text(service_minutes)}。"
        )
    return sentences


def how_points_came(
    profile: RuleProfile,
    *,
    service_type: str,
    service_minutes: int,
    points: int,
    points_cut: int,
    cut_reason: str | None,
) -> list[str]:
    """Say what the service brought under the rules of its day."""
    rules = profile.service
    hours = service_minutes // 60
    sentence = f"积分按满小时算：满 {hours} 小时，每小时 {rules.points_per_hour} 分"
    percent = rules.quality_percent.get(service_type, 100)
    if percent != 100:
        sentence += f"，“{service_type}”按 {percent}% 计"
    if rules.group_percent:
        sentence += "，您所在的人群另有系数的照系数计"
    sentences = [f"{sentence}，得 {points + points_cut} 分。"]
    if cut_reason is not None:
        sentences.append(f"{cut_sentence(points, points_cut, cut_reason)}。")
    return sentences
