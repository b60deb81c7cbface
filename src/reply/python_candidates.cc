#include <algorithm>
#include <optional>
#include <set>

#include "reply/candidates.h"
#include "reply/language.h"
#include "reply/scan.h"

namespace autopilot {
namespace {

using Names = std::set<std::string, std::less<>>;

/// A block of Python, and what it says of itself.
struct Item {
  const CodeBlock* block = nullptr;
  std::vector<std::string> lines;
  bool whole = false;  ///< Imports or defines something of its own.
};

using Items = std::vector<Item>;

bool Contains(const Item& large, const Item& small) {
  const Names lines(large.lines.begin(), large.lines.end());
  return std::all_of(small.lines.begin(), small.lines.end(),
                     [&](const std::string& line) { return lines.contains(line); });
}

/// The name that `line` assigns to; empty if it does not.
std::string_view Target(std::string_view line) {
  const auto end = line.find(" = ");
  const std::string_view name = line.substr(0, end);
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), IsWordCharacter);
  return end != std::string_view::npos && plain ? name : std::string_view();
}

/// The line imports (`import x`, `from x import y`) or defines.
bool Brings(const std::string& line) { return HasImportOrDefinition(line); }

/// Adds the names that `line` makes.
void AddNames(const std::string& line, Names& names) {
  if (Brings(line)) {
    for (const auto name : Identifiers(line)) names.emplace(name);
  } else if (const auto target = Target(line); !target.empty()) {
    names.emplace(target);
  }
}

/// `item` uses a name of `earlier` before it makes one of that name itself.
bool Uses(const Item& item, const Names& earlier) {
  Names own;
  for (const std::string& line : item.lines) {
    const std::string bare = WithoutLiterals(line, Language::kPython);
    const std::string_view target = Target(bare);
    for (const auto name : Identifiers(std::string_view(bare).substr(target.size()))) {
      if (!Brings(line) && earlier.contains(name) && !own.contains(name)) return true;
    }
    AddNames(line, own);
  }
  return false;
}

/// What a line does, without the values: `df.to_csv` of `df.to_csv('a.csv')`.
std::string_view HeadOf(std::string_view line) {
  const auto value = line.find(" = ");
  return line.substr(0, line.find_first_of("([", value == std::string_view::npos ? 0 : value));
}

bool IsExample(const Item& item) {
  return HasAnyWord(item.block->heading.substr(item.block->heading.rfind('\n') + 1),
                    {"example", "usage", "test", "call it"});
}

bool Writes(const Item& item) {
  return std::any_of(item.lines.begin(), item.lines.end(), [](const std::string& line) {
    return line.find(".to_csv(") != std::string::npos || line.find(".write(") != std::string::npos ||
           line.find(".save(") != std::string::npos || line.find("dump(") != std::string::npos;
  });
}

/// A fragment goes on where the script before it stopped, and is no changed or quoted part of it.
bool Continues(const Item& fragment, const Items& before) {
  Names heads;
  bool assigns = false;
  for (const Item& item : before) {
    if (Writes(item)) return false;
    for (const std::string& line : item.lines) heads.emplace(HeadOf(line));
    const auto lines = Lines(item.block->content);
    assigns = assigns || std::any_of(lines.begin(), lines.end(), [](auto line) { return !Target(line).empty(); });
  }
  const std::string& content = fragment.block->content;
  const bool top = !content.empty() && content.front() != ' ' && content.front() != '\t';
  const bool fresh = std::none_of(fragment.lines.begin(), fragment.lines.end(),
                                  [&](const std::string& line) { return heads.contains(HeadOf(line)); });
  return assigns && top && fresh && fragment.lines.size() > 1 && !IsExample(fragment);
}

bool IsTopLevel(const Item& item) { return item.block->content.find_first_not_of(" \t") == 0; }

/// The largest item brings nothing of its own: no script with fragments beside it, but one that is shown in pieces.
bool ComesInPieces(const Items& items) {
  const auto largest = std::max_element(items.begin(), items.end(), [](const Item& one, const Item& other) {
    return one.lines.size() < other.lines.size();
  });
  return !largest->whole;
}

