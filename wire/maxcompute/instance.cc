#include "wire/maxcompute/instance.h"

#include <optional>

#include "wire/common/encoding.h"
#include "wire/maxcompute/json.h"
#include "wire/maxcompute/xml.h"

namespace hopline::wire::maxcompute {
namespace {

void AddProperty(const char* name, const std::string& value, pugi::xml_node* config) {
  pugi::xml_node property = config->append_child("Property");
  AddText("Name", name, &property);
  AddText("Value", value, &property);
}

void AddJob(const SqlTask& task, pugi::xml_node* parent) {
  pugi::xml_node job = parent->append_child("Job");
  AddText("Priority", "9", &job);
  pugi::xml_node sql = job.append_child("Tasks").append_child("SQL");
  AddText("Name", task.name, &sql);
  pugi::xml_node config = sql.append_child("Config");
  AddProperty("type", "sql", &config);
  AddProperty("settings", PrintJson([&](JsonWriter* json) {
                for (const auto& [name, value] : task.settings) {
                  PutText(name.c_str(), value, json);
                }
              }),
              &config);
  AddText("Query", task.query, &sql);
  pugi::xml_node dag = job.append_child("DAG");
  AddText("RunMode", "Sequence", &dag);
}

Status ReadSettings(const pugi::xml_node& config, SqlTask* out) {
  for (const pugi::xml_node& property : config.children("Property")) {
    if (std::string_view(property.child_value("Name")) != "settings") continue;
    rapidjson::Document json;
    if (!ParseJsonObject(TextOf(property.child("Value")), &json)) {
      return Status::Error("the settings of the task are no JSON object");
    }
    for (auto member = json.MemberBegin(); member != json.MemberEnd(); ++member) {
      const std::string name(member->name.GetString(), member->name.GetStringLength());
      out->settings.emplace_back(name, JsonText(json, name.c_str()));
    }
  }
  return {};
}

pugi::xml_node FirstTask(const pugi::xml_node& root) {
  return root.child("Tasks").child("Task");
}

Status NoTask() { return Status::Error("the answer is no <Instance> with a task"); }

pugi::xml_node AddTask(const std::string& name, pugi::xml_node* root) {
  pugi::xml_node task = root->append_child("Tasks").append_child("Task");
  task.append_attribute("Type").set_value("SQL");
  AddText("Name", name, &task);
  return task;
}

}  // namespace

std::string FormatInstanceRequest(const SqlTask& task) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Instance");
  AddJob(task, &root);
  return PrintXml(document);
}

std::string FormatInstanceSource(const SqlTask& task) {
  pugi::xml_document document;
  AddJob(task, &document);
  return PrintXml(document);
}

Status ParseInstanceRequest(std::string_view xml, SqlTask* out) {
  *out = {};
  pugi::xml_document document;
  const pugi::xml_node root = ParseXmlRoot(xml, "Instance", &document);
  const pugi::xml_node sql = root.child("Job").child("Tasks").child("SQL");
  if (!sql) return Status::Error("the body is no <Instance> with an SQL task");
  if (const pugi::xml_node name = sql.child("Name")) out->name = name.child_value();
  out->query = TextOf(sql.child("Query"));
  return ReadSettings(sql.child("Config"), out);
}

std::string FormatInstanceKill() { return FormatInstanceStatus("Terminated"); }

std::string FormatInstanceStatus(std::string_view status) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Instance");
  AddText("Status", std::string(status), &root);
  return PrintXml(document);
}

Status ParseInstanceStatus(std::string_view xml, std::string* status) {
  pugi::xml_document document;
  const pugi::xml_node root = ParseXmlRoot(xml, "Instance", &document);
  if (!root) return Status::Error("the answer is no <Instance> document");
  *status = root.child_value("Status");
  return {};
}

std::string FormatTaskStatus(std::string_view instance_status, const TaskStatus& task) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Instance");
  AddText("Status", std::string(instance_status), &root);
  pugi::xml_node node = AddTask(task.name, &root);
  AddText("StartTime", task.started, &node);
  AddText("EndTime", task.ended, &node);
  AddText("Status", task.status, &node);
  return PrintXml(document);
}

Status ParseTaskStatus(std::string_view xml, TaskStatus* out) {
  pugi::xml_document document;
  const pugi::xml_node task = FirstTask(ParseXmlRoot(xml, "Instance", &document));
  if (!task) return NoTask();
  *out = {task.child_value("Name"), task.child_value("Status"),
          task.child_value("StartTime"), task.child_value("EndTime")};
  return {};
}

std::string FormatTaskResult(const TaskResult& result) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Instance");
  pugi::xml_node task = AddTask(result.name, &root);
  AddCdata("Result", Base64Encode(result.content), &task);
  pugi::xml_node node = task.child("Result");
  node.append_attribute("Transform").set_value("Base64");
  node.append_attribute("Format").set_value(result.format.c_str());
  AddText("Status", result.status, &task);
  return PrintXml(document);
}

Status ParseTaskResult(std::string_view xml, TaskResult* out) {
  pugi::xml_document document;
  const pugi::xml_node task = FirstTask(ParseXmlRoot(xml, "Instance", &document));
  if (!task) return NoTask();
  const pugi::xml_node result = task.child("Result");
  *out = {task.child_value("Name"), task.child_value("Status"),
          result.attribute("Format").value(), TextOf(result)};
  if (std::string_view(result.attribute("Transform").value()) == "Base64") {
    std::optional<std::string> decoded = Base64Decode(Trim(out->content));
    if (!decoded) return Status::Error("the result of the task is no base64");
    out->content = std::move(*decoded);
  }
  return {};
}

}  // namespace hopline::wire::maxcompute
