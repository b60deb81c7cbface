#pragma once

/// The fenced blocks of a reply.

#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

/// One fenced block of a reply.
struct CodeBlock {
  std::string tag;      ///< What follows the fence, lower case: "cpp".
  std::string content;  ///< Without the fence's own indent.
  bool closed = true;
  std::string heading;    ///< The text between it and the block before it.
  std::size_t begin = 0;  ///< Where its opening fence begins in the reply, ...
  std::size_t end = 0;    ///< ... and one past the line of the closing one.
};

/// The fenced blocks, in order. A fence is closed by one of its own kind that is not shorter; shorter ones are
/// content. A block of Markdown is opened: the blocks in it count.
std::vector<CodeBlock> FindBlocks(std::string_view reply);

/// The reply without the blocks of `unwanted`.
std::string WithoutBlocks(std::string_view reply, const std::vector<CodeBlock>& unwanted);

}  // namespace autopilot
