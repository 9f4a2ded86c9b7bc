"""Runs the standard tests of Airbyte's Python CDK against the built program, and those of images against an image."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml
from airbyte_cdk.test import entrypoint_wrapper
from airbyte_cdk.test.standard_tests import docker_base
from airbyte_cdk.test.standard_tests._spec_compatibility import PublishedSpec, compare_specs
from airbyte_cdk.test.standard_tests.source_base import SourceTestSuiteBase
from airbyte_connector_models.metadata.v0.connector_metadata_definition_v0 import (
    ConnectorMetadataDefinitionV0,
)


class BuiltProgram:
    """A stand-in for a Python source: the suite only requires that this method exists."""

    def spec(self, logger):
        raise NotImplementedError


def run_program(source, args, expecting_exception=None, *, expected_outcome=None):
    """Runs a command of the program instead of a source in the same process."""
    done = subprocess.run(
        [os.environ["SOURCE_PINTEREST"], *args], capture_output=True, encoding="utf-8"
    )
    assert done.stderr == "", f"the program wrote to stderr: {done.stderr[:1000]}"
    error = None
    if done.returncode != 0:
        error = RuntimeError(f"the program ended with {done.returncode}")
    # Splits lines as Airbyte's image runner does.
    return entrypoint_wrapper.EntrypointOutput(done.stdout.splitlines(), error)


@pytest.fixture(autouse=True)
def built_program(monkeypatch):
    monkeypatch.setattr(entrypoint_wrapper, "_run_command", run_program)
    monkeypatch.setattr(docker_base, "fetch_published_spec", last_release)


def last_release(repository, registry):
    """Stands in for Airbyte's registry, which doesn't have this connector."""
    folder = Path(__file__).parents[2] / "compatibility"
    version = json.loads((folder / "released.json").read_text())["version"]
    path = folder / "released-spec.json"
    return PublishedSpec(version, json.loads(path.read_text()), str(path))


# The CDK compares only the specifications of images.
def test_saved_configurations_stay_valid():
    done = subprocess.run([os.environ["SOURCE_PINTEREST"], "spec"], capture_output=True, check=True)
    comparison = compare_specs(last_release("", "oss").spec, json.loads(done.stdout)["spec"])
    assert comparison.breaking == []


def test_metadata_has_the_fields_and_values_of_the_registry():
    metadata = yaml.safe_load((Path(__file__).parents[2] / "metadata.yaml").read_text())
    ConnectorMetadataDefinitionV0.model_validate(metadata)


class TestStandardTests(SourceTestSuiteBase):
    @classmethod
    def create_connector(cls, scenario):
        return BuiltProgram()