/// Pieces of one script: nothing is brought twice, and each uses names of those before it.
std::optional<Items> PiecesOf(const Items& items) {
  const bool all = ComesInPieces(items);
  Items pieces;
  Names names;
  Names brought;
  for (const Item& item : items) {
    if (all && (!IsTopLevel(item) || IsMarkedAsFaulty(item.block->heading))) return std::nullopt;
    if (!all && !item.whole && !Continues(item, pieces)) continue;
    // Constants need no name of the imports before them.
    if (!all && !pieces.empty() && !Uses(item, names)) return std::nullopt;
    for (const std::string& line : item.lines) {
      if (Brings(line) && !brought.insert(line.substr(0, line.find('('))).second) return std::nullopt;
      AddNames(line, names);
    }
    pieces.push_back(item);
  }
  if (pieces.size() < 2 || !pieces.front().whole) return std::nullopt;
  return pieces;
}

Choice Take(const Item& item, std::string remark) {
  return {ChoiceKind::kOne, item.block->content, item.block->closed, true, std::move(remark)};
}

Choice Join(const Items& pieces) {
  Choice choice{ChoiceKind::kOne, "", pieces.back().block->closed, false,
                "the script stands in pieces: they were put together in their order"};
  for (const Item& piece : pieces) choice.code += piece.block->content;
  return choice;
}

/// Blocks of Python, each text once, without those whose lines all stand in a larger one.
Items FindItems(const std::vector<CodeBlock>& blocks) {
  Items items;
  std::set<std::vector<std::string>> seen;
  for (const CodeBlock& block : blocks) {
    if (IsShell(block) || !HasPythonStatement(block.content) || LooksLikeCpp(block.content)) continue;
    Item item{&block, EssentialLines(block.content, Language::kPython), HasImportOrDefinition(block.content)};
    if (!item.lines.empty() && seen.insert(item.lines).second) items.push_back(std::move(item));
  }
  // Beyond a few dozen nothing is told apart any more.
  if (items.size() > 60) return items;
  Items kept;
  for (const Item& item : items) {
    const bool part = std::any_of(items.begin(), items.end(), [&](const Item& other) {
      return other.lines.size() > item.lines.size() && Contains(other, item);
    });
    if (!part || IsMarkedAsAnswer(item.block->heading)) kept.push_back(item);
  }
  return kept;
}

/// The one script among several that differ; null if nothing tells.
const Item* PickScript(const Items& wholes) {
  std::size_t largest = 0;
  for (const Item& item : wholes) largest = std::max(largest, item.lines.size());
  std::vector<const Item*> rivals;
  for (const Item& item : wholes) {
    // A few lines to add or to change are a fragment, also with an import.
    if (item.lines.size() > 5 || item.lines.size() * 3 > largest) rivals.push_back(&item);
  }
  std::erase_if(rivals, [&](const Item* item) { return rivals.size() > 1 && IsExample(*item); });
  if (rivals.empty()) return nullptr;
  const Item* last = rivals.back();
  const bool others_faulty = std::all_of(rivals.begin(), rivals.end() - 1,
                                         [](const Item* item) { return IsMarkedAsFaulty(item->block->heading); });
  const bool marked = IsMarkedAsAnswer(last->block->heading) && last->lines.size() * 5 >= largest * 2;
  return marked || others_faulty ? last : nullptr;
}

}  // namespace

Choice ChoosePython(const std::vector<CodeBlock>& blocks) {
  const Items items = FindItems(blocks);
  if (items.empty()) return {};
  if (items.size() == 1) return Take(items.front(), "");
  if (items.size() > 60) return {ChoiceKind::kSeveral, "", true, false, ""};
  Items wholes;
  std::copy_if(items.begin(), items.end(), std::back_inserter(wholes), [](const Item& item) { return item.whole; });
  if (wholes.size() > 1 && IsMarkedAsAnswer(wholes.back().block->heading)) {
    if (const Item* picked = PickScript(wholes))
      return Take(*picked, "of several scripts the one called the answer was taken");
  }
  if (const auto pieces = PiecesOf(items)) return Join(*pieces);
  if (wholes.empty() || ComesInPieces(items)) return {ChoiceKind::kSeveral, "", true, false, ""};
  if (wholes.size() == 1) return Take(wholes.front(), "fragments beside the script were left out");
  if (const Item* picked = PickScript(wholes))
    return Take(*picked, "of several scripts the one called the answer was taken");
  return {ChoiceKind::kSeveral, "", true, false, ""};
}

}  // namespace autopilot
