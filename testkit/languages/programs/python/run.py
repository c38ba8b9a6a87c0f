"""Runs the program of a folder, as Pulumi's language host for Python does: run.py FOLDER"""

import asyncio
import json
import logging
import os
import runpy
import sys

import pulumi
from pulumi.runtime import run_in_stack, set_all_config
from pulumi.runtime.settings import Settings, configure

configure(
    Settings(
        project=os.environ["PULUMI_PROJECT"],
        stack=os.environ["PULUMI_STACK"],
        monitor=os.environ["PULUMI_MONITOR"],
        engine=os.environ["PULUMI_ENGINE"],
        parallel=int(os.environ["PULUMI_PARALLEL"]),
        dry_run=os.environ["PULUMI_DRY_RUN"] == "true",
        organization=os.environ["PULUMI_ORGANIZATION"],
        root_directory=os.environ["PULUMI_ROOT_DIRECTORY"],
    )
)
set_all_config(
    json.loads(os.environ["PULUMI_CONFIG"]),
    json.loads(os.environ["PULUMI_CONFIG_SECRET_KEYS"]),
)
logging.getLogger("asyncio").setLevel(logging.CRITICAL)
try:
    asyncio.run(run_in_stack(lambda: runpy.run_path(sys.argv[1], run_name="__main__") and None))
except pulumi.RunError as error:
    sys.exit(str(error))
