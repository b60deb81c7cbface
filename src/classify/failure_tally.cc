#include "classify/failure_tally.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

/// Where the figure puts it, or kNoCategory.
std::string CategoryOf(const LogEntry& entry, const Taxonomy& taxonomy) {
  if (entry.kind == LogEntry::Kind::kVerdict && !entry.paper_category.empty()) return entry.paper_category;
  if (entry.message.empty()) return kNoCategory;
  const TaxonomyPlace place = taxonomy.Classify(entry.message, entry.timestamp);
  return place.counts ? place.category : kNoCategory;
}

}  // namespace

void Count(const LogEntry& entry, const Taxonomy& taxonomy, CauseRules& rules, FailureTally& tally) {
  if (!entry.failed) {
    ++tally.passed;
    return;
  }
  const std::string category = CategoryOf(entry, taxonomy);
  if (category != kNoCategory) {
    ++tally.kept;
    ++tally.categories[category];
  } else if (entry.kind == LogEntry::Kind::kLog) {
    ++tally.not_counted;
    return;
  }
  const Cause cause = rules.Classify(entry);
  switch (cause.kind) {
    case Cause::Kind::kAgain:
      ++tally.again[cause.says][category];
      ++tally.table[{category, "(" + cause.says + ")"}];
      return;
    case Cause::Kind::kFault:
      ++tally.causes[cause.root_cause];
      ++tally.table[{category, cause.root_cause}];
      if (cause.root_cause == "prompt_truncated") {
        ++tally.cut_symptoms[cause.symptom.empty() ? "(no words recorded)" : cause.symptom];
      }
      break;
    case Cause::Kind::kUnexplained:
      ++tally.unexplained;
      ++tally.table[{category, "(unexplained)"}];
      break;
    case Cause::Kind::kSilent:
      ++tally.silent;
      ++tally.table[{category, "(no words recorded)"}];
      break;
  }
  ++tally.faults;
}

Result<FailureTally> CountFailures(const std::filesystem::path& file, const Taxonomy& taxonomy, CauseRules& rules) {
  FailureTally tally;
  tally.file = file.string();
  AUTOPILOT_TRY(read, ReadRecords(file, [&](const nlohmann::json& object) -> Result<std::string> {
                  const auto entry = ToLogEntry(object);
                  if (!entry) return entry.error().message;
                  Count(*entry, taxonomy, rules, tally);
                  return std::string();
                }));
  tally.read = std::move(read);
  if (tally.read.records > 0) return tally;
  const std::string cure = "classify reads JSON lines; docs/formats/classify.md shows the shapes";
  if (tally.read.unread.empty()) return Fail(BadInput("the file is empty", cure).At(tally.file));
  const Unread& first = tally.read.unread.front();
  return Fail(BadInput(fmt::format("this is no log of failures: {}: {}", first.place, first.why), cure)
                  .At(tally.file, first.line));
}

}  // namespace autopilot
