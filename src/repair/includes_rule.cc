#include "repair/includes_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>
#include <set>

#include "gate/source_text.h"

namespace autopilot {
namespace {

bool Contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Whether an include of it is found, on the board with the libraries that are installed.
bool Exists(const Contract& contract, const std::string& header) {
  return header == "model.h" || Contains(contract.library.headers, header) ||
         Contains(contract.board.headers, header) || Contains(contract.board.standard_headers, header) ||
         std::any_of(contract.libraries.begin(), contract.libraries.end(),
                     [&](const ArduinoLibrary& library) { return Contains(library.headers, header); });
}

/// Letters and digits in lower case: how people remember a header.
std::string Skeleton(const std::string& header) {
  std::string result;
  for (const char c : std::filesystem::path(header).stem().string()) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) result += static_cast<char>(std::tolower(c));
  }
  return result;
}

/// The header that was meant by one that does not exist: the same file elsewhere in the library, the marker under
/// another name, the sensor's. Empty if none is certain.
std::string Meant(const Contract& contract, const std::string& header) {
  const std::string skeleton = Skeleton(header);
  for (const std::string& known : contract.library.headers) {
    if (Skeleton(known) == skeleton) return known;
  }
  const std::string marker = Skeleton(contract.library.marker_header);
  // "Arduino_TensorFlowLite.h", "TensorFlowLiteMicro.h": the library's name around the marker's.
  if (header.find('/') == std::string::npos && !marker.empty() && skeleton.find(marker) != std::string::npos) {
    return contract.library.marker_header;
  }
  if (contract.sensor && skeleton.find(Skeleton(contract.sensor->id)) != std::string::npos) {
    return contract.sensor->header;
  }
  if (skeleton.find("model") != std::string::npos && header.find('/') == std::string::npos) return "model.h";
  return "";
}

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate), contract_(candidate.contract) {}

  std::vector<Proposal> Run() {
    for (const IncludeLine& include : candidate_.view.includes()) present_.insert(include.header);
    MendLines();
    PutMarkerFirst();
    AddMissing();
    return std::move(proposals_);
  }

 private:
  void Propose(std::string cause, std::string what, std::vector<Edit> edits) {
    proposals_.push_back({"", std::move(cause), std::move(what), std::move(edits)});
  }

  std::string Line(const std::string& header) const {
    const bool quoted = header == "model.h" || header.find('/') != std::string::npos;
    return quoted ? fmt::format("#include \"{}\"\n", header) : fmt::format("#include <{}>\n", header);
  }

  /// The compiler stops at the first header that it misses; those behind it are as wrong.
  void MendLines() {
    for (const IncludeLine& include : candidate_.view.includes()) {
      const std::string& header = include.header;
      if (header.empty() || Exists(contract_, header)) continue;
      const bool missed = std::any_of(
          candidate_.diagnostics.begin(), candidate_.diagnostics.end(),
          [](const Diagnostic& diagnostic) { return diagnostic.message.find("No such file") != std::string::npos; });
      if (!missed) continue;
      const std::string meant = Meant(contract_, header);
      const bool other_library = contract_.other_headers.contains(header);
      const std::string cause = other_library ? "missing_library" : "invented_header";
      if (!meant.empty() && !present_.contains(meant)) {
        present_.insert(meant);
        Propose(
            cause, fmt::format("includes {} instead of {}", meant, header),
            {{include.node.child("path").begin(), include.node.child("path").end(), Trimmed(Line(meant).substr(9))}});
      } else {
        Propose(cause, fmt::format("leaves out the include of {}, which no library here has", header),
                {DeleteLines(candidate_.tree, include.node)});
      }
    }
  }

  static std::string Trimmed(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
  }

  bool IsOfLibrary(const std::string& header) const {
    return header.find('/') != std::string::npos && Contains(contract_.library.headers, header);
  }

  void PutMarkerFirst() {
    const std::string& marker = contract_.library.marker_header;
    if (marker.empty()) return;
    const IncludeLine* first = nullptr;
    const IncludeLine* of_marker = nullptr;
    for (const IncludeLine& include : candidate_.view.includes()) {
      if (contract_.library.IsMarker(include.header)) {
        if (of_marker == nullptr) of_marker = &include;
      } else if (IsOfLibrary(include.header) && first == nullptr) {
        first = &include;
      }
    }
    if (first == nullptr || (of_marker != nullptr && of_marker->node.begin() < first->node.begin())) return;
    std::vector<Edit> edits = {
        {candidate_.tree.LineBegin(first->node.line()), candidate_.tree.LineBegin(first->node.line()), Line(marker)}};
    if (of_marker != nullptr) edits.push_back(DeleteLines(candidate_.tree, of_marker->node));
    present_.insert(marker);
    Propose("include_order", fmt::format("includes {} before the library's other headers", marker), std::move(edits));
  }

  /// Names that the compiler complains of, in its messages and notes.
  bool Complains(const std::string& word) const {
    return std::any_of(candidate_.diagnostics.begin(), candidate_.diagnostics.end(),
                       [&](const Diagnostic& diagnostic) { return HasWord(diagnostic.message, word); });
  }

  void Need(const std::string& header, const std::string& why) {
    if (header.empty() || present_.contains(header) || !Exists(contract_, header)) return;
    needed_.emplace_back(header, why);
    present_.insert(header);
  }

  void AddMissing() {
    const SketchTree& tree = candidate_.tree;
    if (candidate_.builds() || candidate_.diagnostics.empty()) return;
    std::set<std::string> used;
    for (const TreeNode& node :
         tree.All({"identifier", "type_identifier", "namespace_identifier", "preproc_arg", "field_identifier"})) {
      used.insert(std::string(node.text()));
    }
    const bool of_tflite = used.contains("tflite");
    for (const auto& [symbol, header] : contract_.library.symbol_header) {
      if (!used.contains(symbol) || candidate_.view.Declares(symbol)) continue;
      // c/common.h and its like come with the interpreter's header, as they do in every example.
      const bool comes_along = header.find("/c/") != std::string::npos || header.find("/api/") != std::string::npos;
      if (comes_along &&
          (present_.contains("tensorflow/lite/micro/micro_interpreter.h") || used.contains("MicroInterpreter")))
        continue;
      Need(header, symbol);
    }
    if (of_tflite || !needed_.empty()) {
      bool any_of_library = false;
      for (const std::string& header : present_) any_of_library |= IsOfLibrary(header);
      if (any_of_library && !present_.contains(contract_.library.marker_header)) {
        needed_.insert(needed_.begin(), {contract_.library.marker_header, "tflite"});
        present_.insert(contract_.library.marker_header);
      }
    }
    if (used.contains(contract_.application.symbol) && Complains(contract_.application.symbol) &&
        !candidate_.view.FindGlobal(contract_.application.symbol)) {
      Need("model.h", contract_.application.symbol);
    }
    if (used.contains("GetModel")) Need("model.h", "GetModel");
    if (contract_.sensor && used.contains(contract_.sensor->object) && Complains(contract_.sensor->object)) {
      Need(contract_.sensor->header, contract_.sensor->object);
    }
    // gcc knows where the standard library keeps its names.
    static const std::regex kHint(R"(is defined in header '<([\w./]+)>')");
    for (const Diagnostic& diagnostic : candidate_.diagnostics) {
      std::smatch match;
      if (std::regex_search(diagnostic.message, match, kHint)) Need(match[1], "a name of the standard library");
    }
    if (needed_.empty()) return;
    std::string lines;
    std::string names;
    for (const auto& [header, why] : needed_) {
      lines += Line(header);
      names += (names.empty() ? "" : ", ") + header;
    }
    const std::size_t place = PlaceOfLibraryHeaders();
    const bool of_library = std::any_of(needed_.begin(), needed_.end(), [&](const auto& need) {
      return Contains(contract_.library.headers, need.first) || need.first == "model.h";
    });
    Propose(of_library ? "missing_tflm_include" : "undeclared_identifier", fmt::format("includes {}", names),
            {{place, place, lines}});
  }

  /// Behind the last include, and so behind the marker.
  std::size_t PlaceOfLibraryHeaders() const { return candidate_.view.IncludePlace(); }

  const RepairCase& candidate_;
  const Contract& contract_;
  std::set<std::string> present_;
  std::vector<std::pair<std::string, std::string>> needed_;
  std::vector<Proposal> proposals_;
};

}  // namespace

std::vector<Proposal> IncludesRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
