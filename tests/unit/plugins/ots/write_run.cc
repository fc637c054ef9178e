#include "tests/unit/plugins/ots/write_run.h"

#include <doctest/doctest.h>
#include <hopline/writer.h>

#include <algorithm>

namespace hopline::plugins::ots {

AppendCell Null() {
  return [](ColumnBuilder& column) { column.AppendNull(); };
}
AppendCell T(std::string text) {
  return [text = std::move(text)](ColumnBuilder& column) { column.AppendBytes(text); };
}
AppendCell I(int64_t number) {
  return [=](ColumnBuilder& column) { column.AppendFixed(number); };
}
AppendCell D(double number) {
  return [=](ColumnBuilder& column) { column.AppendFixed(number); };
}
AppendCell B(bool truth) {
  return [=](ColumnBuilder& column) { column.AppendBool(truth); };
}
AppendCell X(std::string bytes) { return T(std::move(bytes)); }
AppendCell VT(std::string text) {
  return [text = std::move(text)](ColumnBuilder& column) { column.VariantUtf8(text); };
}
AppendCell VI(int64_t number) {
  return [=](ColumnBuilder& column) { column.VariantInt64(number); };
}
AppendCell VD(double number) {
  return [=](ColumnBuilder& column) { column.VariantDouble(number); };
}
AppendCell VB(bool truth) {
  return [=](ColumnBuilder& column) { column.VariantBool(truth); };
}
AppendCell VX(std::string bytes) {
  return
      [bytes = std::move(bytes)](ColumnBuilder& column) { column.VariantBinary(bytes); };
}

std::unique_ptr<OtsWriter> TestWrite::Open() {
  JobContext context = MakeContext(R"("table":"orders",)" + parameters_, scope);
  context.check_only = check_only;
  // The transport is not owned: the table outlives every handle.
  return std::make_unique<OtsWriter>(
      std::move(context),
      std::shared_ptr<Transport>(transport != nullptr ? transport : &table_.transport,
                                 [](auto*) {}));
}

void TestWrite::Run(const std::vector<Record>& records, size_t rows_per_batch) {
  const Schema schema = MakeSchema(fields_);
  TaskContext context;
  context.task = Open()->Prepare(*schema);
  context.scope = scope;
  const auto writer = Open();
  const auto task = writer->OpenTask(std::move(context), *schema);
  BatchBuilder builder(fields_);
  for (size_t i = 0; i < records.size(); ++i) {
    for (size_t c = 0; c < fields_.size(); ++c) records[i].at(c)(builder.column(c));
    builder.EndRow();
    if ((i + 1) % rows_per_batch == 0) task->Write(builder.Finish());
  }
  if (builder.rows() > 0) task->Write(builder.Finish());
  const std::string message = task->Prepare();
  Staged staged;
  staged.messages.push_back({message, 0, 1});
  std::vector<int32_t> outcomes(1, HOPLINE_OUTCOME_RETRY_LATER);
  Open()->Commit(staged, outcomes);
  CHECK(outcomes[0] == HOPLINE_OUTCOME_COMMITTED);
}

Error TestWrite::Fails() {
  try {
    const Schema schema = MakeSchema(fields_);
    Open()->Prepare(*schema);
  } catch (const Error& error) {
    return error;
  }
  FAIL("must be refused");
  return Error(0, "");
}

Error TestWrite::WriteFails(const std::vector<Record>& records) {
  try {
    Run(records);
  } catch (const Error& error) {
    return error;
  }
  FAIL("must fail");
  return Error(0, "");
}

Fields TextFields(size_t n) {
  Fields fields;
  for (size_t i = 0; i < n; ++i) {
    fields.push_back(Field::Of("f" + std::to_string(i), Type::kUtf8));
  }
  return fields;
}

}  // namespace hopline::plugins::ots
