/// The parameters that say where a project is and who asks. Members of a schema's
/// properties, as JSON text with a comma at the end: a literal that is
/// included where it belongs, because GCC takes no raw string in a macro.
R"json("odpsServer": {"type": "string", "x-hopline-alias": ["endpoint", "endPoint"],
  "description": "Address of the API, with its path /api."},
"tunnelServer": {"type": "string",
  "description": "Address of Tunnel; the API is asked when absent."},
"project": {"type": "string", "description": "MaxCompute project."},
"schema": {"type": "string",
  "description": "Schema that holds the table, in projects of the three-level model."},
"accessId": {"type": "string", "description": "AccessKey ID."},
"accessKey": {"type": "string", "x-hopline-secret": true,
  "description": "AccessKey secret."},
"securityToken": {"type": "string", "x-hopline-secret": true,
  "description": "STS token of temporary keys."},
"regionId": {"type": "string",
  "description": "Region like cn-hangzhou: requests to the API are signed with version 4 then, else with version 2."},
)json"
