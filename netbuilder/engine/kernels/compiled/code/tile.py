"""The innermost loop of all products: a tile of rows × vectors whose sums stay in registers.

Numba vectorizes loops over memory, but keeps no block of sums in registers. So this one function is written as LLVM's
instructions: for each pair (a, b) of a list and each k, row i of the tile gains A[a + i · rows + k · inner] times the
vectors at B[b + k · inner]. Both operands are read where they lie: a convolution lists its taps, and needs no patches.

Rows are as many as the registers hold: 12 × 2 vectors of 16 numbers of AVX-512's 32 registers, else 6 × 2 of 8.
"""

from __future__ import annotations

import llvmlite.binding
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

WIDE = llvmlite.binding.get_host_cpu_features().get("avx512f", False)
LANES = 16 if WIDE else 8
ROWS = 12 if WIDE else 6
LEVELS = {
    2: (ROWS, 8, 4) if WIDE else (ROWS, 4, 2),
    1: (16, 8, 4) if WIDE else (8, 4, 2),
}  # rows by vectors, most first
SIZE = 4  # bytes of a number
LINE = 64  # bytes of a cache line

INDEX, REAL, SHORT, BIT = ir.IntType(64), ir.FloatType(), ir.IntType(32), ir.IntType(1)
VECTOR = ir.VectorType(REAL, LANES)
POINTED = 3  # rows that share a pointer: processors add one and two distances to an address for nothing


def external(builder, name, result, kinds):
    """One of LLVM's own functions, declared once in a module."""
    module = builder.module
    return module.globals.get(name) or ir.Function(module, ir.FunctionType(result, kinds), name)


def tile(rows: int, vectors: int, masked: bool, apart: bool = False):
    """A compiled function for tiles of a size; `masked` where the last vector has fewer numbers, `rest` of them.

    With `apart` row i gains the vectors at A[a + i · rows + k · inner] times those at B: channels that do not mix.

    It takes addresses of A, B, C and of the pairs, how many there are, how many k, the distances of rows and of k in
    A and of k in B, where sums begin and the distance of their rows, that of C's rows, what results are raised to
    where they are below, and `rest`. Distances count numbers.
    """

    @intrinsic
    def run(context, a, b, c, pairs, count, depth, a_row, a_k, b_k, start, start_row, c_row, floor, rest):
        signature = types.void(*[types.intp] * 12, types.float32, types.intp)

        def generate(target, builder, signature, arguments):
            Tile(builder, rows, vectors, masked, apart).write(*arguments)
            return target.get_dummy_value()

        return signature, generate

    return run


