"""Products of what lies anywhere, by tiles: what convolutions and recurrent layers are made of.

Each number is the sum of its products in one order, whatever tile it is in: the same bits come out of any parts.
"""

from __future__ import annotations

from netbuilder.engine.kernels.compiled.code.tile import FEW_ROWS, LANES, ROWS, SIZE, tile
from netbuilder.engine.kernels.compiled.declaring import inlined


def strip(vectors, masked):
    """A compiled function for all rows of so many vectors, as many rows at a time as there are."""
    many, few, one = (tile(rows, vectors, masked) for rows in (ROWS, FEW_ROWS, 1))

    @inlined
    def run(a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rest, rows):
        row = 0
        while row < rows:
            at_a, at_c, at_s = a + SIZE * row * a_row, c + SIZE * row * c_row, start + SIZE * row * s_row
            if rows - row >= ROWS:
                many(at_a, b, at_c, pairs, count, depth, a_row, a_k, b_k, at_s, s_row, c_row, floor, rest)
                row += ROWS
            elif rows - row >= FEW_ROWS:
                few(at_a, b, at_c, pairs, count, depth, a_row, a_k, b_k, at_s, s_row, c_row, floor, rest)
                row += FEW_ROWS
            else:
                one(at_a, b, at_c, pairs, count, depth, a_row, a_k, b_k, at_s, s_row, c_row, floor, rest)
                row += 1

    return run


TWO, ALMOST_TWO, ONE, PART_OF_ONE = strip(2, False), strip(2, True), strip(1, False), strip(1, True)


@inlined
def multiply(a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rows, columns):
    """C (rows, columns) = start + the sum over pairs and k, and at least `floor`. See `tile` for what is given."""
    done = 0
    while done < columns:
        width = min(columns - done, 2 * LANES)
        rest = width - LANES if width > LANES else width
        at_b, at_c, at_s = b + SIZE * done, c + SIZE * done, start + SIZE * done
        if width == 2 * LANES:
            TWO(a, at_b, at_c, pairs, count, depth, a_row, a_k, b_k, at_s, s_row, c_row, floor, rest, rows)
        elif width > LANES:
            ALMOST_TWO(a, at_b, at_c, pairs, count, depth, a_row, a_k, b_k, at_s, s_row, c_row, floor, rest, rows)
        elif width == LANES:
            ONE(a, at_b, at_c, pairs, count, depth, a_row, a_k, b_k, at_s, s_row, c_row, floor, rest, rows)
        else:
            PART_OF_ONE(a, at_b, at_c, pairs, count, depth, a_row, a_k, b_k, at_s, s_row, c_row, floor, rest, rows)
        done += width
