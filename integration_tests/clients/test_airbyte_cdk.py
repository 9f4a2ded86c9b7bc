"""The standard tests of Airbyte's Python CDK, against the built program in place of a Python source."""

import os
import subprocess

import pytest
from airbyte_cdk.test import entrypoint_wrapper
from airbyte_cdk.test.standard_tests.source_base import SourceTestSuiteBase


class BuiltProgram:
    """What the suite takes for a source: it asks for nothing but this method's existence."""

    def spec(self, logger):
        raise NotImplementedError


def run_program(source, args, expecting_exception=None, *, expected_outcome=None):
    """Runs a command of the program, where the suite would call a source in its own process."""
    done = subprocess.run(
        [os.environ["SOURCE_PINTEREST"], *args], capture_output=True, encoding="utf-8"
    )
    assert done.stderr == "", f"the program wrote to stderr: {done.stderr[:1000]}"
    error = None
    if done.returncode != 0:
        error = RuntimeError(f"the program ended with {done.returncode}")
    # As Airbyte's own runner of images cuts lines.
    return entrypoint_wrapper.EntrypointOutput(done.stdout.splitlines(), error)


@pytest.fixture(autouse=True)
def built_program(monkeypatch):
    monkeypatch.setattr(entrypoint_wrapper, "_run_command", run_program)


class TestStandardTests(SourceTestSuiteBase):
    @classmethod
    def create_connector(cls, scenario):
        return BuiltProgram()
