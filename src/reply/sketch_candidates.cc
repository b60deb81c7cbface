#include <algorithm>
#include <set>

#include "reply/candidates.h"
#include "reply/language.h"
#include "reply/scan.h"

namespace autopilot {
namespace {

using Blocks = std::vector<const CodeBlock*>;

std::vector<std::string> LinesOf(const CodeBlock& block) { return EssentialLines(block.content, Language::kCpp); }

/// A quoted include: a file of the application, such as its model.
bool IncludesOwnFile(const CodeBlock& block) {
  const auto lines = LinesOf(block);
  return std::any_of(lines.begin(), lines.end(),
                     [](const std::string& line) { return line.starts_with("#include \""); });
}

bool HasInclude(const CodeBlock& block) {
  const auto lines = LinesOf(block);
  return std::any_of(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("#include"); });
}

/// The one sketch among several that differ; null if nothing tells.
const CodeBlock* PickSketch(const Blocks& sketches) {
  const CodeBlock* last = sketches.back();
  const bool others_faulty = std::all_of(sketches.begin(), sketches.end() - 1,
                                         [](const CodeBlock* block) { return IsMarkedAsFaulty(block->heading); });
  if (IsMarkedAsAnswer(last->heading) || others_faulty) return last;
  // First a demonstration of the sensor, then the sketch with the model.
  const auto own =
      std::count_if(sketches.begin(), sketches.end(), [](const CodeBlock* block) { return IncludesOwnFile(*block); });
  return own == 1 && IncludesOwnFile(*last) ? last : nullptr;
}

/// The file that a heading names: "**sensor.cpp**".
std::string FileInHeading(const std::string& heading) {
  std::string_view line = Trim(heading);
  if (const auto at = line.rfind('\n'); at != std::string_view::npos) line.remove_prefix(at + 1);
  for (const std::string_view ending : {".h", ".hpp", ".cpp", ".c"}) {
    for (auto at = line.find(ending); at != std::string_view::npos; at = line.find(ending, at + 1)) {
      const std::size_t end = at + ending.size();
      if (end < line.size() && IsWordCharacter(line[end])) continue;
      std::size_t begin = at;
      while (begin > 0 && (IsWordCharacter(line[begin - 1]) || line[begin - 1] == '-')) --begin;
      if (begin < at) return std::string(line.substr(begin, end - begin));
    }
  }
  return "";
}

/// A header of functions or types; the bytes of a model belong to the application.
bool DeclaresFunctions(const std::string& header) {
  const std::string bare = WithoutLiterals(header, Language::kCpp);
  return bare.find("unsigned char") == std::string::npos && bare.find('(') != std::string::npos;
}

/// `sketch` with the tabs beside it: headers where they are included, sources at the end. Empty if there are none.
std::string InlineTabs(const CodeBlock& sketch, const std::vector<CodeBlock>& blocks) {
  std::string code = sketch.content;
  std::string sources;
  std::set<std::string> headers;
  for (const CodeBlock& block : blocks) {
    const std::string file = FileInHeading(block.heading);
    if (&block == &sketch || file.empty() || !block.closed || LooksLikeSketch(block.content)) continue;
    if (file.ends_with('c') || file.ends_with("pp")) {
      if (!file.ends_with(".hpp")) sources += "\n" + block.content;
    }
    const std::string include = "#include \"" + file + "\"";
    const auto at = code.find(include);
    if (file.find(".h") == std::string::npos || at == std::string::npos || !DeclaresFunctions(block.content)) continue;
    std::string header = block.content;
    if (const auto pragma = header.find("#pragma once\n"); pragma != std::string::npos) header.erase(pragma, 13);
    code.replace(at, include.size() + 1, header);
    headers.insert(include);
  }
  if (headers.empty()) return "";
  std::string whole = code;
  for (const std::string_view line : Lines(sources)) {
    if (!headers.contains(std::string(Trim(line)))) whole += std::string(line) + "\n";
  }
  return whole;
}

/// Lines of `piece` that `whole` has already.
bool Contains(const std::set<std::string>& whole, const std::vector<std::string>& piece) {
  return std::all_of(piece.begin(), piece.end(), [&](const std::string& line) { return whole.contains(line); });
}

/// Pieces of C++ in their order, each once.
std::string Join(const Blocks& pieces) {
  std::string whole;
  std::set<std::vector<std::string>> seen;
  for (const CodeBlock* piece : pieces) {
    if (seen.insert(LinesOf(*piece)).second) whole += piece->content + "\n";
  }
  return seen.size() > 1 ? whole : "";
}

bool DefinesTwice(const std::string& code) {
  const std::string bare = WithoutLiterals(code, Language::kCpp);
  return CountDefinitions(bare, "setup") > 1 || CountDefinitions(bare, "loop") > 1;
}

/// Includes, variables and functions that stand in blocks of their own beside a sketch that has no include.
std::string JoinAround(const CodeBlock& sketch, const std::vector<CodeBlock>& blocks) {
  if (HasInclude(sketch)) return "";
  const auto essential = LinesOf(sketch);
  const std::set<std::string> lines(essential.begin(), essential.end());
  Blocks pieces;
  bool include = false;
  for (const CodeBlock& block : blocks) {
    const bool part = &block == &sketch || (LooksLikePiece(block) && !LooksLikeSketch(block.content) &&
                                            IsBalanced(block.content) && !Contains(lines, LinesOf(block)));
    if (!part) continue;
    pieces.push_back(&block);
    include = include || HasInclude(block);
  }
  const std::string joined = include ? Join(pieces) : "";
  return DefinesTwice(joined) ? "" : joined;
}

Choice Complete(const CodeBlock& sketch, const std::vector<CodeBlock>& blocks, Choice choice) {
  choice.kind = ChoiceKind::kOne;
  choice.closed = sketch.closed;
  choice.code = InlineTabs(sketch, blocks);
  if (choice.code.empty()) choice.code = JoinAround(sketch, blocks);
  if (!choice.code.empty()) {
    choice.remark = "what the sketch lacks stands in other blocks: they were put together in their order";
    return choice;
  }
  choice.code = sketch.content;
  choice.whole = true;
  return choice;
}

}  // namespace

Choice ChooseSketch(const std::vector<CodeBlock>& blocks) {
  Choice choice;
  Blocks sketches;
  Blocks pieces;
  std::set<std::vector<std::string>> distinct;
  for (const CodeBlock& block : blocks) {
    if (LooksLikeSketch(block.content) && distinct.insert(LinesOf(block)).second) sketches.push_back(&block);
    if (LooksLikePiece(block)) pieces.push_back(&block);
  }
  if (sketches.size() > 1) {
    const CodeBlock* picked = PickSketch(sketches);
    if (picked == nullptr) {
      choice.kind = ChoiceKind::kSeveral;
      return choice;
    }
    choice.remark = "of several sketches the one that is called the answer was taken";
    return Complete(*picked, blocks, choice);
  }
  if (!sketches.empty()) return Complete(*sketches.front(), blocks, choice);
  if (blocks.size() == 1 && blocks[0].closed && LooksLikeProgram(blocks[0].content)) {
    choice.kind = ChoiceKind::kOne;
    choice.code = blocks[0].content;
    choice.whole = true;
    return choice;
  }
  choice.code = blocks.empty() || !blocks.back().closed ? "" : Join(pieces);
  if (choice.code.empty()) return choice;
  choice.kind = DefinesTwice(choice.code) ? ChoiceKind::kSeveral : ChoiceKind::kOne;
  choice.remark = "no block is a whole sketch: they were put together in their order";
  return choice;
}

}  // namespace autopilot
