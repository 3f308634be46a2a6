"""Products of what lies anywhere, by tiles: what convolutions, recurrent layers and attention are made of.

Each number is the sum of its products in one order, whatever tile it is in: the same bits come out of any parts.
"""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from netbuilder.engine.kernels.compiled.code.tile import LANES, LEVELS, SIZE, tile
from netbuilder.engine.kernels.compiled.declaring import inlined, pointed


def level(rows, vectors, masked, apart):
    """A compiled function for as many tiles of so many rows as there are; gives the row that comes next."""
    run = tile(rows, vectors, masked, apart)

    @inlined
    def all_of(row, a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rest, end):
        while end - row >= rows:
            run(
                a + SIZE * row * a_row, b, c + SIZE * row * c_row, pairs, count, depth, a_row, a_k, b_k,
                start + SIZE * row * s_row, s_row, c_row, floor, rest,
            )  # fmt: skip
            row += rows
        return row

    return all_of


def strip(vectors, masked, apart=False):
    """A compiled function for all rows of so many vectors: as many rows at a time as there are."""
    most, many = (level(rows, vectors, masked, apart) for rows in LEVELS[vectors][:2])
    few, one = (level(rows, vectors, masked, apart) for rows in (LEVELS[vectors][-1], 1))

    @inlined
    def run(a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rest, end):
        row = most(0, a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rest, end)
        row = many(row, a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rest, end)
        row = few(row, a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rest, end)
        one(row, a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rest, end)

    return run


TWO, ALMOST_TWO, ONE, PART_OF_ONE = strip(2, False), strip(2, True), strip(1, False), strip(1, True)


APART, PART_APART = strip(1, False, apart=True), strip(1, True, apart=True)

ARGUMENTS = [types.intp] * 12 + [types.float32, types.intp, types.intp]


@pointed(types.void(*ARGUMENTS))
def product(a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rows, columns):
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


@pointed(types.void(*ARGUMENTS))
def product_apart(a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rows, columns):
    """The same of columns that do not mix: number by number."""
    done = 0
    while done < columns:
        rest = min(columns - done, LANES)
        at_a, at_b, at_c, at_s = a + SIZE * done, b + SIZE * done, c + SIZE * done, start + SIZE * done
        if rest == LANES:
            APART(at_a, at_b, at_c, pairs, count, depth, a_row, a_k, b_k, at_s, s_row, c_row, floor, rest, rows)
        else:
            PART_APART(at_a, at_b, at_c, pairs, count, depth, a_row, a_k, b_k, at_s, s_row, c_row, floor, rest, rows)
        done += rest


def call_at(builder, arguments):
    """Calls the function whose address comes first with the other arguments."""
    address, *given = arguments
    function = ir.FunctionType(ir.VoidType(), [value.type for value in given])
    builder.call(builder.inttoptr(address, function.as_pointer()), given)


@intrinsic
def multiply(
    context, address, a, b, c, pairs, count, depth, a_row, a_k, b_k, start, s_row, c_row, floor, rows, columns
):  # fmt: skip
    """Calls `product` by its address."""
    signature = types.void(types.intp, *ARGUMENTS)

    def generate(target, builder, signature, arguments):
        call_at(builder, arguments)
        return target.get_dummy_value()

    return signature, generate
