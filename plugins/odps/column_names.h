#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wire/maxcompute/session.h"

namespace hopline::plugins::odps {

/// The place of the column of that name, in any letter case; -1: there is none.
int64_t FindColumn(const std::vector<wire::maxcompute::Column>& columns,
                   const std::string& name);

/// "id, name".
std::string ListColumns(const std::vector<wire::maxcompute::Column>& columns);

}  // namespace hopline::plugins::odps
