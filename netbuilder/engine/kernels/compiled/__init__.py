"""Kernels that Numba compiles, for whoever installed the extra `netbuilder[fast]`.

They are chosen as the other kernels are, once their code is ready: `loading` imports Numba and compiles in a thread of
its own, while NumPy trains. `code` holds what is compiled; beside it are the ops that call it.

Work is cut into parts for the threads of `threads`, which compiled code lets compute at the same time. What bounds
them: passes over memory (normalization, additions, optimizers) grow until the memory is busy, which two to four cores
achieve; products grow with the cores as long as there are parts for each. Between two ops all wait for the last part.
A convolution has a part for some rows of each few dozen images, a kernel's gradient at the most eight times as many
as it has taps; on sixteen cores small batches of small images have too few.
"""
