"""Declared values: a frozen class whose fields are its parameters.

Validation, equality, documentation, forms and Keras configs all follow from one declaration:

    class Dense(Layer):
        units: int = param(ge=1, start=64, doc="Number of outputs.")
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, dataclass_transform, get_type_hints

from netbuilder.errors import Fault, FieldError, listed
from netbuilder.kinds import Bounds, Kind, SpecKind, kind_of, shown

MISSING: Any = dataclasses.MISSING
KNOWN = 120  # letters of names that are told where one is not known


@dataclasses.dataclass(frozen=True)
class Field:
    """One declared parameter, as forms, help pages and formats see it.

    `start` is what a new block is given where there is no default. `brief` is how a block shows the value in
    its one line, a default too if it is to `tell` it. `advanced` fields stand behind "More". `keras` is what Keras
    calls it; without one it is NetBuilder's own and stays out of Keras configs and scripts. A field of the
    `call` is told to Keras's layer when it is called, not when it is made. One that is `in_config` stands in Keras
    configs at its default too: some `from_config` of Keras looks it up.
    """

    name: str
    kind: Kind
    default: Any
    start: Any
    doc: str
    brief: str
    tell: bool
    advanced: bool
    keras: str
    call: bool
    in_config: bool

    @property
    def required(self) -> bool:
        """True when a value must be given."""
        return self.default is MISSING


def param(
    default: Any = MISSING,
    *,
    doc: str,
    start: Any = MISSING,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    choices: tuple[str, ...] | None = None,
    kind: Kind | None = None,
    brief: str = "",
    tell: bool = False,
    advanced: bool = False,
    keras: str | bool = True,
    call: bool = False,
    in_config: bool = False,
    kw_only: bool = False,
) -> Any:
    """Declares a field: its default, its range or choices, and one line of help."""
    declared = {
        "bounds": Bounds(ge, gt, le, lt),
        "choices": choices,
        "kind": kind,
        "start": default if start is MISSING else start,
        "doc": doc,
        "brief": brief,
        "tell": tell,
        "advanced": advanced,
        "keras": keras,
        "call": call,
        "in_config": in_config,
    }
    if default is MISSING:
        return dataclasses.field(metadata=declared, kw_only=kw_only)
    return dataclasses.field(default=default, metadata=declared, kw_only=kw_only)


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(param,))
class Spec:
    """A declared value. Frozen; compared and hashed by its fields; refuses bad values when it is made.

    A direct subclass made with `registry=True` heads a family (Layer, Loss, Optimizer …): its
    registered members are found by class name, by snake-case name or by an alias.
    """

    registry: ClassVar[dict[str, type[Any]]]
    names: ClassVar[dict[str, type[Any]]]
    aliases: ClassVar[tuple[str, ...]] = ()
    # Whether Keras has a public class of this name in the module of the family.
    in_keras: ClassVar[bool] = True
    # What Keras has not may say how it is written for it: the source of a class of that name, for the script.
    keras_source: ClassVar[str] = ""
    _arguments: ClassVar[tuple[dataclasses.Field[Any], ...]] = ()

    def __init_subclass__(cls, registry: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if registry:
            cls.registry, cls.names = {}, {}
        # There are hundreds of declarations, and each method that is generated costs a tenth of a millisecond of
        # every start: those that are the same for all are below.
        dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
        cls._arguments = tuple(item for item in dataclasses.fields(cls) if item.init)  # type: ignore[arg-type]

    if not TYPE_CHECKING:

        def __init__(self, *values, **named):
            kind = type(self).__name__
            places = [item.name for item in self._arguments if not item.kw_only]
            if len(values) > len(places):
                raise TypeError(f"{kind} takes {len(places)} values by their place, got {len(values)}")
            given = dict(zip(places, values, strict=False))
            for name in named:
                if name in given:
                    raise TypeError(f"{kind} got several values for {name!r}")
            given.update(named)
            for item in self._arguments:
                value = given.pop(item.name, item.default)
                if value is MISSING:
                    raise TypeError(f"{kind} misses a value for {item.name!r}")
                self.__dict__[item.name] = value
            for name in given:
                raise TypeError(f"{kind} got an unexpected value {name!r}")
            self.__post_init__()

        def __setattr__(self, name, value):
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

        def __delattr__(self, name):
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def __post_init__(self) -> None:
        for field in self.fields():
            try:
                value = field.kind.coerce(getattr(self, field.name))
            except FieldError as error:
                raise FieldError(f"{field.name}.{error.field}", error.template, **error.values) from None
            except Fault as error:
                raise FieldError(field.name, error.template, **error.values) from None
            self.__dict__[field.name] = value
        self.validate()

    def __eq__(self, other: object) -> bool:
        return self.__dict__ == other.__dict__ if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"

    def validate(self) -> None:
        """Checks that need more than one field; raises FieldError."""

    @classmethod
    @cache
    def fields(cls) -> tuple[Field, ...]:
        """The declared parameters in order, those that are given by name only at the end."""
        hints = get_type_hints(cls)
        items = sorted(dataclasses.fields(cls), key=lambda item: bool(item.kw_only))  # type: ignore[arg-type]
        return tuple(_field(item, hints[item.name]) for item in items)

    @classmethod
    def field(cls, name: str) -> Field:
        """The declared parameter of that name; raises FieldError when there is none."""
        for field in cls.fields():
            if field.name == name:
                return field
        raise FieldError(name, "is not a parameter of {kind}", kind=cls.__name__)

    @classmethod
    def starting(cls, **values: Any) -> Self:
        """A value with every field at its start (what a block has when it is dropped)."""
        starts = {field.name: field.start for field in cls.fields() if field.start is not MISSING}
        return cls(**{**starts, **values})

    @classmethod
    def plain(cls) -> Self:
        """A value with every field at its default; only what has none is at its start."""
        return cls(**{field.name: field.start for field in cls.fields() if field.required})

    @classmethod
    def snake(cls) -> str:
        """The class name in Keras's snake case: Conv2D is conv2d, MaxPooling2D max_pooling2d."""
        return snake_case(cls.__name__)

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring: what it does, in a sentence."""
        return (cls.__doc__ or "").strip().split("\n")[0]

    def replace(self, **changes: Any) -> Self:
        """The same value with some fields changed; raises FieldError."""
        for name in changes:
            self.field(name)
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def changed_fields(self) -> tuple[Field, ...]:
        """The fields that differ from their defaults, required ones included."""
        return tuple(field for field in self.fields() if getattr(self, field.name) != field.default)

    def config(self, defaults: bool = True) -> dict[str, Any]:
        """The fields as JSON holds them; without `defaults`, only those that differ."""
        fields = self.fields() if defaults else self.changed_fields()
        return {field.name: field.kind.to_json(getattr(self, field.name)) for field in fields}

    def to_json(self) -> dict[str, Any]:
        """Class name and fields; `from_json` of the family's head reads it back."""
        return {"class_name": type(self).__name__, "config": self.config()}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """A value of this class; raises FieldError for a field that is unknown, missing or bad."""
        known = {field.name for field in cls.fields()}
        for name in config:
            if name not in known:
                raise FieldError(shown(name), "is not a parameter of {kind}", kind=cls.__name__)
        for field in cls.fields():
            if field.required and field.name not in config:
                raise FieldError(field.name, "is missing")
        return cls(**config)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Any:
        """A registered member of this family from its class name and config."""
        name, config = data.get("class_name"), data.get("config", {})
        if not isinstance(name, str) or not isinstance(config, Mapping):
            raise Fault("must have a class_name and a config")
        return cls.named(name).from_config(config)

    @classmethod
    def named(cls, name: str) -> type[Any]:
        """The registered member of that name or alias; raises Fault that lists what there is."""
        member = cls.registry.get(name) or cls.names.get(name)
        if member is None:
            raise Fault(
                "{name} is not known; there are {known}", name=shown(name), known=listed(cls.registry, room=KNOWN)
            )
        return member

    @classmethod
    def coerce(cls, value: Any) -> Any:
        """A member of this family from a value, a name or a JSON config."""
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.named(value).plain()
        if isinstance(value, Mapping):
            return cls.from_json(value)
        raise Fault("must be a name or a config, got {value}", value=shown(value))


T = TypeVar("T", bound=type[Spec])


def register(cls: T) -> T:
    """Enters a class into its family's registry, under its name, its snake-case name and its aliases."""
    cls.registry[cls.__name__] = cls
    for name in (cls.snake(), *cls.aliases):
        cls.names[name] = cls
    return cls


@cache
def snake_case(name: str) -> str:
    """Keras's rule for turning a class name into a layer name."""
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def _field(item: dataclasses.Field[Any], annotation: Any) -> Field:
    declared = item.metadata
    kind = declared["kind"] or kind_of(annotation, declared["bounds"], declared["choices"])
    default = item.default
    if default is not MISSING and default is not None and not isinstance(kind, SpecKind):
        default = kind.coerce(default)
    if isinstance(kind, SpecKind) and isinstance(default, str):
        default = kind.coerce(default)
    start = declared["start"]
    return Field(
        item.name,
        kind,
        default,
        start,
        declared["doc"],
        declared["brief"],
        declared["tell"],
        declared["advanced"],
        item.name if declared["keras"] is True else declared["keras"] or "",
        declared["call"],
        declared["in_config"],
    )
