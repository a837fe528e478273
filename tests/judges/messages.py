"""What goes into a deployed stack and what is found in it; every function's name is a request of emulator.py.

Resources are named by stack and logical ID. What takes time is waited for: `seconds` at most, and
then what is there is answered, so that the test can say what is missing.
"""

import base64
import json
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import integrations
from clients import OVER_TLS

MINUTE = 60


def _until(done, seconds, ask):
    """Asks until the answer is done or the time is over; the last answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if done(answer) or time.monotonic() > deadline:
            return answer
        time.sleep(0.1)


def _all(clients, service, operation, key, **arguments):
    """All entries of a list the service gives in pages."""
    client = getattr(clients, service)
    if client.can_paginate(operation):
        return [item for page in client.get_paginator(operation).paginate(**arguments) for item in page.get(key, [])]
    return getattr(client, operation)(**arguments).get(key, [])


def reset(clients):
    """Empties the emulator."""
    with urllib.request.urlopen(urllib.request.Request(f"{clients.endpoint}/_ministack/reset", method="POST")):
        return None


def deploy(clients, stack, template, parameters=None):
    """Creates or updates a stack without Stackdraft; status, outputs and the reasons of failures."""
    arguments = {
        "StackName": stack,
        "TemplateBody": template,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        "Parameters": [{"ParameterKey": key, "ParameterValue": text} for key, text in (parameters or {}).items()],
    }
    existing = {item["StackName"] for item in _all(clients, "cloudformation", "describe_stacks", "Stacks")}
    operation = clients.cloudformation.update_stack if stack in existing else clients.cloudformation.create_stack
    operation(**arguments)
    return stack_state(clients, stack, MINUTE)


def stack_state(clients, stack, seconds=0):
    """Status, outputs and failure reasons, oldest first; waits up to `seconds` for the end of what is going on."""
    described = _until(
        lambda answer: not answer["StackStatus"].endswith("IN_PROGRESS"),
        seconds,
        lambda: clients.cloudformation.describe_stacks(StackName=stack)["Stacks"][0],
    )
    events = _all(clients, "cloudformation", "describe_stack_events", "StackEvents", StackName=stack)
    return {
        "status": described["StackStatus"],
        "outputs": {item["OutputKey"]: item["OutputValue"] for item in described.get("Outputs", [])},
        "tags": {item["Key"]: item["Value"] for item in described.get("Tags", [])},
        "failures": [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
            for event in reversed(events)
            if event["ResourceStatus"].endswith("FAILED")
        ],
    }


def stack_exists(clients, stack):
    """Whether a stack of that name is there and not deleted."""
    summaries = _all(clients, "cloudformation", "list_stacks", "StackSummaries")
    return any(item["StackName"] == stack and item["StackStatus"] != "DELETE_COMPLETE" for item in summaries)


def physical_ids(clients, stack):
    """Logical ID to physical ID of everything in the stack."""
    listed = _all(clients, "cloudformation", "list_stack_resources", "StackResourceSummaries", StackName=stack)
    return {item["LogicalResourceId"]: item["PhysicalResourceId"] for item in listed}


def http(clients, stack, api, method, path, body=None, headers=None):
    """Calls an API of the stack, HTTP or REST, on its first stage; status and body.

    An HTTP API's integration with a service is done by integrations.py."""
    detail = clients.cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=api)
    api_id = detail["StackResourceDetail"]["PhysicalResourceId"]
    if body is not None and not isinstance(body, str):
        body = json.dumps(body)
    if detail["StackResourceDetail"]["ResourceType"] == "AWS::ApiGatewayV2::Api":
        answer = integrations.service_integration(clients, stack, api, method, path, body, headers)
        if answer:
            return answer
        stage = clients.apigatewayv2.get_stages(ApiId=api_id)["Items"][0]["StageName"]
    else:
        stage = clients.apigateway.get_stages(restApiId=api_id)["item"][0]["stageName"]
    prefix = "" if stage == "$default" else f"/{stage}"
    host = f"{api_id}.execute-api.{urlsplit(clients.endpoint).netloc}"
    request = urllib.request.Request(
        clients.endpoint + prefix + path,
        data=None if body is None else body.encode(),
        method=method,
        headers={"Host": host, "Content-Type": "application/json"} | OVER_TLS | (headers or {}),
    )
    try:
        with urllib.request.urlopen(request, timeout=MINUTE) as answer:
            return {"status": answer.status, "body": _data(answer.read().decode())}
    except urllib.error.HTTPError as answer:
        return {"status": answer.code, "body": _data(answer.read().decode())}