class Tile:
    """Writes one tile."""

    def __init__(self, builder, rows, vectors, masked, apart):
        self.builder, self.rows, self.vectors, self.masked, self.apart = builder, rows, vectors, masked, apart
        self.mask = None

    def write(self, a, b, c, pairs, count, depth, a_row, a_k, b_k, start, start_row, c_row, floor, rest):
        """The whole loop."""
        build = self.builder
        self._tell_rest(rest)
        begun = [
            [self._load(self._at(start, self._sum(start_row, i, v)), v) for v in range(self.vectors)]
            for i in range(self.rows)
        ]
        entry = build.block
        outer, inner, after, done = (build.append_basic_block(name) for name in ("pair", "inner", "after", "done"))
        build.cbranch(build.icmp_signed(">", count, INDEX(0)), outer, done)

        build.position_at_end(outer)
        number = self._phi(INDEX, INDEX(0), entry)
        carried = [[self._phi(VECTOR, value, entry) for value in row] for row in begun]
        pair = build.inttoptr(build.add(pairs, build.mul(number, INDEX(16))), INDEX.as_pointer())
        of_a, of_b = self._at(a, build.load(pair)), self._at(b, build.load(build.gep(pair, [INDEX(1)])))
        row, step_a, step_b = (build.mul(distance, INDEX(SIZE)) for distance in (a_row, a_k, b_k))
        firsts = [self._hidden(build.add(of_a, build.mul(row, INDEX(i)))) for i in range(0, self.rows, POINTED)]
        build.branch(inner)

        build.position_at_end(inner)
        k, at_b = self._phi(INDEX, INDEX(0), outer), self._phi(INDEX, of_b, outer)
        at_a = [self._phi(INDEX, first, outer) for first in firsts]
        sums = [[self._phi(VECTOR, value, outer) for value in row] for row in carried]
        vectors = [self._load(build.add(at_b, INDEX(v * LANES * SIZE)), v) for v in range(self.vectors)]
        grown = []
        for i in range(self.rows):
            place = at_a[i // POINTED]
            place = build.add(place, build.mul(row, INDEX(i % POINTED))) if i % POINTED else place
            factors = self._factors(place)
            grown.append([self._fma(*numbers) for numbers in zip(factors, vectors, sums[i], strict=True)])
        following = build.add(k, INDEX(1))
        k.add_incoming(following, inner)
        at_b.add_incoming(build.add(at_b, step_b), inner)
        for place in at_a:
            place.add_incoming(build.add(place, step_a), inner)
        self._carry(sums, grown, inner)
        build.cbranch(build.icmp_signed("<", following, depth), inner, after)

        build.position_at_end(after)
        following = build.add(number, INDEX(1))
        number.add_incoming(following, after)
        self._carry(carried, grown, after)
        build.cbranch(build.icmp_signed("<", following, count), outer, done)

        build.position_at_end(done)
        totals = [[self._phi(VECTOR, value, entry) for value in row] for row in begun]
        self._carry(totals, grown, after)
        least = self._spread(floor, REAL)
        for i, row in enumerate(totals):
            for v, value in enumerate(row):
                # What is not a number is below nothing, and stays.
                raised = build.select(build.fcmp_ordered("<", value, least), least, value)
                self._store(raised, self._at(c, self._sum(c_row, i, v)), v)

    def _tell_rest(self, rest):
        """How many numbers the last vector has."""
        if self.masked:
            lanes = ir.Constant(ir.VectorType(SHORT, LANES), list(range(LANES)))
            self.mask = self.builder.icmp_signed("<", lanes, self._spread(self.builder.trunc(rest, SHORT), SHORT))

    def _factors(self, place):
        """What the vectors of B are multiplied by."""
        if self.apart:
            return [self._load(self.builder.add(place, INDEX(v * LANES * SIZE)), v) for v in range(self.vectors)]
        number = self.builder.load(self.builder.inttoptr(place, REAL.as_pointer()))
        return [self._spread(number, REAL)] * self.vectors

    def _fma(self, *numbers):
        fma = external(self.builder, f"llvm.fma.v{LANES}f32", VECTOR, [VECTOR] * 3)
        return self.builder.call(fma, numbers)

    def _hidden(self, value):
        """The same, of which LLVM does not know whence it comes: else it makes all pointers one chain of additions."""
        passed = ir.InlineAsm(ir.FunctionType(INDEX, [INDEX]), "", "=r,0", side_effect=False)
        return self.builder.call(passed, [value])

    def _sum(self, distance, row, vector):
        return self.builder.add(self.builder.mul(distance, INDEX(row)), INDEX(vector * LANES))

    def _at(self, address, numbers):
        return self.builder.add(address, self.builder.mul(numbers, INDEX(SIZE)))

    def _phi(self, kind, value, block):
        found = self.builder.phi(kind)
        found.add_incoming(value, block)
        return found

    @staticmethod
    def _carry(phis, values, block):
        for row, results in zip(phis, values, strict=True):
            for phi, value in zip(row, results, strict=True):
                phi.add_incoming(value, block)

    def _spread(self, value, kind):
        build, several = self.builder, ir.VectorType(kind, LANES)
        nothing = ir.Constant(several, ir.Undefined)
        first = build.insert_element(nothing, value, SHORT(0))
        return build.shuffle_vector(first, nothing, ir.Constant(ir.VectorType(SHORT, LANES), [0] * LANES))

    def _load(self, address, vector):
        build = self.builder
        place = build.inttoptr(address, VECTOR.as_pointer())
        if self._is_partial(vector):
            kinds = [VECTOR.as_pointer(), SHORT, self.mask.type, VECTOR]
            load = external(build, f"llvm.masked.load.v{LANES}f32.p0", VECTOR, kinds)
            return build.call(load, [place, SHORT(SIZE), self.mask, ir.Constant(VECTOR, [0.0] * LANES)])
        found = build.load(place)
        found.align = SIZE
        return found

    def _store(self, value, address, vector):
        build = self.builder
        place = build.inttoptr(address, VECTOR.as_pointer())
        if self._is_partial(vector):
            kinds = [VECTOR, VECTOR.as_pointer(), SHORT, self.mask.type]
            store = external(build, f"llvm.masked.store.v{LANES}f32.p0", ir.VoidType(), kinds)
            build.call(store, [value, place, SHORT(SIZE), self.mask])
        else:
            build.store(value, place).align = SIZE

    def _is_partial(self, vector):
        return self.masked and vector == self.vectors - 1
