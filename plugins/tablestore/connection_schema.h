/// The parameters that say where an instance is and who asks. Members of a schema's
/// properties, as JSON text with a comma at the end: a literal that is
/// included where it belongs, because GCC takes no raw string in a macro.
R"json("endpoint": {"type": "string", "x-hopline-alias": ["endPoint"],
  "description": "Address of the instance, with https:// or http://."},
"instanceName": {"type": "string", "description": "Tablestore instance."},
"accessId": {"type": "string", "description": "AccessKey ID."},
"accessKey": {"type": "string", "x-hopline-secret": true,
  "description": "AccessKey secret."},
"securityToken": {"type": "string", "x-hopline-secret": true,
  "description": "STS token of temporary keys."},
"regionId": {"type": "string",
  "description": "Region like cn-hangzhou: requests are signed with version 4 then, else with version 2."},
)json"
