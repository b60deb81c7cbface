#pragma once

/// How the file of a journal is opened, by whatever reads or writes one: what is another program's file, or a later
/// version's, is told from a journal everywhere, in the same words.

#include <filesystem>

#include "journal/journal.h"
#include "journal/sqlite.h"

namespace autopilot {

/// How long a journal that another process holds is waited for.
inline constexpr int kJournalBusyMilliseconds = 20'000;

/// Whether there is a journal that could be read: a file that is not empty. Empty ones are left by who was killed while
/// he made one, and hold nothing that could be lost.
bool HasJournal(const std::filesystem::path& file);

/// Opens the journal or makes it, with its folder; an older version is brought up to date.
Result<Database> OpenJournalFile(const std::filesystem::path& file, Durability durability = Durability::kPower);

/// Opens a journal that is there, to read it alone, also where nothing can be written. Makes none, not even of an empty
/// file (kBadInput). An older version is brought up to date first, which needs a place that can be written to.
Result<Database> OpenJournalToRead(const std::filesystem::path& file, int busy_milliseconds = kJournalBusyMilliseconds);

/// kBadInput where a journal of this version has other tables or indexes than one that is made now, or any has
/// something that acts by itself (a trigger, a view): somebody else has had a hand in it.
Status CheckJournalSchema(Database& database);

}  // namespace autopilot
