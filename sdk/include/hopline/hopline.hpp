/// \file hopline.hpp
/// The whole C++17 helper.
#ifndef HOPLINE_HOPLINE_HPP
#define HOPLINE_HOPLINE_HPP

#include <hopline/arrow.hpp>
#include <hopline/buffer.hpp>
#include <hopline/builder.hpp>
#include <hopline/column.hpp>
#include <hopline/config.hpp>
#include <hopline/connector.hpp>
#include <hopline/error.hpp>
#include <hopline/host.hpp>
#include <hopline/plugin.hpp>
#include <hopline/schema.hpp>
#include <hopline/scope.hpp>
#include <hopline/stream.hpp>
#include <hopline/trampolines.hpp>
#include <hopline/view.hpp>

#endif  // HOPLINE_HOPLINE_HPP
