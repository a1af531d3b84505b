"""Compiles data/write-only-properties.json from the CloudFormation registry schemas that the cfn-lint package holds.

    pip download cfn-lint --no-deps --dest FOLDER
    python3 tools/write-only-properties.py FOLDER/cfn_lint-*.whl

A schema marks as write-only what the service never gives back. That holds for passwords and tokens and for much else
(snapshots to restore from, idempotency tokens), so that the name of the property has to say that it is a secret, too.
"""
import hashlib
import json
import os
import re
import sys
import zipfile

SECRET = re.compile(
    r"(?:Passwords?|Secret|SecretString|SecretKey|SharedSecret|Token|ApiKey|ApiKeyValue|AccessKey|PrivateKey"
    r"|PreSharedKey|Keytab|Passphrase|HostKeyBody|ActivationKey|Credential)$"
)
NO_SECRET = re.compile(r"(?:Client|ClientRequest|Idempotency|Next)Token$|^(?:Manage|Rotate|Remove|No)[A-Z]")


def resolve(schema, node):
    for _ in range(20):
        reference = node.get("$ref") if isinstance(node, dict) else None
        if not reference:
            break
        node = schema
        for part in reference.lstrip("#/").split("/"):
            node = node.get(part, {})
    return node if isinstance(node, dict) else {}


def alternatives(schema, node):
    node = resolve(schema, node)
    yield node
    for key in ("anyOf", "oneOf", "allOf"):
        for inner in node.get(key, []):
            yield from alternatives(schema, inner)


def child(schema, node, name):
    for each in alternatives(schema, node):
        if name in each.get("properties", {}):
            return each["properties"][name]
    return None


def is_type(node, name):
    return name in (node.get("type") if isinstance(node.get("type"), list) else [node.get("type")])


def property_path(schema, pointer):
    """`/properties/Users/*/Password` as `Users[].Password`; None unless a string, or a list of them, stands there."""
    node, path = {"properties": schema.get("properties", {})}, ""
    parts = [part for part in pointer.split("/")[2:] if part not in ("*", "items", "properties")]
    for part in parts:
        node = resolve(schema, node)
        if is_type(node, "array"):
            node, path = resolve(schema, node.get("items", {})), path + "[]"
        node = child(schema, node, part)
        if node is None:
            return None
        path = f"{path}.{part}" if path else part
    node = resolve(schema, node)
    if is_type(node, "array"):
        node, path = resolve(schema, node.get("items", {})), path + "[]"
    return path if is_type(node, "string") else None


def main(wheel):
    types = {}
    with zipfile.ZipFile(wheel) as package:
        names = package.namelist()
        index = json.loads(package.read(next(n for n in names if n.endswith("schemas/providers/us-east-1.json"))))
        version = json.loads(package.read(next(n for n in names if n.endswith("data/schemas/version.json"))))
        folder = next(n for n in names if "/data/schemas/resources/" in n).rsplit("/", 1)[0]
        for type_name, digest in index.items():
            file = f"{folder}/{digest}.json"
            if file not in names:
                continue
            schema = json.loads(package.read(file))
            paths = set()
            for pointer in schema.get("writeOnlyProperties", []):
                name = pointer.rstrip("/*").rsplit("/", 1)[-1]
                if SECRET.search(name) and not NO_SECRET.search(name):
                    paths.add(property_path(schema, pointer))
            found = sorted(path for path in paths if path)
            if found:
                types[type_name] = found
    digest = hashlib.sha256(open(wheel, "rb").read()).hexdigest()
    source = {
        "package": "cfn-lint",
        "version": os.path.basename(wheel).split("-")[1],
        "licence": "MIT-0",
        "content": "properties that the CloudFormation registry schemas mark as write-only and that hold a secret",
        "date": version["schema_date"][:10],
        "sha256": digest,
    }
    lines = [f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}" for key, value in sorted(types.items())]
    lines.append(f"\"source\":{json.dumps(source, separators=(',', ':'))}")
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "write-only-properties.json")
    with open(target, "w", encoding="utf-8") as output:
        output.write("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"data/write-only-properties.json: {len(types)} types, {sum(map(len, types.values()))} properties")


main(sys.argv[1])