def _data(text):
    """JSON as data, everything else as the text it is."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _attributes(values):
    return {key: {"DataType": "String", "StringValue": text} for key, text in (values or {}).items()}


def change_queue(clients, stack, queue, attributes):
    """Changes a queue of a stack past CloudFormation."""
    clients.sqs.set_queue_attributes(QueueUrl=clients.physical(stack, queue), Attributes=attributes)


def delete_queue(clients, stack, queue):
    """Deletes a queue of a stack past CloudFormation."""
    clients.sqs.delete_queue(QueueUrl=clients.physical(stack, queue))


def send_message(clients, stack, queue, body, attributes=None, group=None):
    """Sends a message to a queue."""
    fifo = {"MessageGroupId": group} if group else {}
    clients.sqs.send_message(
        QueueUrl=clients.physical(stack, queue),
        MessageBody=body if isinstance(body, str) else json.dumps(body),
        MessageAttributes=_attributes(attributes),
        **fifo,
    )


def publish(clients, stack, topic, message, attributes=None, group=None):
    """Publishes a message to a topic."""
    fifo = {"MessageGroupId": group} if group else {}
    clients.sns.publish(
        TopicArn=clients.physical(stack, topic),
        Message=message if isinstance(message, str) else json.dumps(message),
        MessageAttributes=_attributes(attributes),
        **fifo,
    )


def put_event(clients, source, detail_type, detail, stack=None, bus=None):
    """Puts an event on a bus of the stack, or on the default bus."""
    entry = {"Source": source, "DetailType": detail_type, "Detail": json.dumps(detail)}
    if bus:
        entry["EventBusName"] = clients.physical(stack, bus)
    answer = clients.events.put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        raise ValueError(answer["Entries"])


def put_object(clients, stack, bucket, key, body):
    """Writes an object."""
    clients.s3.put_object(Bucket=clients.physical(stack, bucket), Key=key, Body=body.encode())


def put_item(clients, stack, table, item):
    """Writes an item of plain values."""
    from boto3.dynamodb.types import TypeSerializer

    values = {key: TypeSerializer().serialize(value) for key, value in item.items()}
    clients.dynamodb.put_item(TableName=clients.physical(stack, table), Item=values)


def invoke(clients, stack, function, payload, wait=True):
    """Calls a function; what it answered and, if it failed, how. Without `wait` as an event."""
    answer = clients.lambda_.invoke(
        FunctionName=clients.physical(stack, function),
        InvocationType="RequestResponse" if wait else "Event",
        Payload=json.dumps(payload),
        LogType="Tail" if wait else "None",
    )
    return {
        "payload": _data(answer["Payload"].read().decode()),
        "error": answer.get("FunctionError"),
        "log": base64.b64decode(answer.get("LogResult", "")).decode(),
    }


def receive(clients, stack, queue, count=1, seconds=15):
    """Takes messages from a queue until there are `count`; their bodies."""
    url = clients.physical(stack, queue)
    bodies = []

    def take():
        answer = clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0)
        for message in answer.get("Messages", []):
            bodies.append(_data(message["Body"]))
            clients.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    return _until(lambda found: len(found) >= count, seconds, take)


def receive_with(clients, stack, queue, containing, seconds=15):
    """Takes messages from a queue until one contains a text; that one's body."""
    url = clients.physical(stack, queue)

    def take():
        answer = clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0)
        return next((message["Body"] for message in answer.get("Messages", []) if containing in message["Body"]), None)

    return _until(bool, seconds, take)


def look_at(clients, stack, queue, times):
    """Receives from a queue without deleting what is there, as a consumer that fails does."""
    url = clients.physical(stack, queue)
    for _ in range(times):
        clients.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=0)
        time.sleep(0.2)


