"""The innermost loop of the gradient of a depthwise kernel: sums of some taps that stay in registers.

Written as LLVM's instructions, as `tile` is: for each of some positions and images the sum of tap i gains the vector
at X[x + x_i] times that at DY. Each tap says where its inputs lie and where its sum is.
"""

from __future__ import annotations

from numba import types
from numba.extending import intrinsic

from netbuilder.engine.kernels.compiled.code.products import call_at
from netbuilder.engine.kernels.compiled.code.tile import INDEX, LANES, SIZE, VECTOR, Tile
from netbuilder.engine.kernels.compiled.declaring import inlined, pointed

TAPS = (9, 5, 3, 1)  # at a time


def sums(taps: int, masked: bool):
    """A compiled function for so many taps.

    It takes addresses of X, DY, the sums, and of pairs (of X, of the sums) for each tap, how many positions and images,
    the distances of both in X and in DY, and `rest`.
    """

    @intrinsic
    def run(context, x, dy, total, pairs, positions, images, x_position, dy_position, line, rest):
        signature = types.void(*[types.intp] * 10)

        def generate(target, builder, signature, arguments):
            _Sums(builder, taps, masked).write(*arguments)
            return target.get_dummy_value()

        return signature, generate

    return run


class _Sums(Tile):
    """Writes the loop."""

    def __init__(self, builder, taps, masked):
        super().__init__(builder, taps, 1, masked, True)

    def write(self, x, dy, total, pairs, positions, images, x_position, dy_position, line, rest):
        """The whole loop; there is a position and an image."""
        build = self.builder
        self._tell_rest(rest)
        places, targets = [], []
        for i in range(self.rows):
            pair = build.inttoptr(build.add(pairs, INDEX(16 * i)), INDEX.as_pointer())
            places.append(self._at(x, build.load(pair)))
            targets.append(self._at(total, build.load(build.gep(pair, [INDEX(1)]))))
        begun = [self._load(target, 0) for target in targets]
        step = build.mul(line, INDEX(SIZE))
        far_x, far_dy = (build.mul(distance, INDEX(SIZE)) for distance in (x_position, dy_position))
        entry = build.block
        outer, inner, after, done = (build.append_basic_block(name) for name in ("position", "image", "after", "done"))
        build.branch(outer)

        build.position_at_end(outer)
        position, begin, at_dy = (self._phi(INDEX, value, entry) for value in (INDEX(0), INDEX(0), dy))
        carried = [self._phi(VECTOR, value, entry) for value in begun]
        build.branch(inner)

        build.position_at_end(inner)
        image, along = self._phi(INDEX, INDEX(0), outer), self._phi(INDEX, begin, outer)
        at = self._phi(INDEX, at_dy, outer)
        found = [self._phi(VECTOR, value, outer) for value in carried]
        arriving = self._load(at, 0)
        grown = [
            self._fma(self._load(build.add(place, along), 0), arriving, value)
            for place, value in zip(places, found, strict=True)
        ]
        following = build.add(image, INDEX(1))
        image.add_incoming(following, inner)
        along.add_incoming(build.add(along, step), inner)
        at.add_incoming(build.add(at, step), inner)
        self._carry([found], [grown], inner)
        build.cbranch(build.icmp_signed("<", following, images), inner, after)

        build.position_at_end(after)
        following = build.add(position, INDEX(1))
        position.add_incoming(following, after)
        begin.add_incoming(build.add(begin, far_x), after)
        at_dy.add_incoming(build.add(at_dy, far_dy), after)
        self._carry([carried], [grown], after)
        build.cbranch(build.icmp_signed("<", following, positions), outer, done)

        build.position_at_end(done)
        for target, value in zip(targets, grown, strict=True):
            self._store(value, target, 0)


def of_taps(taps, masked):
    """A compiled function for as many groups of so many taps as there are; gives the tap that comes next."""
    run = sums(taps, masked)

    @inlined
    def all_of(tap, count, x, dy, total, pairs, positions, images, x_position, dy_position, line, rest):
        while count - tap >= taps:
            run(x, dy, total, pairs + 16 * tap, positions, images, x_position, dy_position, line, rest)
            tap += taps
        return tap

    return all_of


def all_taps(masked):
    """A compiled function for all taps of a vector of channels."""
    most, many, few, one = (of_taps(taps, masked) for taps in TAPS)

    @inlined
    def run(count, x, dy, total, pairs, positions, images, x_position, dy_position, line, rest):
        tap = most(0, count, x, dy, total, pairs, positions, images, x_position, dy_position, line, rest)
        tap = many(tap, count, x, dy, total, pairs, positions, images, x_position, dy_position, line, rest)
        tap = few(tap, count, x, dy, total, pairs, positions, images, x_position, dy_position, line, rest)
        one(tap, count, x, dy, total, pairs, positions, images, x_position, dy_position, line, rest)

    return run


WHOLE, PART = all_taps(False), all_taps(True)
ARGUMENTS = [types.intp] * 10


@pointed(types.void(*ARGUMENTS))
def tap_sums(count, x, dy, total, pairs, positions, images, x_position, dy_position, line):
    """Adds to the sums of `count` taps what some positions and images give; `line` is how many channels there are."""
    done = 0
    while done < line:
        rest, at = min(line - done, LANES), SIZE * done
        if rest == LANES:
            WHOLE(count, x + at, dy + at, total + at, pairs, positions, images, x_position, dy_position, line, rest)
        else:
            PART(count, x + at, dy + at, total + at, pairs, positions, images, x_position, dy_position, line, rest)
        done += rest


@intrinsic
def add_taps(context, address, count, x, dy, total, pairs, positions, images, x_position, dy_position, line):
    """Calls `tap_sums` by its address."""
    signature = types.void(types.intp, *ARGUMENTS)

    def generate(target, builder, signature, arguments):
        call_at(builder, arguments)
        return target.get_dummy_value()

    return signature, generate
