"""Clients of the emulated services: made once, with made-up credentials, never for another endpoint."""

import os

ACCOUNT = "123456789012"
REGION = "eu-west-1"
OVER_TLS = {"X-Forwarded-Proto": "https"}


def _as_over_tls(request, **_):
    """Tells the emulator, as a proxy before it would, that the caller came over TLS: policies that deny the rest ask."""
    request.headers.update(OVER_TLS)


class Clients:
    """`clients.sqs`, `clients.dynamodb` … are boto3 clients; `physical` and `logical` translate ids."""

    def __init__(self, endpoint):
        import boto3
        from botocore.config import Config

        os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
        os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
        self.endpoint = endpoint
        self._session = boto3.Session(aws_access_key_id=ACCOUNT, aws_secret_access_key="none", region_name=REGION)
        self._config = Config(
            retries={"total_max_attempts": 2},
            s3={"addressing_style": "path"},
            # Hosts such as sync-states do not exist on loopback.
            inject_host_prefix=False,
        )
        self._made = {}

    def __getattr__(self, service):
        # `lambda` is a word of Python, so its client is `lambda_`.
        service = service.rstrip("_")
        if service not in self._made:
            client = self._session.client(service, endpoint_url=self.endpoint, config=self._config)
            client.meta.events.register("before-send", _as_over_tls)
            self._made[service] = client
        return self._made[service]

    def physical(self, stack, logical):
        detail = self.cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=logical)
        return detail["StackResourceDetail"]["PhysicalResourceId"]

    def logical(self, stack, physical):
        pages = self.cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        ids = {
            item["PhysicalResourceId"]: item["LogicalResourceId"]
            for page in pages
            for item in page["StackResourceSummaries"]
        }
        return ids[physical]
