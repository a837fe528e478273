"""Who is let into a deployed stack: users of a pool, holders of a key, clients of a WebSocket API.

Every function's name is a request of emulator.py, as in messages.py.
"""

import json
import socket
from urllib.parse import urlsplit

SECONDS = 20
PASSWORD = "Correct-Horse-1"


def sign_in(clients, stack, pool, client, user="shopper@example.com"):
    """Makes a user of the pool and signs them in through the client: their access token and identity token."""
    cognito = getattr(clients, "cognito-idp")
    pool_id = clients.physical(stack, pool)
    cognito.admin_create_user(UserPoolId=pool_id, Username=user, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=user, Password=PASSWORD, Permanent=True)
    answer = cognito.initiate_auth(
        ClientId=clients.physical(stack, client),
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": PASSWORD},
    )
    tokens = answer["AuthenticationResult"]
    return {"access": tokens["AccessToken"], "identity": tokens["IdToken"]}


def api_key(clients, stack, key):
    """The value of an API key of the stack."""
    return clients.apigateway.get_api_key(apiKey=clients.physical(stack, key), includeValue=True)["value"]


def converse(clients, stack, api, messages, headers=None):
    """Connects to a WebSocket API, says some messages and hears an answer to each: the status of the handshake, 101 where
    the client was let in, and the answers."""
    from wsproto import ConnectionType, WSConnection
    from wsproto.events import AcceptConnection, CloseConnection, RejectConnection, Request, TextMessage

    api_id = clients.physical(stack, api)
    stage = clients.apigatewayv2.get_stages(ApiId=api_id)["Items"][0]["StageName"]
    there = urlsplit(clients.endpoint)
    connection = WSConnection(ConnectionType.CLIENT)
    with socket.create_connection((there.hostname, there.port), timeout=SECONDS) as line:
        extra = [(name.encode(), text.encode()) for name, text in (headers or {}).items()]
        host = f"{api_id}.execute-api.{there.netloc}"
        line.sendall(connection.send(Request(host=host, target=f"/{stage}", extra_headers=extra)))
        status, heard, left = None, [], list(messages)
        while status is None or len(heard) < len(messages):
            data = line.recv(65_536)
            connection.receive_data(data or None)
            for event in connection.events():
                if isinstance(event, RejectConnection):
                    return {"status": event.status_code, "heard": heard}
                if isinstance(event, AcceptConnection):
                    status = 101
                elif isinstance(event, TextMessage):
                    heard.append(json.loads(event.data))
                elif isinstance(event, CloseConnection):
                    return {"status": status or event.code, "heard": heard}
                if left and len(messages) - len(left) == len(heard):
                    line.sendall(connection.send(TextMessage(data=json.dumps(left.pop(0)))))
            if not data:
                break
        line.sendall(connection.send(CloseConnection(code=1000)))
    return {"status": status, "heard": heard}
