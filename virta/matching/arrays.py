"""The arrays of the matcher, by what they hold. Without its compiler, which takes 60 MB."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
