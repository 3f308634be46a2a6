"""Winograd's transforms of lines of numbers that lie side by side: written as LLVM's instructions, as `tile` is.

Numba checks at each loop that no two arrays overlap, and vectorizes none over thirty of them.

Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2015), F(2 × 2, 3 × 3).
"""

from __future__ import annotations

from numba import types
from numba.extending import intrinsic

from netbuilder.engine.kernels.compiled.code.tile import INDEX, LANES, REAL, SIZE, Tile

OF_INPUTS = ((1, 0, -1, 0), (0, 1, 1, 0), (0, -1, 1, 0), (0, 1, 0, -1))
OF_OUTPUTS = ((1, 1, 1, 0), (0, 1, -1, -1))
OF_GRADIENTS = tuple(zip(*OF_OUTPUTS, strict=True))


def spread(matrix):
    """A compiled function that gives matrix · X · matrixᵀ.

    It takes the address of a list of addresses, one for each of X's lines row by row, where the first line of what is
    given lies, how many numbers further the next, and how long lines are.
    """

    @intrinsic
    def run(context, sources, target, step, count):
        def generate(builder_context, builder, signature, arguments):
            _Transform(builder, matrix).spread(*arguments)
            return builder_context.get_dummy_value()

        return types.void(*[types.intp] * 4), generate

    return run


@intrinsic
def gather(context, source, step, targets, starts, floor, count):
    """The same by OF_OUTPUTS from lines that follow one another, to a list of addresses.

    What lies at the addresses of `starts` is added, and the result is at least `floor`.
    """

    def generate(builder_context, builder, signature, arguments):
        _Transform(builder, OF_OUTPUTS).gather(*arguments)
        return builder_context.get_dummy_value()

    return types.void(*[types.intp] * 4, types.float32, types.intp), generate


class _Transform(Tile):
    """Writes one of them."""

    def __init__(self, builder, matrix):
        super().__init__(builder, 1, 1, False, True)
        self.matrix, self.side = matrix, len(matrix[0])

    def spread(self, sources, target, step, count):
        """From a list to lines that follow one another."""
        given = self._listed(sources, self.side**2)
        self._run(given, self._following(target, step, len(self.matrix) ** 2), None, None, count)

    def gather(self, source, step, targets, starts, floor, count):
        """From lines that follow one another to a list."""
        places = len(self.matrix) ** 2
        given, begun = self._following(source, step, self.side**2), self._listed(starts, places)
        self._run(given, self._listed(targets, places), begun, floor, count)

    def _listed(self, place, count):
        build = self.builder
        pointer = build.inttoptr(place, INDEX.as_pointer())
        return [build.load(build.gep(pointer, [INDEX(i)])) for i in range(count)]

    def _following(self, first, step, count):
        return [self._at(first, self.builder.mul(step, INDEX(i))) for i in range(count)]

    def _run(self, sources, targets, starts, floor, count):
        """All whole vectors of the lines, then the rest."""
        build, wide = self.builder, INDEX(LANES * SIZE)
        end = build.mul(build.sdiv(count, INDEX(LANES)), wide)
        entry = build.block
        loop, after, part, done = (build.append_basic_block(name) for name in ("vector", "after", "part", "done"))
        build.cbranch(build.icmp_signed(">", end, INDEX(0)), loop, after)

        build.position_at_end(loop)
        at = self._phi(INDEX, INDEX(0), entry)
        self._body(at, sources, targets, starts, floor)
        following = build.add(at, wide)
        at.add_incoming(following, build.block)
        build.cbranch(build.icmp_signed("<", following, end), loop, after)

        build.position_at_end(after)
        rest = build.srem(count, INDEX(LANES))
        build.cbranch(build.icmp_signed(">", rest, INDEX(0)), part, done)

        build.position_at_end(part)
        self.masked = True
        self._tell_rest(rest)
        self._body(end, sources, targets, starts, floor)
        build.branch(done)
        build.position_at_end(done)

    def _body(self, at, sources, targets, starts, floor):
        build, side = self.builder, self.side
        x = [self._load(build.add(place, at), 0) for place in sources]
        columns = [[self._sum_of(row, x[j::side]) for j in range(side)] for row in self.matrix]
        found = [self._sum_of(row, line) for line in columns for row in self.matrix]
        for i, (value, place) in enumerate(zip(found, targets, strict=True)):
            if starts is not None:
                value = build.fadd(value, self._load(build.add(starts[i], at), 0))
                least = self._spread(floor, REAL)
                value = build.select(build.fcmp_ordered("<", value, least), least, value)
            self._store(value, build.add(place, at), 0)

    def _sum_of(self, factors, values):
        """The sum of values with factors of 1, 0 or -1."""
        build = self.builder
        added = [value for factor, value in zip(factors, values, strict=True) if factor > 0]
        taken = [value for factor, value in zip(factors, values, strict=True) if factor < 0]
        total = added[0] if added else build.fneg(taken.pop(0))
        for value in added[1:]:
            total = build.fadd(total, value)
        for value in taken:
            total = build.fsub(total, value)
        return total


SPREAD_INPUTS, SPREAD_GRADIENTS = spread(OF_INPUTS), spread(OF_GRADIENTS)
