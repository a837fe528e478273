"""Reads and compares the resource types that no sample has; `readback.py` and `compare.py` have the others.

A reader answers what the service tells of a resource by its physical id. A form sets what the template says
beside what the service tells, as in `compare.py`.
"""

import readback


def lower(value):
    """The value with the first letter of every name in lower case, as REST APIs and workflows tell them."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: lower(item) for key, item in value.items()}
    return [lower(item) for item in value] if isinstance(value, list) else value


def _api_key(clients, key):
    return clients.apigateway.get_api_key(apiKey=key, includeValue=False)


def _usage_plan(clients, plan):
    keys = clients.apigateway.get_usage_plan_keys(usagePlanId=plan)["items"]
    return clients.apigateway.get_usage_plan(usagePlanId=plan) | {"keys": [key["id"] for key in keys]}


def _account(clients, _):
    return clients.apigateway.get_account()


def _rest_domain(clients, name):
    return clients.apigateway.get_domain_name(domainName=name)


def _http_domain(clients, name):
    mappings = clients.apigatewayv2.get_api_mappings(DomainName=name)["Items"]
    return clients.apigatewayv2.get_domain_name(DomainName=name) | {"Mappings": mappings}


def _hosted_domain(clients, domain):
    return getattr(clients, "cognito-idp").describe_user_pool_domain(Domain=domain)["DomainDescription"]


def _key_alias(clients, name):
    return next(one for one in clients.kms.list_aliases()["Aliases"] if one["AliasName"] == name)


def _function_alias(clients, arn):
    function, _, name = arn.rpartition(":")
    alias = clients.lambda_.get_alias(FunctionName=function, Name=name)
    weights = alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
    kept = readback.or_none(
        clients.lambda_.get_provisioned_concurrency_config,
        "RequestedProvisionedConcurrentExecutions",
        FunctionName=function,
        Qualifier=name,
    )
    return alias | {
        "RoutingConfig": {
            "AdditionalVersionWeights": [
                {"FunctionVersion": version, "FunctionWeight": weight} for version, weight in sorted(weights.items())
            ]
        },
        "Provisioned": kept,
    }


def _function_version(clients, arn):
    return clients.lambda_.get_function_configuration(FunctionName=arn)


def _web_acl(clients, identity):
    name, id_, scope = identity.split("|")
    return clients.wafv2.get_web_acl(Name=name, Id=id_, Scope=scope)["WebACL"] | {"Scope": scope}


def _schedule_group(clients, name):
    return clients.scheduler.get_schedule_group(Name=name.rpartition("/")[2])


def _log_policy(clients, name):
    listed = clients.logs.describe_resource_policies()["resourcePolicies"]
    return next(one for one in listed if one["policyName"] == name)


def _secret(clients, arn):
    return clients.secretsmanager.describe_secret(SecretId=arn)


def _global_table(clients, name):
    return clients.dynamodb.describe_table(TableName=name)["Table"]


READERS = {
    "AWS::ApiGateway::Account": _account,
    "AWS::ApiGateway::ApiKey": _api_key,
    "AWS::ApiGateway::DomainName": _rest_domain,
    "AWS::ApiGateway::UsagePlan": _usage_plan,
    "AWS::ApiGatewayV2::DomainName": _http_domain,
    "AWS::Cognito::UserPoolDomain": _hosted_domain,
    "AWS::DynamoDB::GlobalTable": _global_table,
    "AWS::KMS::Alias": _key_alias,
    "AWS::Lambda::Alias": _function_alias,
    "AWS::Lambda::Version": _function_version,
    "AWS::Logs::ResourcePolicy": _log_policy,
    "AWS::Scheduler::ScheduleGroup": _schedule_group,
    "AWS::SecretsManager::Secret": _secret,
    "AWS::WAFv2::WebACL": _web_acl,
}


def _in_lower_case(stack, logical, said):
    return lower(said), stack.of(logical)


def _of_rest_api(operation, **parts):
    """What is asked of a REST API by one call, named by the physical id or by properties."""

    def compare(stack, logical, said):
        named = {key: said.get(name, stack.resources[logical]["physical_id"]) for key, name in parts.items()}
        told = getattr(stack.clients.apigateway, operation)(restApiId=said.pop("RestApiId"), **named)
        return lower(said), told

    return compare


def _deployment(stack, logical, said):
    given = {"restApiId": said["RestApiId"], "deploymentId": stack.resources[logical]["physical_id"]}
    told = stack.clients.apigateway.get_deployment(**given)
    return {"id": given["deploymentId"]} | ({"description": said["Description"]} if "Description" in said else {}), told


def _gateway_response(stack, logical, said):
    api = said.pop("RestApiId")
    told = stack.clients.apigateway.get_gateway_response(restApiId=api, responseType=said["ResponseType"])
    return lower({key: value for key, value in said.items() if not isinstance(value, dict)}) | {
        key: said[name]
        for key, name in (("responseParameters", "ResponseParameters"), ("responseTemplates", "ResponseTemplates"))
        if name in said
    }, told


def _model(stack, logical, said):
    told = stack.clients.apigateway.get_model(
        restApiId=said["RestApiId"], modelName=stack.resources[logical]["physical_id"]
    )
    return {"contentType": said["ContentType"], "schema": said["Schema"]}, told


def _usage_plan_key(stack, _, said):
    told = stack.told_by(said["UsagePlanId"], "AWS::ApiGateway::UsagePlan")
    return {"has": True}, {"has": said["KeyId"] in told["keys"]}


def _rest_authorizer(stack, logical, said):
    listed = stack.told_by(said.pop("RestApiId"), "AWS::ApiGateway::RestApi")["Authorizers"]
    return lower(said), next(one for one in listed if one["id"] == stack.resources[logical]["physical_id"])


def _base_path(stack, _, said):
    mappings = stack.clients.apigateway.get_base_path_mappings(domainName=said.pop("DomainName"))["items"]
    return lower(said), next(one for one in mappings if one["restApiId"] == said["RestApiId"])


def _api_mapping(stack, logical, said):
    domain = stack.told_by(said.pop("DomainName"), "AWS::ApiGatewayV2::DomainName")
    return said, next(one for one in domain["Mappings"] if one["ApiMappingId"] == stack.resources[logical]["physical_id"])


def _pool_client(stack, logical, said):
    given = {"UserPoolId": said["UserPoolId"], "ClientId": stack.resources[logical]["physical_id"]}
    told = getattr(stack.clients, "cognito-idp").describe_user_pool_client(**given)["UserPoolClient"]
    # Whether there is a secret is told by the secret.
    return said, told | {"GenerateSecret": "ClientSecret" in told}


def _user_pool(stack, logical, said):
    told = dict(stack.of(logical))
    pool = stack.resources[logical]["physical_id"]
    factors = getattr(stack.clients, "cognito-idp").get_user_pool_mfa_config(UserPoolId=pool)
    enabled = {
        "SMS_MFA": "SmsMfaConfiguration" in factors,
        "SOFTWARE_TOKEN_MFA": factors.get("SoftwareTokenMfaConfiguration", {}).get("Enabled", False),
        "EMAIL_OTP": "EmailMfaConfiguration" in factors,
    }
    told["EnabledMfas"] = [name for name in said.get("EnabledMfas", []) if enabled.get(name)]
    attributes = {one["Name"].removeprefix("custom:"): one for one in told.get("SchemaAttributes", [])}
    told["Schema"] = {one["Name"]: attributes.get(one["Name"]) for one in said.get("Schema", [])}
    said["Schema"] = {one["Name"]: {key: value for key, value in one.items() if key != "Name"} for one in said.get("Schema", [])}
    return said, told


def _function_alias_form(stack, logical, said):
    told = dict(stack.of(logical))
    # The alias was found by its function.
    said.pop("FunctionName")
    if "ProvisionedConcurrencyConfig" in said:
        kept = said["ProvisionedConcurrencyConfig"]
        said["ProvisionedConcurrencyConfig"] = kept["ProvisionedConcurrentExecutions"]
        told["ProvisionedConcurrencyConfig"] = told["Provisioned"]
    return said, told


def _function_version_form(stack, logical, said):
    told = stack.of(logical)
    return {"FunctionName": said["FunctionName"].rpartition(":")[2], "numbered": True}, told | {
        "numbered": str(told["Version"]).isdigit()
    }


def _url(stack, _, said):
    function = said.pop("TargetFunctionArn")
    qualifier = {"Qualifier": said.pop("Qualifier")} if "Qualifier" in said else {}
    return said, stack.clients.lambda_.get_function_url_config(FunctionName=function, **qualifier)


def _log_policy_form(stack, logical, said):
    return {"policyName": said["PolicyName"], "policyDocument": said["PolicyDocument"]}, stack.of(logical)


def _stream(stack, logical, said):
    told = dict(stack.of(logical))
    told["Name"] = stack.resources[logical]["physical_id"]
    told["ShardCount"] = told.get("OpenShardCount")
    told["StreamEncryption"] = {"EncryptionType": told.get("EncryptionType"), "KeyId": told.get("KeyId")}
    return said, told


def _key(stack, logical, said):
    told = dict(stack.of(logical))
    told |= {"EnableKeyRotation": told["Rotation"], "KeyPolicy": told["Policy"]}
    return said, told


FORMS = {
    "AWS::ApiGateway::Account": lambda stack, logical, said: (
        {"cloudwatchRoleArn": said["CloudWatchRoleArn"]},
        stack.of(logical),
    ),
    "AWS::ApiGateway::ApiKey": _in_lower_case,
    "AWS::ApiGateway::Authorizer": _rest_authorizer,
    "AWS::ApiGateway::BasePathMapping": _base_path,
    "AWS::ApiGateway::Deployment": _deployment,
    "AWS::ApiGateway::DomainName": _in_lower_case,
    "AWS::ApiGateway::GatewayResponse": _gateway_response,
    "AWS::ApiGateway::Model": _model,
    "AWS::ApiGateway::RequestValidator": _of_rest_api("get_request_validator", requestValidatorId=""),
    "AWS::ApiGateway::Resource": _of_rest_api("get_resource", resourceId=""),
    "AWS::ApiGateway::UsagePlan": _in_lower_case,
    "AWS::ApiGateway::UsagePlanKey": _usage_plan_key,
    "AWS::ApiGatewayV2::ApiMapping": _api_mapping,
    "AWS::Cognito::UserPool": _user_pool,
    "AWS::Cognito::UserPoolClient": _pool_client,
    "AWS::KMS::Key": _key,
    "AWS::Kinesis::Stream": _stream,
    "AWS::Lambda::Alias": _function_alias_form,
    "AWS::Lambda::Url": _url,
    "AWS::Lambda::Version": _function_version_form,
    "AWS::Logs::ResourcePolicy": _log_policy_form,
}
