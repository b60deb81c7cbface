#include "report/failure_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/text_table.h"
#include "report/words.h"

namespace autopilot {
namespace {

using Counts = std::map<std::string, long long>;
using nlohmann::ordered_json;

/// The commonest first, as in the published figure.
std::vector<std::pair<std::string, long long>> Sorted(const Counts& counts) {
  std::vector<std::pair<std::string, long long>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

long long Sum(const Counts& counts) {
  long long sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

long long In(const FailureTally& tally, const std::string& category, const std::string& cause) {
  const auto found = tally.table.find({category, cause});
  return found == tally.table.end() ? 0 : found->second;
}

ordered_json Json(const Counts& counts) {
  ordered_json json = ordered_json::object();
  for (const auto& [name, count] : Sorted(counts)) json[name] = count;
  return json;
}

std::string Share(long long count, long long whole) {
  return whole == 0 ? "" : Percent(static_cast<double>(count) / static_cast<double>(whole));
}

std::string PaperText(const FailureTally& tally, const Taxonomy& taxonomy) {
  std::vector<std::vector<std::string>> rows = {{"the study's category", "entries", "share"}};
  for (const TaxonomyGroup& group : taxonomy.groups()) {
    Counts of_group;
    for (const std::string& category : group.categories) {
      const auto found = tally.categories.find(category);
      if (found != tally.categories.end()) of_group[category] = found->second;
    }
    if (of_group.empty()) continue;
    rows.push_back({group.name, Count(Sum(of_group)), Share(Sum(of_group), tally.kept)});
    for (const auto& [category, count] : Sorted(of_group)) {
      rows.push_back({"  " + category, Count(count), Share(count, tally.kept)});
    }
  }
  rows.push_back({"kept", Count(tally.kept), ""});
  return TextTable(rows, {false, true, true}, "  ");
}

std::string CauseText(const FailureTally& tally) {
  std::vector<std::vector<std::string>> rows = {{"root cause", "failures", "share"}};
  for (const auto& [cause, count] : Sorted(tally.causes))
    rows.push_back({cause, Count(count), Share(count, tally.faults)});
  if (tally.unexplained > 0) {
    rows.push_back({"(unexplained)", Count(tally.unexplained), Share(tally.unexplained, tally.faults)});
  }
  if (tally.silent > 0) rows.push_back({"(no words recorded)", Count(tally.silent), Share(tally.silent, tally.faults)});
  rows.push_back({"failures", Count(tally.faults), ""});
  return TextTable(rows, {false, true, true}, "  ");
}

std::string SideBySide(const FailureTally& tally, const Taxonomy& taxonomy) {
  std::vector<std::vector<std::string>> rows = {{"the study's category", "root cause", "entries"}};
  std::vector<std::string> categories;
  for (const TaxonomyGroup& group : taxonomy.groups()) {
    categories.insert(categories.end(), group.categories.begin(), group.categories.end());
  }
  categories.emplace_back(kNoCategory);
  for (const std::string& category : categories) {
    Counts causes;
    for (const auto& [cell, count] : tally.table) {
      if (cell.first == category) causes[cell.second] = count;
    }
    const std::string name = category == kNoCategory ? "none: the figure cannot see it" : category;
    bool first = true;
    for (const auto& [cause, count] : Sorted(causes)) {
      rows.push_back({first ? name : "", cause, Count(count)});
      first = false;
    }
  }
  return TextTable(rows, {false, false, true}, "  ");
}

/// What the figure hides, in numbers.
std::string HiddenText(const FailureTally& tally) {
  std::string text;
  const auto say = [&](const std::string& sentence) { text += Wrapped("- " + sentence, 100, "  "); };
  const std::string syntax = "Syntax Error in Generated Code";
  const auto found = tally.categories.find(syntax);
  if (const long long clash = In(tally, syntax, "model_symbol_clash"); clash > 0) {
    say(fmt::format(
        "{} of {} entries under \"{}\" are a name in the sketch that clashes with the array in model.h: the "
        "syntax is right, and the prompt never said the name.",
        Count(clash), Count(found->second), syntax));
  }
  for (const auto& [says, categories] : tally.again) {
    std::vector<std::string> where;
    for (const auto& [category, count] : Sorted(categories)) where.push_back(Count(count) + " under " + category);
    say(fmt::format("{} entries are no fault of their own, they log {}: {}.", Count(Sum(categories)), says,
                    Join(where, ", ")));
  }
  const auto cut = tally.causes.find("prompt_truncated");
  if (cut != tally.causes.end()) {
    std::vector<std::string> blamed;
    for (const auto& [symptom, count] : Sorted(tally.cut_symptoms)) blamed.push_back(Count(count) + " " + symptom);
    say(fmt::format(
        "{} of {} failures answer a prompt that the provider had cut to its window. The model is blamed for: {}.",
        Count(cut->second), Count(tally.faults), Join(blamed, ", ")));
  }
  if (tally.silent > 0) {
    say(fmt::format("{} attempts are recorded as failed without a word of why.", Count(tally.silent)));
  }
  return text.empty() ? "" : "what the figure hides\n" + text;
}

}  // namespace

std::string FailureText(const FailureTally& tally, const Taxonomy& taxonomy, FailureView view) {
  std::string text =
      fmt::format("{}: {} records, {} kept, {} not counted, {} passed, {} not read\n", Printable(tally.file),
                  Count(tally.read.records), Count(tally.kept), Count(tally.not_counted), Count(tally.passed),
                  Count(static_cast<long long>(tally.read.unread.size())));
  if (view != FailureView::kCause) text += PaperText(tally, taxonomy);
  if (view == FailureView::kBoth) text += "\n";
  if (view != FailureView::kPaper) text += CauseText(tally);
  if (view == FailureView::kBoth) text += "\n" + SideBySide(tally, taxonomy) + "\n" + HiddenText(tally);
  return text;
}

ordered_json FailureJson(const FailureTally& tally, FailureView view) {
  ordered_json json = {{"file", tally.file}};
  if (view == FailureView::kCause) {
    json["kept"] = tally.faults;
    json["counts"] = Json(tally.causes);
  } else {
    json["kept"] = tally.kept;
    json["counts"] = Json(tally.categories);
    json["not_counted"] = tally.not_counted;
  }
  if (view == FailureView::kBoth) {
    json["faults"] = tally.faults;
    json["causes"] = Json(tally.causes);
    ordered_json table = ordered_json::array();
    for (const auto& [cell, count] : tally.table) {
      table.push_back({{"paper_category", cell.first}, {"root_cause", cell.second}, {"entries", count}});
    }
    json["table"] = std::move(table);
  }
  if (view != FailureView::kPaper) {
    json["unexplained"] = tally.unexplained;
    json["silent"] = tally.silent;
    json["said_again"] = ordered_json::object();
    for (const auto& [says, categories] : tally.again) json["said_again"][says] = Json(categories);
    json["cut_prompts_look_like"] = Json(tally.cut_symptoms);
  }
  json["passed"] = tally.passed;
  json["records"] = tally.read.records;
  ordered_json unread = ordered_json::array();
  for (const Unread& one : tally.read.unread) {
    unread.push_back({{"line", one.line}, {"place", one.place}, {"why", one.why}});
  }
  json["unread"] = std::move(unread);
  json["bytes_not_utf8"] = tally.read.foreign_bytes;
  return json;
}

}  // namespace autopilot
