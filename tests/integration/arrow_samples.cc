// Batches of our own builder for a reader in another language. Exports, by C:
//   int sample_count();
//   void sample(int index, ArrowArray*, ArrowSchema*)
#include <cstdint>
#include <hopline/builder.hpp>
#include <string>

using namespace hopline;

namespace {

const Fields kFields = {
    Field::Of("i", Type::kInt64),      Field::Of("d", Type::kDouble),
    Field::Of("s", Type::kUtf8),       Field::Of("b", Type::kBool),
    Field::Of("z", Type::kBinary),     Field::Of("t", Type::kTimestamp),
    Field::Of("day", Type::kDate32),   Field::Of("ms", Type::kTime32),
    Field::Of("nothing", Type::kNull), Field::Of("v", Type::kVariant)};

void AppendRow(BatchBuilder& out, int64_t r) {
  for (size_t c = 0; c < out.column_count(); ++c) {
    ColumnBuilder& column = out.column(c);
    if ((r + static_cast<int64_t>(c)) % 4 == 0) {
      column.AppendNull();
      continue;
    }
    switch (column.type()) {
      case Type::kInt64:
      case Type::kTimestamp:
        column.AppendFixed(r);
        break;
      case Type::kDouble:
        column.AppendFixed(static_cast<double>(r));
        break;
      case Type::kBool:
        column.AppendBool(r % 2 == 0);
        break;
      case Type::kUtf8:
      case Type::kBinary:
        column.AppendBytes(std::to_string(r));
        break;
      case Type::kDate32:
      case Type::kTime32:
        column.AppendFixed(static_cast<int32_t>(r));
        break;
      case Type::kVariant:
        if (r % 2 == 0)
          column.VariantInt64(r);
        else
          column.VariantUtf8(std::to_string(r));
        break;
      default:
        column.AppendNull();
        break;
    }
  }
  out.EndRow();
}

constexpr int64_t kRows[] = {0, 1, 7, 8, 9, 1000};

}  // namespace

extern "C" __attribute__((visibility("default"))) int sample_count();
extern "C" __attribute__((visibility("default"))) void sample(int index,
                                                              ArrowArray* array,
                                                              ArrowSchema* schema);

int sample_count() { return static_cast<int>(std::size(kRows)); }

void sample(int index, ArrowArray* array, ArrowSchema* schema) {
  BatchBuilder builder(kFields);
  for (int64_t r = 0; r < kRows[index]; ++r) AppendRow(builder, r);
  builder.Finish().MoveTo(array);
  MakeSchema(kFields).MoveTo(schema);
}
