"""Eight bytes at a time: the next byte of some kinds is found without looking at each.

A byte of zero shows in the highest bit of `(x - 0x01…) & ~x` (Mycroft 1987); what a lower byte
borrows makes higher ones show wrongly, so only the lowest that shows counts. The bytes are read as
processors with the lowest byte first have them, as all have that the compiler is built for.
"""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numba import types
from numba.extending import intrinsic
from numba.np import arrayobj

from virta.matching.arrays import Bytes
from virta.matching.numbers import compiled

_intrinsic: Any = intrinsic
_arrays: Any = arrayobj

ONES = np.uint64(0x0101010101010101)
HIGHS = np.uint64(0x8080808080808080)
SPACES = np.uint64(0x2020202020202020)
MARKS = np.uint64(0x2222222222222222)
ESCAPES = np.uint64(0x5C5C5C5C5C5C5C5C)


def _address(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    held = _arrays.make_array(signature.args[0])(context, builder, given[0])
    byte = builder.gep(held.data, [given[1]])
    return builder.bitcast(byte, context.get_value_type(types.uint64).as_pointer())


def _eight(_context: Any, data: Any, _at: Any) -> Any:
    def generate(*given: Any) -> Any:
        return given[1].load(_address(*given), align=1)

    return types.uint64(data, types.int64), generate


def _put_eight(_context: Any, out: Any, _at: Any, _eight: Any) -> Any:
    def generate(*given: Any) -> Any:
        given[1].store(given[3][2], _address(*given), align=1)
        return given[0].get_dummy_value()

    return types.void(out, types.int64, types.uint64), generate


def _count_zeros_below(_context: Any, _bits: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], context.get_constant(types.boolean, False))

    return types.int64(types.uint64), generate


eight = cast(Callable[[Bytes, int], np.uint64], _intrinsic(_eight))
"""eight(data, at): eight bytes as a number. Seven more must stand behind the first."""
put_eight = cast(Callable[[Bytes, int, np.uint64], None], _intrinsic(_put_eight))
"""put_eight(out, at, eight): writes such a number."""
zeros_below = cast(Callable[[np.uint64], int], _intrinsic(_count_zeros_below))
"""How many bits of zero stand below the lowest that is set; 64 where none is."""


@compiled
def before_sign(bytes_: np.uint64) -> int:
    """How many of eight bytes are plain ASCII of a string of JSON, up to the first that is none."""
    odd = (bytes_ ^ MARKS) - ONES | (bytes_ ^ ESCAPES) - ONES | bytes_ - SPACES | bytes_
    return zeros_below(odd & HIGHS) >> 3


@compiled
def before_escape(bytes_: np.uint64) -> int:
    """How many of eight bytes stand before the first backslash."""
    found = bytes_ ^ ESCAPES
    return zeros_below((found - ONES) & ~found & HIGHS) >> 3
