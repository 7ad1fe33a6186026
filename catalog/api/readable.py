"""An OpenAPI document as plain lists, so that a template can print it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from .problems import PROBLEM_JSON

JSON = "application/json"

LABEL = re.compile(r"^\* `(.+?)` - (.+)$", re.MULTILINE)
"""How drf-spectacular writes the values of a choice into its description."""


@dataclass(frozen=True)
class Value:
    """One value a field may have, and what it stands for."""

    name: str
    label: str


@dataclass(frozen=True)
class Field:
    """One parameter of an address or one field of an answer. `structure` names the table that describes its inside."""

    name: str
    kind: str
    description: str = ""
    values: Sequence[Value] = ()
    structure: str = ""
    is_list: bool = False
    is_repeatable: bool = False
    may_be_null: bool = False
    default: Any = None


@dataclass(frozen=True)
class Answer:
    """One status an address answers with."""

    status: str
    phrase: str
    description: str
    structure: str = ""


@dataclass(frozen=True)
class Body:
    """One way of saying what a request sends: what it is called, and its JSON."""

    name: str
    text: str


@dataclass(frozen=True)
class Operation:
    """One address and one thing that can be done with it.

    `example` is an address worth trying, where it can be tried without a token; `structure` names what a request sends.
    """

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    example: str = ""
    needs_token: bool = False
    structure: str = ""
    bodies: list[Body] = field(default_factory=list)
    parameters: list[Field] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True)
class Structure:
    """One kind of object in the answers."""

    name: str
    fields: list[Field]


def operations(document: dict[str, Any]) -> list[Operation]:
    """The addresses in the order of the document."""
    return [
        Operation(
            anchor=operation["operationId"],
            method=method.upper(),
            path=path,
            summary=operation["summary"],
            description=operation["description"],
            example=_example(path, operation.get("x-example", "")),
            needs_token=_needs_token(operation),
            structure=_resolve(_sent(operation).get("schema", {}), document)[0],
            bodies=[
                Body(example["summary"], json.dumps(example["value"], ensure_ascii=False, indent=2))
                for example in _sent(operation).get("examples", {}).values()
            ],
            parameters=[_parameter(each, document) for each in operation["parameters"]],
            answers=[
                _answer(int(status), response, document) for status, response in sorted(operation["responses"].items())
            ],
        )
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _needs_token(operation: dict[str, Any]) -> bool:
    """Whether nothing is answered without one."""
    return bool(operation.get("security")) and {} not in operation["security"]


def _sent(operation: dict[str, Any]) -> dict[str, Any]:
    return operation.get("requestBody", {}).get("content", {}).get(JSON, {})


def _example(path: str, tail: str) -> str:
    """The address of a request worth trying; "" where there is none."""
    if not tail:
        return ""
    return path + tail if tail.startswith("?") else f"{path.partition('{')[0]}{tail}/"


def structures(document: dict[str, Any], shown: Sequence[Operation]) -> list[Structure]:
    """The objects that these operations send and answer with, and those inside of them, by name.

    Lists of values are not among them: they are printed where they are used.
    """
    named = {name for each in shown for name in (each.structure, *(answer.structure for answer in each.answers))}
    found: dict[str, Structure] = {}
    while wanted := named - found.keys() - {""}:
        for name in wanted:
            found[name] = Structure(name, list(_fields(document["components"]["schemas"][name], document)))
            named |= {field.structure for field in found[name].fields}
    return [found[name] for name in sorted(found)]


def _fields(schema: dict[str, Any], document: dict[str, Any]) -> Iterator[Field]:
    for name, inner in schema["properties"].items():
        yield _field(name, inner, document)


def _field(name: str, schema: dict[str, Any], document: dict[str, Any]) -> Field:
    return Field(name=name, may_be_null=schema.get("nullable", False), **_shape(schema, document))


def _parameter(parameter: dict[str, Any], document: dict[str, Any]) -> Field:
    schema = {"description": parameter.get("description", "")} | parameter["schema"]
    is_repeatable = schema["type"] == "array"
    return Field(
        name=parameter["name"],
        default=schema.get("default"),
        is_repeatable=is_repeatable,
        **_shape(schema, document),
    )


def _shape(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Kind, values and structure of a schema, read through references and lists."""
    is_list = schema.get("type") == "array"
    inner = schema["items"] if is_list else schema
    parts = [_resolve(part, document) for part in inner.get("oneOf") or inner.get("allOf") or [inner]]
    text = schema.get("description", "")
    labels = dict(LABEL.findall("\n".join([text, *(part.get("description", "") for _name, part in parts)])))
    values = [str(value) for _name, part in parts for value in part.get("enum", ()) if value not in ("", None)]
    first = parts[0][1]
    return {
        "kind": first.get("format") or first.get("type", ""),
        "description": "" if LABEL.match(text) else text.partition("\n\n")[0],
        "values": [Value(value, labels.get(value, "")) for value in sorted(values)],
        "structure": next((name for name, part in parts if part.get("type") == "object"), ""),
        "is_list": is_list,
    }


def _resolve(schema: dict[str, Any], document: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if "$ref" not in schema:
        return "", schema
    name = schema["$ref"].rpartition("/")[2]
    return name, document["components"]["schemas"][name]


def _answer(status: int, response: dict[str, Any], document: dict[str, Any]) -> Answer:
    content = response.get("content", {})
    schema = (content.get(JSON) or content.get(PROBLEM_JSON) or {}).get("schema", {})
    name, _schema = _resolve(schema, document)
    return Answer(str(status), HTTPStatus(status).phrase, response.get("description", ""), name)
