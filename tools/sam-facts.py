"""Writes test/sam/translator-facts.json: what the real SAM translator makes of the test inputs and of the corpus.

    python -m venv venv && venv/bin/pip install aws-sam-translator pyyaml
    venv/bin/python tools/sam-facts.py

Only facts about access are written, none of the templates' text. The corpus is read from ../shared/corpus when it is there.
"""

import glob
import json
import logging
import os
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
os.environ["AWS_DEFAULT_REGION"] = "us-east-1"

from boto3 import Session
from samtranslator import __version__
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ROOT = os.path.join(os.path.dirname(__file__), "..")
CORPUS = os.path.join(ROOT, "..", "shared", "corpus")


def package(template):
    """Points local code to S3, as `sam package` does; the translator refuses local paths."""
    functions = (template.get("Globals") or {}).get("Function") or {}
    if isinstance(functions.get("CodeUri"), str):
        functions["CodeUri"] = "s3://bucket/key"
    for resource in (template.get("Resources") or {}).values():
        properties = resource.get("Properties") if isinstance(resource, dict) else None
        if not isinstance(properties, dict):
            continue
        for key in ("CodeUri", "ContentUri", "DefinitionUri"):
            if isinstance(properties.get(key), str) and not properties[key].startswith("s3://"):
                properties[key] = "s3://bucket/key"
        kind = resource.get("Type")
        if kind == "AWS::Serverless::Function":
            if properties.get("PackageType") == "Image":
                properties.setdefault("ImageUri", "111122223333.dkr.ecr.us-east-1.amazonaws.com/image:tag")
            elif not {"CodeUri", "InlineCode", "ImageUri"} & set(properties):
                properties["CodeUri"] = "s3://bucket/key"
        if kind == "AWS::Serverless::LayerVersion":
            properties.setdefault("ContentUri", "s3://bucket/key")
        if kind == "AWS::Serverless::StateMachine" and "Definition" not in properties:
            properties.setdefault("DefinitionUri", "s3://bucket/key")
        if kind == "AWS::Serverless::Application" and not str(properties.get("Location")).startswith("http"):
            properties["Location"] = "https://s3.amazonaws.com/bucket/key"
    return template


def as_list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def branches(value):
    """The values of both sides of Fn::If, AWS::NoValue left out."""
    if isinstance(value, dict) and "Fn::If" in value:
        return branches(value["Fn::If"][1]) + branches(value["Fn::If"][2])
    return [] if value == {"Ref": "AWS::NoValue"} else [value]


def statements(documents):
    found = []
    for document in documents:
        for side in branches(document):
            side = side.get("PolicyDocument", side) if isinstance(side, dict) else {}
            for statement in as_list(side.get("Statement")):
                actions = sorted(str(action) for action in as_list(statement.get("Action")))
                found.append(f"{statement.get('Effect')} {' '.join(actions)}")
    return sorted(found)


def managed(role):
    names = set()
    for policy in as_list(role.get("ManagedPolicyArns")):
        for side in branches(policy):
            text = side.get("Fn::Sub") if isinstance(side, dict) else side
            names.add(text.split(":policy/")[-1] if isinstance(text, str) else json.dumps(side, sort_keys=True))
    return sorted(names)


def facts(resources):
    found = {}
    for logical_id, resource in sorted(resources.items()):
        properties = resource.get("Properties") or {}
        fact = None
        match resource["Type"]:
            case "AWS::IAM::Role":
                fact = {
                    "managed": managed(properties),
                    "statements": statements(as_list(properties.get("Policies"))),
                    "trust": statements([properties.get("AssumeRolePolicyDocument") or {}]),
                }
            case "AWS::Lambda::Permission":
                bound = [key for key in ("SourceArn", "SourceAccount", "EventSourceToken") if properties.get(key)]
                fact = {"principal": properties["Principal"], "action": properties["Action"], "bound": bound}
            case "AWS::IAM::ManagedPolicy" | "AWS::SQS::QueuePolicy" | "AWS::SNS::TopicPolicy":
                fact = {"statements": statements([properties.get("PolicyDocument") or {}])}
            case "AWS::Lambda::Url":
                fact = {"auth": properties.get("AuthType")}
        if fact is not None:
            condition = resource.get("Condition")
            found[logical_id] = {"type": resource["Type"], **({"condition": condition} if condition else {}), **fact}
    return found


def main():
    paths = sorted(glob.glob(os.path.join(ROOT, "test/sam/inputs/*.yaml")))
    for folder in ("serverless-application-model", "serverless-patterns"):
        for extension in ("yaml", "yml", "template"):
            paths += sorted(glob.glob(os.path.join(CORPUS, folder, "**", f"*.{extension}"), recursive=True))
    result = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if "AWS::Serverless::" not in text:
            continue
        name = os.path.relpath(path, ROOT).replace(os.sep, "/")
        template = package(json.loads(json.dumps(yaml_parse(text), default=str)))
        translator = Translator({}, Parser(), boto_session=Session(region_name="us-east-1"))
        try:
            result[name] = facts(translator.translate(template, {})["Resources"])
        except InvalidDocumentException as error:
            result[name] = {"refused": [cause.message for cause in error.causes]}
    output = {"translator": __version__, "templates": result}
    with open(os.path.join(ROOT, "test/sam/translator-facts.json"), "w", encoding="utf-8") as file:
        json.dump(output, file, indent=1, sort_keys=True)
        file.write("\n")
    print(len(result), "templates", sum("refused" in fact for fact in result.values()), "refused")


main()
