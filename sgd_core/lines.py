"""Where a line of a text ends.

>>> LINE_END.split("1,2\\r\\n3,4\\u20285,6")
['1,2', '3,4', '5,6']
"""

from __future__ import annotations

import re

#: Whatever ends a line, longest first.
LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
