"""The double cycle as a stream: width is attention, depth of colour is maturity. Plain Python.

A dam stands where flow is blocked, a dry bed where a factor is missing, waves where one takes too
much; dotted banks show how wide the stream may be, at the high end of the 90 % interval.
"""

from virta.picture.drawing import draw
from virta.picture.words import describe

__all__ = ["describe", "draw"]
