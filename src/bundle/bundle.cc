#include "bundle/bundle.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "bundle/archive.h"
#include "core/files.h"
#include "core/hash.h"
#include "journal/journal_file.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFormat = 1;
constexpr const char* kManifest = "manifest.json";
constexpr const char* kJournal = "journal.sqlite";
constexpr const char* kReport = "report.html";
constexpr std::int64_t kLongestManifest = std::int64_t{64} << 20;

/// What a journal holds, as the manifest has it.
Result<json> Describe(const fs::path& journal) {
  // As it is: what it was when the bundle was made stands in the manifest.
  AUTOPILOT_TRY(database, Database::OpenForReading(journal, kJournalBusyMilliseconds));
  AUTOPILOT_CHECK(CheckJournalSchema(database));
  AUTOPILOT_TRY(version, database.Number("PRAGMA user_version"));
  AUTOPILOT_TRY(check, database.Prepare("PRAGMA integrity_check(1)"));
  AUTOPILOT_TRY(said, check.Step());
  // The answer may name what others have named: as a JSON text nothing of it steers a terminal.
  if (!said || check.Text(0) != "ok") {
    const std::string words = said ? json(check.Text(0)).dump(-1, ' ', true, json::error_handler_t::replace) : "";
    return Fail(BadInput("the journal in it is damaged: " + words));
  }
  json runs = json::array();
  std::set<std::string> versions;
  AUTOPILOT_TRY(query, database.Prepare("SELECT id, versions FROM runs ORDER BY id"));
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) break;
    runs.push_back(query.Text(0));
    versions.insert(query.Text(1));
  }
  json tools = json::array();
  for (const std::string& text : versions) {
    const json tool = json::parse(text, nullptr, false);
    tools.push_back(tool.is_discarded() ? json(text) : tool);
  }
  AUTOPILOT_TRY(attempts, database.Number("SELECT count(*) FROM attempts"));
  return json{{"journal_version", version}, {"runs", runs}, {"attempts", attempts}, {"versions", tools}};
}

Result<json> DescribeFile(const fs::path& file) {
  std::error_code code;
  const auto size = fs::file_size(file, code);
  AUTOPILOT_TRY(hash, Sha256OfFile(file));
  return json{{"sha256", hash}, {"bytes", size}};
}

/// Hashes of files, by what they belong to; it becomes a file that has the name of the experiment.
bool AreInputs(const json& inputs, const std::string& name) {
  if (!inputs.is_object() || name.empty() || name.find('/') != std::string::npos) return false;
  return std::all_of(inputs.begin(), inputs.end(), [](const json& files) {
    return files.is_object() &&
           std::all_of(files.begin(), files.end(), [](const json& hash) { return hash.is_string(); });
  });
}

Result<json> ReadManifest(const fs::path& file) {
  AUTOPILOT_TRY(text, ReadFile(file));
  json manifest = json::parse(text, nullptr, false);
  const bool whole = manifest.is_object() && manifest["autopilot_bundle"].is_number_integer() &&
                     manifest["kind"].is_string() && manifest["name"].is_string() && manifest["program"].is_string() &&
                     manifest["files"].is_object() && manifest["journal"].is_object();
  const bool has_inputs = whole && manifest.contains("inputs");
  if (!whole || (has_inputs && !AreInputs(manifest["inputs"], manifest["name"].get<std::string>())))
    return Fail(BadInput("its manifest is not as documented"));
  if (manifest["autopilot_bundle"].get<int>() > kFormat) {
    return Fail(BadInput(
        "it has format " + manifest["autopilot_bundle"].dump() + ", this program knows " + std::to_string(kFormat),
        "use the newer autopilot that made it"));
  }
  if (manifest["files"].size() != 2) return Fail(BadInput("its manifest names files that do not belong into a bundle"));
  for (const char* name : {kJournal, kReport}) {
    const json file_facts = manifest["files"].value(name, json());
    if (!file_facts.is_object() || !file_facts.value("bytes", json()).is_number_unsigned() ||
        !file_facts.value("sha256", json()).is_string()) {
      return Fail(BadInput(std::string("its manifest says nothing of ") + name));
    }
  }
  return manifest;
}

/// Everything that the manifest says against what is in the folder.
Status Compare(const json& manifest, const fs::path& folder) {
  for (const auto& [name, expected] : manifest["files"].items()) {
    std::error_code code;
    if (!fs::exists(folder / name, code)) return Fail(BadInput(name + " is missing"));
    AUTOPILOT_TRY(found, DescribeFile(folder / name));
    if (found != expected) return Fail(BadInput(name + " is not the file that the manifest names (sha256)"));
  }
  AUTOPILOT_TRY(journal, Describe(folder / kJournal));
  if (journal != manifest["journal"]) return Fail(BadInput("its journal does not hold what the manifest says"));
  return {};
}

