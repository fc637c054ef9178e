#pragma once

#include "wire/common/status.h"

namespace hopline::wire::tablestore {

using wire::Status;

}  // namespace hopline::wire::tablestore
