#include <doctest/doctest.h>

#include <hopline/schema.hpp>

using hopline::ColumnKind;
using hopline::Error;
using hopline::Field;
using hopline::Fields;
using hopline::Type;

namespace {

Fields RoundTrip(const Fields& fields) {
  const hopline::Schema schema = hopline::MakeSchema(fields);
  return Fields::Read(*schema);
}

ArrowSchema Bare(const char* format) {
  ArrowSchema schema{};
  schema.format = format;
  schema.flags = ARROW_FLAG_NULLABLE;
  return schema;
}

}  // namespace

TEST_CASE("Schema.KeepsKindRoleZoneAndEmptyNames") {
  Field op = Field::Of("", Type::kUtf8);
  op.role = "op";
  Field decimal_text = Field::Of("price", Type::kUtf8, ColumnKind::kDouble);
  Field instant = Field::Of("at", Type::kTimestamp);
  instant.nullable = false;

  const Fields read =
      RoundTrip({op, decimal_text, instant, Field::Of("v", Type::kVariant)});

  REQUIRE(read.size() == 4);
  CHECK(read[0].name.empty());
  CHECK(read[0].role == "op");
  CHECK(read[1].type == Type::kUtf8);
  CHECK(read[1].kind == ColumnKind::kDouble);
  CHECK(read[2].type == Type::kTimestamp);
  CHECK(read[2].zone == "UTC");
  CHECK_FALSE(read[2].nullable);
  CHECK(read[3].type == Type::kVariant);
  CHECK(read[3].kind == ColumnKind::kVariant);
  CHECK(read.Find("price") == 1);
  CHECK(read.Find("absent") == -1);
}

TEST_CASE("Schema.ReadsEveryAllowedFormat") {
  for (const char* format : {"n",    "b",       "c",       "C",    "s",
                             "S",    "i",       "I",       "l",    "L",
                             "f",    "g",       "u",       "U",    "z",
                             "Z",    "tdD",     "ttm",     "tss:", "tsm:Asia/Shanghai",
                             "tsu:", "tsn:UTC", "d:38,10", "+l",   "+s",
                             "+m"}) {
    CAPTURE(format);
    Field field;
    hopline::detail::ParseFormat(format, field);
    CHECK(field.format == format);
  }
  Field decimal;
  hopline::detail::ParseFormat("d:38,10", decimal);
  CHECK(decimal.precision == 38);
  CHECK(decimal.scale == 10);
}

TEST_CASE("Schema.RefusesTypesThatMayNotCross") {
  for (const char* format :
       {"", "e", "w:16", "+w:4", "+us:0,1", "tDs", "tiM", "d:10", "+r", "vu", "tsq:"}) {
    CAPTURE(format);
    const ArrowSchema schema = Bare(format);
    CHECK_THROWS_AS(hopline::detail::ReadField(schema), Error);
  }
}

TEST_CASE("Schema.RefusesAUnionWithoutTheVariantMark") {
  const ArrowSchema schema = Bare(hopline::kVariantFormat);
  CHECK_THROWS_AS(hopline::detail::ReadField(schema), Error);
}

TEST_CASE("Schema.RefusesAKindOnATypeItMayNotStandOn") {
  Field field = Field::Of("n", Type::kInt64);
  field.kind = ColumnKind::kString;
  CHECK_THROWS_WITH_AS(RoundTrip({field}),
                       "column 'n': kind string may not stand on type 'l'", Error);
}

TEST_CASE("Schema.MetadataSurvivesInBothDirections") {
  const hopline::Metadata pairs = {{"hopline.kind", "long"}, {"", "空"}};
  CHECK(hopline::ReadMetadata(hopline::WriteMetadata(pairs).data()) == pairs);
  CHECK(hopline::ReadMetadata(nullptr).empty());
}
