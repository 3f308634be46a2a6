"""EinsumDense."""

from __future__ import annotations

from netbuilder.layers.einsum_dense import EinsumDense
from tests.contract.cases.case import Case

CASES = (
    Case(EinsumDense("ab,bc->ac", 5), ((3,),)),
    Case(EinsumDense("ab,bc->ac", 5, activation="tanh", bias_axes="c"), ((3,),)),
    Case(EinsumDense("abc,cd->abd", (4, 5), bias_axes="d"), ((4, 3),)),
    Case(EinsumDense("abc,cd->adb", (5, 4), bias_axes="d"), ((4, 3),)),
    Case(EinsumDense("abc,bde->aced", (3, 5, 2), bias_axes="ed"), ((4, 3),)),
    Case(EinsumDense("abc,cde->abde", (4, 5, 2), bias_axes="be"), ((4, 3),)),
    Case(EinsumDense("abcd,cdf->abf", (2, 5)), ((2, 4, 3),)),
    Case(EinsumDense("abc,cd->ad", 5), ((4, 3),)),
    Case(EinsumDense("abc,bc->abc", (4, 3), bias_axes="b"), ((4, 3),)),
    Case(EinsumDense("...x,xy->...y", 5, bias_axes="y"), ((3,),)),
    Case(EinsumDense("...x,xy->...y", 5, bias_axes="y"), ((2, 4, 3),)),
    Case(EinsumDense("...ab,bc->...ac", (4, 5), bias_axes="ac"), ((2, 4, 3),)),
    Case(EinsumDense("ab...,bc->ac...", 5, bias_axes="c"), ((4, 3, 2),)),
    Case(EinsumDense("abc...,bcd->ad...", 5, bias_axes="d"), ((4, 3, 2),)),
)