def put_record(clients, stack, stream, data, key):
    """Writes a record."""
    clients.kinesis.put_record(StreamName=clients.physical(stack, stream), Data=data.encode(), PartitionKey=key)


def records(clients, stack, stream, count=0, seconds=15):
    """What the records of a stream say, once there are at least `count`."""
    name = clients.physical(stack, stream)

    def read():
        found = []
        for shard in clients.kinesis.describe_stream(StreamName=name)["StreamDescription"]["Shards"]:
            start = {"ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
            iterator = clients.kinesis.get_shard_iterator(StreamName=name, **start)["ShardIterator"]
            answer = clients.kinesis.get_records(ShardIterator=iterator)
            found += [record["Data"].decode() for record in answer["Records"]]
        return found

    return _until(lambda found: len(found) >= count, seconds, read)


def objects(clients, stack, bucket, count=0, seconds=15):
    """The keys of a bucket's objects, once there are at least `count`."""
    name = clients.physical(stack, bucket)
    listed = _until(
        lambda found: len(found) >= count,
        seconds,
        lambda: clients.s3.list_objects_v2(Bucket=name).get("Contents", []),
    )
    return [item["Key"] for item in listed]


def raise_alarms(clients, stack, reason):
    """Sets off every alarm of a stack; their names."""
    listed = _all(clients, "cloudformation", "list_stack_resources", "StackResourceSummaries", StackName=stack)
    names = [item["PhysicalResourceId"] for item in listed if item["ResourceType"] == "AWS::CloudWatch::Alarm"]
    for name in names:
        clients.cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason=reason)
    return names


def items(clients, stack, table, count=0, seconds=15):
    """The items of a table as plain values, once there are at least `count`."""
    from boto3.dynamodb.types import TypeDeserializer

    plain = TypeDeserializer()
    name = clients.physical(stack, table)
    found = _until(
        lambda answer: len(answer) >= count,
        seconds,
        lambda: _all(clients, "dynamodb", "scan", "Items", TableName=name),
    )
    return [{key: plain.deserialize(value) for key, value in item.items()} for item in found]


def executions(clients, stack, workflow, count=1, seconds=30):
    """The executions of a workflow once `count` have ended, oldest first, with the states they went through."""
    arn = clients.physical(stack, workflow)
    listed = _until(
        lambda answer: len([item for item in answer if item["status"] != "RUNNING"]) >= count,
        seconds,
        lambda: _all(clients, "stepfunctions", "list_executions", "executions", stateMachineArn=arn),
    )
    return [_execution(clients, item["executionArn"]) for item in sorted(listed, key=lambda item: item["startDate"])]


def _execution(clients, arn):
    described = clients.stepfunctions.describe_execution(executionArn=arn)
    history = _all(clients, "stepfunctions", "get_execution_history", "events", executionArn=arn)
    entered = [event["stateEnteredEventDetails"]["name"] for event in history if "stateEnteredEventDetails" in event]
    return {
        "status": described["status"],
        "input": _data(described.get("input", "")),
        "output": _data(described.get("output", "")),
        "error": described.get("error"),
        "cause": described.get("cause"),
        "states": entered,
    }


def function_log(clients, stack, function, containing="", seconds=15):
    """The lines a function has logged that contain a text, once there is one."""
    name = clients.physical(stack, function)
    configuration = clients.lambda_.get_function_configuration(FunctionName=name)
    group = configuration.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{name}")

    def lines():
        try:
            events = _all(clients, "logs", "filter_log_events", "events", logGroupName=group)
        except clients.logs.exceptions.ResourceNotFoundException:
            return []
        return [event["message"] for event in events if containing in event["message"]]

    return _until(bool, seconds, lines)


def start(clients, stack, workflow, given):
    """Starts an execution of a workflow; its ARN."""
    arn = clients.physical(stack, workflow)
    return clients.stepfunctions.start_execution(stateMachineArn=arn, input=json.dumps(given))["executionArn"]


def answer_task(clients, token, outcome):
    """Sends a task's token back with the outcome."""
    clients.stepfunctions.send_task_success(taskToken=token, output=json.dumps(outcome))
