#pragma once

#include <string_view>

/// Columns of a record that stand for the identity of a point.
namespace hopline::plugins::ots::point_names {

inline constexpr std::string_view kMeasurement = "_m_name";
inline constexpr std::string_view kSource = "_data_source";
inline constexpr std::string_view kTags = "_tags";
inline constexpr std::string_view kTime = "_time";

}  // namespace hopline::plugins::ots::point_names
