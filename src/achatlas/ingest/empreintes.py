"""The hash of each record of a batch, by Arrow; ``empreinte_enregistrement`` says it of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.domain.balance import BY_AMOUNT, BY_LINE, STIR, STIR_AGAIN


def empreintes_of(numeros: Sequence[int], centimes: Sequence[int]) -> Any:
    """Return the hashes as unsigned 64-bit integers; the products wrap, as they must."""
    mixed = pc.add(_times(_unsigned(numeros), BY_LINE), _times(_unsigned(centimes), BY_AMOUNT))
    mixed = _times(_folded(mixed, 30), STIR)
    mixed = _times(_folded(mixed, 27), STIR_AGAIN)
    return _folded(mixed, 31)


def _folded(numbers: Any, bits: int) -> Any:
    return pc.bit_wise_xor(numbers, pc.shift_right(numbers, pa.scalar(bits, pa.uint64())))


def _unsigned(numbers: Sequence[int]) -> Any:
    return pa.array(numbers, pa.int64()).view(pa.uint64())


def _times(numbers: Any, factor: int) -> Any:
    return pc.multiply(numbers, pa.scalar(factor, pa.uint64()))
