/// \file version.h
#pragma once

namespace hopline::services {

/// The product's version, from the file VERSION.
const char* Version();

}  // namespace hopline::services