Result<BundleFacts> Check(const fs::path& bundle, const fs::path& folder) {
  // The manifest comes first: how long the others may be stands in it.
  json manifest;
  AUTOPILOT_CHECK(ReadArchive(bundle, folder, [&](const std::string& name) -> Result<std::int64_t> {
    if (name == kManifest) return kLongestManifest;
    if (manifest.is_null()) {
      AUTOPILOT_TRY(read, ReadManifest(folder / kManifest));
      manifest = std::move(read);
    }
    if (!manifest["files"].contains(name) || (name != kJournal && name != kReport)) {
      return Fail(BadInput("a file in it does not belong into a bundle"));
    }
    return manifest["files"][name]["bytes"].get<std::int64_t>();
  }));
  if (manifest.is_null()) return Fail(BadInput("there is no journal in it"));
  AUTOPILOT_CHECK(Compare(manifest, folder));
  const json& journal = manifest["journal"];
  return BundleFacts{manifest["kind"],
                     manifest["name"],
                     manifest["program"],
                     journal["journal_version"].get<int>(),
                     journal["runs"],
                     journal["attempts"].get<long long>(),
                     manifest.contains("inputs") ? manifest["inputs"].dump(1) + "\n" : ""};
}

/// Where a bundle is unpacked, so that what is in it only has to be moved afterwards.
Result<TemporaryFolder> PlaceToUnpack(const fs::path& bundle, const fs::path& to) {
  std::error_code code;
  // A folder that is there may be a disk of its own.
  if (!to.empty())
    return fs::exists(to, code) ? TemporaryFolder::In(to, kBundleBeside) : TemporaryFolder::Beside(to, kBundleBeside);
  if (auto beside = TemporaryFolder::Beside(bundle, kBundleBeside)) return beside;
  return TemporaryFolder::In(PlaceForTemporaries(code), kBundleElsewhere);  // It lies where nothing can be written.
}

}  // namespace

Status WriteBundle(const BundleContent& content, const fs::path& out) {
  AUTOPILOT_TRY(folder, TemporaryFolder::Beside(out, kBundleBeside));
  const fs::path report = folder.path() / kReport;
  const fs::path manifest_file = folder.path() / kManifest;
  const fs::path bundle = folder.path() / "bundle";
  AUTOPILOT_CHECK(WriteFile(report, content.report));
  AUTOPILOT_TRY(journal, Describe(content.journal));
  AUTOPILOT_TRY(journal_file, DescribeFile(content.journal));
  AUTOPILOT_TRY(report_file, DescribeFile(report));
  json manifest = {{"autopilot_bundle", kFormat}, {"kind", content.kind},
                   {"name", content.name},        {"program", AUTOPILOT_VERSION},
                   {"journal", journal},          {"files", {{kJournal, journal_file}, {kReport, report_file}}}};
  if (!content.inputs.empty()) {
    manifest["inputs"] = json::parse(content.inputs, nullptr, false);
    if (!AreInputs(manifest["inputs"], content.name)) {
      return Fail(BadInput("what the experiment's trials were made of cannot be read"));
    }
  }
  AUTOPILOT_CHECK(WriteFile(manifest_file, manifest.dump(2, ' ', false, json::error_handler_t::replace) + "\n"));
  AUTOPILOT_CHECK(WriteArchive({{kManifest, manifest_file}, {kJournal, content.journal}, {kReport, report}}, bundle));
  if (out.has_parent_path()) AUTOPILOT_CHECK(MakeFolder(out.parent_path()));
  std::error_code code;
  fs::rename(bundle, out, code);
  if (code) return Fail(Infrastructure("cannot be written: " + code.message(), "name another file").At(out.string()));
  return {};
}

Result<BundleFacts> VerifyBundle(const fs::path& bundle, const fs::path& to) {
  std::error_code code;
  if (!fs::exists(bundle, code)) return Fail(BadInput("there is no such file", "check the path").At(bundle.string()));
  if (!fs::is_regular_file(bundle, code)) {
    return Fail(BadInput("is no file, so no bundle", "name one that `autopilot journal bundle` has written")
                    .At(bundle.string()));
  }
  const bool there = !to.empty() && fs::exists(to, code);
  if (there && !fs::is_directory(to, code)) return Fail(BadInput("this is no folder", "name another").At(to.string()));
  if (there && !fs::is_empty(to, code)) {
    return Fail(BadInput("this folder is not empty", "name another one").At(to.string()));
  }
  AUTOPILOT_TRY(folder, PlaceToUnpack(bundle, to));
  auto facts = Check(bundle, folder.path());
  if (!facts) {
    // What it was unpacked into is gone when this is read.
    return Fail(std::move(facts).error().At(bundle.string()));
  }
  if (to.empty()) return facts;
  AUTOPILOT_CHECK(MakeFolder(to));
  for (const char* name : {kManifest, kJournal, kReport}) {
    fs::rename(folder.path() / name, to / name, code);
    if (!code) continue;
    const std::string words = code.message();
    for (const char* moved : {kManifest, kJournal, kReport}) fs::remove(to / moved, code);
    if (!there) fs::remove(to, code);
    return Fail(Infrastructure("cannot be written: " + words).At((to / name).string()));
  }
  return facts;
}

json ToJson(const BundleFacts& facts) {
  return {{"kind", facts.kind},       {"name", facts.name},
          {"program", facts.program}, {"journal_version", facts.journal_version},
          {"runs", facts.runs},       {"attempts", facts.attempts}};
}

}  // namespace autopilot
