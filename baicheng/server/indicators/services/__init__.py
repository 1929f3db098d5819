"""Defining indicators, setting targets, observing values; each number is kept and superseded, never changed."""

from baicheng.server.indicators.services.deadlines import change_due, grant_extension
from baicheng.server.indicators.services.defining import indicator_of_plan, sync_pack_indicators
from baicheng.server.indicators.services.lagging import follow_targets
from baicheng.server.indicators.services.observing import enter_observation, observe, observe_indicator
from baicheng.server.indicators.services.targets import Share, choose_target, set_target, split_target

__all__ = [
    "Share",
    "change_due",
    "choose_target",
    "enter_observation",
    "follow_targets",
    "grant_extension",
    "indicator_of_plan",
    "observe",
    "observe_indicator",
    "set_target",
    "split_target",
    "sync_pack_indicators",
]
