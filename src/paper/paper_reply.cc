#include "paper/paper_reply.h"

#include <algorithm>

#include "reply/blemishes.h"
#include "reply/extract.h"

namespace autopilot {
namespace {

bool IsObject(const CodeBlock& block) {
  const std::size_t begin = block.content.find_first_not_of(" \t\r\n");
  return block.tag.starts_with("json") || (begin != std::string::npos && block.content[begin] == '{');
}

}  // namespace

std::string AnswerIn(const std::string& reply) {
  std::vector<Finding> ignored;
  return CleanReply(reply, ignored);
}

std::optional<std::string> CodeIn(const std::string& text) {
  for (const CodeBlock& block : FindBlocks(text)) {
    if (!IsObject(block)) return block.content;
  }
  return std::nullopt;
}

std::optional<nlohmann::ordered_json> ObjectIn(const std::string& text) {
  std::string object = text;
  for (const CodeBlock& block : FindBlocks(text)) {
    if (!IsObject(block)) continue;
    object = block.content;
    break;
  }
  auto parsed = nlohmann::ordered_json::parse(object, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  return parsed;
}

std::string LastOf(const std::string& printed) {
  constexpr std::size_t kShown = 4000;
  return printed.size() > kShown ? printed.substr(printed.size() - kShown) : printed;
}

int LinesIn(const std::string& text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return 0;
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
}

}  // namespace autopilot
