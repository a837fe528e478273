# A starter: logs what comes in and answers as the caller expects. Replace it with your own code.
import json


def handler(event, context):
    print(json.dumps(event))
    if isinstance(event, dict) and "Records" in event:
        return {"batchItemFailures": []}
    if isinstance(event, dict) and "requestContext" in event:
        return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps({"ok": True})}
    return event
