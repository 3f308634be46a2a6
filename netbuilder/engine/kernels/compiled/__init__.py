"""Kernels that Numba compiles, for whoever installed the extra `netbuilder[fast]`.

They are chosen as the other kernels are, once their code is ready: `loading` imports Numba and compiles in a thread of
its own, while NumPy trains. `code` holds what is compiled; beside it are the ops that call it.

Work is cut into parts for the threads of `threads`, which compiled code lets compute at the same time. What bounds
them, in the order in which it is felt when there are more cores:

- What one thread does alone between two ops (Python's calls, turned kernels, sums of parts, samples that are laid
  otherwise) holds the others up. Of the processor time of a batch it is 9 % in M4 and M7, 8 % in M8, the ResNet, 4 % in
  M9 and 10 % in M10 of `tests.benchmarks`; so two cores reach at the most 1.8 to 1.9 times one, sixteen 7 to 10 times.
  Of small dense batches (M1) it is more than half: they gain little from any core.
- Passes over memory (normalization, additions, optimizers) grow until the memory is busy, which two to four cores
  achieve.
- Between two ops all wait for the last part: 11 times a batch in M4, 22 in M7, 166 in M8.
- What adds up is cut into 8 or 16 parts whatever the threads, so that bits do not depend on them: no more cores than
  that work at a gradient of a bias or a normalization. A convolution has a part for some rows of each few dozen images,
  a kernel's gradient at the most eight times as many as it has taps; small batches of small images have too few.

`python -m tests.benchmarks cores` measures it with the cores at hand.
"""
