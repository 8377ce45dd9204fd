"""Reads Sigma rules with pySigma and asks them about events.

Standard input: {"rules": YAML, "events": [{attribute: value}]}. Standard output: for each rule its name, what pySigma
finds wrong with it, its correlation, and the indexes of the events that its detection matches.
"""

import json
import re
import sys

from sigma.collection import SigmaCollection
from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionNOT, ConditionOR
from sigma.correlations import SigmaCorrelationRule
from sigma.types import (
    SigmaBool,
    SigmaCompareExpression,
    SigmaExists,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SpecialChars,
)

FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: re.IGNORECASE,
    SigmaRegularExpressionFlag.MULTILINE: re.MULTILINE,
    SigmaRegularExpressionFlag.DOTALL: re.DOTALL,
}


def holds(part, event):
    if isinstance(part, ConditionAND):
        return all(holds(one, event) for one in part.args)
    if isinstance(part, ConditionOR):
        return any(holds(one, event) for one in part.args)
    if isinstance(part, ConditionNOT):
        return not holds(part.args[0], event)
    assert isinstance(part, ConditionFieldEqualsValueExpression), part
    present = part.field in event
    if isinstance(part.value, SigmaExists):
        return present == bool(part.value)
    return present and equals(part.value, event[part.field])


def equals(wanted, found):
    if isinstance(wanted, SigmaString):
        wildcards = {SpecialChars.WILDCARD_MULTI: ".*", SpecialChars.WILDCARD_SINGLE: "."}
        pattern = "".join(wildcards[one] if isinstance(one, SpecialChars) else re.escape(one) for one in wanted.s)
        return isinstance(found, str) and re.fullmatch(pattern, found, re.IGNORECASE | re.DOTALL) is not None
    if isinstance(wanted, SigmaRegularExpression):
        flags = 0
        for flag in wanted.flags:
            flags |= FLAGS[flag]
        return re.search(str(wanted.regexp), text(found), flags) is not None
    if isinstance(wanted, SigmaNumber):
        return not isinstance(found, (str, bool)) and found == wanted.number
    if isinstance(wanted, SigmaBool):
        return found is wanted.boolean
    if isinstance(wanted, SigmaCompareExpression):
        tests = {"LT": lambda one: one < wanted.number.number, "GT": lambda one: one > wanted.number.number}
        return not isinstance(found, (str, bool)) and tests[wanted.op.name](found)
    raise AssertionError(f"{type(wanted)} is not known here")


def text(value):
    return value if isinstance(value, str) else json.dumps(value)


def judged(rule, events):
    answer = {"name": rule.name, "errors": [str(error) for error in rule.errors]}
    if isinstance(rule, SigmaCorrelationRule):
        condition = rule.condition
        return answer | {
            "type": rule.type.name.lower(),
            "rules": [reference.rule.name for reference in rule.rules],
            "groupBy": rule.group_by,
            "seconds": rule.timespan.seconds,
            "count": getattr(condition, "count", None),
        }
    parsed = rule.detection.parsed_condition[0].parsed
    return answer | {"matches": [index for index, event in enumerate(events) if holds(parsed, event)]}


asked = json.load(sys.stdin)
collection = SigmaCollection.from_yaml(asked["rules"], collect_errors=True)
collection.resolve_rule_references()
json.dump(
    {
        "errors": [str(error) for error in collection.errors],
        "rules": [judged(rule, asked["events"]) for rule in collection.rules],
    },
    sys.stdout,
)
