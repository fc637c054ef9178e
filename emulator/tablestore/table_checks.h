#pragma once

#include "emulator/tablestore/failure.h"
#include "wire/tablestore/table_messages.h"

namespace hopline::emulator::tablestore {

/// What the service refuses in a CreateTable, whatever tables there are.
/// Errors:  Failure.
void CheckCreateTable(const codec::CreateTableRequest& request);

/// The same for an UpdateTable.
/// Errors:  Failure.
void CheckUpdateTable(const codec::UpdateTableRequest& request);

}  // namespace hopline::emulator::tablestore
