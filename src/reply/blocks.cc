#include "reply/blocks.h"

#include <algorithm>

#include "core/text.h"
#include "reply/scan.h"

namespace autopilot {
namespace {

/// A line that may open or close a block.
struct Fence {
  char kind = 0;  ///< 0: the line is no fence.
  std::size_t length = 0;
  std::size_t indent = 0;
  std::string_view info;
};

Fence ReadFence(std::string_view line) {
  Fence fence;
  const std::string_view trimmed = Trim(line);
  if (!trimmed.starts_with("```") && !trimmed.starts_with("~~~")) return fence;
  fence.kind = trimmed[0];
  fence.length = std::min(trimmed.find_first_not_of(fence.kind), trimmed.size());
  fence.indent = static_cast<std::size_t>(trimmed.data() - line.data());
  fence.info = Trim(trimmed.substr(fence.length));
  // ```like this``` is code within a line.
  if (fence.info.find(fence.kind) != std::string_view::npos) fence.kind = 0;
  return fence;
}

std::string_view Dedent(std::string_view line, std::size_t indent) {
  const std::size_t blanks = std::min(line.find_first_not_of(" \t"), line.size());
  return line.substr(std::min(blanks, indent));
}

std::vector<CodeBlock> Scan(std::string_view reply, bool exact) {
  std::vector<CodeBlock> blocks;
  Fence open;
  std::size_t after = 0;  // One past the block before.
  for (std::size_t at = 0; at < reply.size();) {
    const auto line_end = reply.find('\n', at);
    const std::string_view line = reply.substr(at, line_end == std::string_view::npos ? line_end : line_end - at);
    const std::size_t next = line_end == std::string_view::npos ? reply.size() : line_end + 1;
    const Fence fence = ReadFence(line);
    if (open.kind == 0) {
      if (fence.kind != 0) {
        open = fence;
        blocks.push_back(
            {Lower(fence.info), "", false, std::string(Trim(reply.substr(after, at - after))), at, reply.size()});
      }
    } else if (fence.kind == open.kind && fence.info.empty() && (fence.length >= open.length || !exact)) {
      blocks.back().closed = true;
      blocks.back().end = after = next;
      open = {};
    } else {
      blocks.back().content += Dedent(line, open.indent);
      blocks.back().content += '\n';
    }
    at = next;
  }
  return blocks;
}

bool IsMarkdown(const CodeBlock& block) {
  return (block.tag == "markdown" || block.tag == "md") && block.content.find("```") != std::string::npos;
}

}  // namespace

std::vector<CodeBlock> FindBlocks(std::string_view reply) {
  std::vector<CodeBlock> blocks = Scan(reply, true);
  // Who opens with four and closes with three is understood too.
  if (!blocks.empty() && !blocks.back().closed) {
    std::vector<CodeBlock> loose = Scan(reply, false);
    if (loose.back().closed) blocks = std::move(loose);
  }
  std::vector<CodeBlock> flat;
  for (CodeBlock& block : blocks) {
    if (!IsMarkdown(block)) {
      flat.push_back(std::move(block));
      continue;
    }
    for (CodeBlock& inner : Scan(block.content, true)) {
      inner.begin = block.begin;
      inner.end = block.end;
      flat.push_back(std::move(inner));
    }
  }
  return flat;
}

std::string WithoutBlocks(std::string_view reply, const std::vector<CodeBlock>& unwanted) {
  std::string rest;
  std::size_t at = 0;
  for (const CodeBlock& block : unwanted) {
    if (block.begin < at) continue;
    rest += reply.substr(at, block.begin - at);
    at = block.end;
  }
  return rest + std::string(reply.substr(at));
}

}  // namespace autopilot
