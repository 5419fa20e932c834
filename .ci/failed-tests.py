#!/usr/bin/env python3
"""Says which tests failed in a report of `swift test --xunit-output` as one filter for a second run; nothing where none did."""

import re
import sys
import xml.etree.ElementTree as tree


def pattern(case):
    # The report has points where the filter has slashes; a point of a pattern takes both.
    return "^" + case.get("classname") + "." + re.sub(r"\(.*", "", case.get("name")) + r"\("


cases = tree.parse(sys.argv[1]).iter("testcase")
print("|".join(sorted({pattern(case) for case in cases if case.find("failure") is not None})))
