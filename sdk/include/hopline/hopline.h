/// \file hopline.h
/// The whole stable contract.
#ifndef HOPLINE_HOPLINE_H
#define HOPLINE_HOPLINE_H

#include <hopline/abi.h>
#include <hopline/arrow_c.h>
#include <hopline/bytes.h>
#include <hopline/connector.h>
#include <hopline/error.h>
#include <hopline/host.h>
#include <hopline/passport.h>
#include <hopline/plugin.h>
#include <hopline/processor.h>
#include <hopline/reader.h>
#include <hopline/scope.h>
#include <hopline/services.h>
#include <hopline/status.h>
#include <hopline/writer.h>

#endif  // HOPLINE_HOPLINE_H
