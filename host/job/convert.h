/// \file convert.h
/// Rewrites a script in another shape.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/job/model.h"
#include "host/services/diagnostic.h"

namespace hopline::job {

/// Reads the shape's word: v1, v2 or core.
///
/// Errors: Failure(kUsage) naming the words.
Shape ParseShape(std::string_view word);

/// The script in the shape `to`, laid out for reading, one line end at its end. What it
/// does is the same: defaults that differ between the shapes are written out, rates are
/// translated. References to variables stay, the order of keys too, comments vanish.
///
/// remarks: gets what is odd in the script, and what the other shape has no word for; may
/// be null.
/// Errors:  DocumentError for a script that cannot be read, or that the shape
/// cannot express.
std::string ConvertScript(const std::string& path, const std::string& text, Shape to,
                          std::vector<services::Diagnostic>* remarks);

}  // namespace hopline::job
