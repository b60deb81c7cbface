#include "prompt/prompt_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "config/nearest.h"
#include "core/files.h"
#include "core/hash.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
namespace ms = kainjow::mustache;
using nlohmann::json;

constexpr std::string_view kDivider = "\n---\n";

struct Parts {
  std::string system;
  std::string user;
};

/// The one newline that ends a file is none of the prompt's.
std::string WithoutLastNewline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

Result<Parts> Split(const std::string& name, const std::string& text) {
  const std::size_t at = text.find(kDivider);
  if (at == std::string::npos) {
    return Fail(BadInput("the prompt has no line '---' between its system and user message",
                         "put one there, with text above and below")
                    .At(name + ".mustache"));
  }
  return Parts{WithoutLastNewline(text.substr(0, at)), WithoutLastNewline(text.substr(at + kDivider.size()))};
}

int LineAt(const std::string& text, std::size_t position) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

/// The tags of a template, to tell a variable from a section: the library does not.
struct Tags {
  std::set<std::string> variables;
  std::set<std::string> sections;
  std::map<std::string, int> lines;  ///< Where each name stands first.
};

/// Fails for what a prompt cannot have: partials, other delimiters, an open tag.
Result<Tags> ScanTags(const std::string& name, const std::string& text) {
  Tags tags;
  for (std::size_t at = 0; (at = text.find("{{", at)) != std::string::npos;) {
    const auto bad = [&](const std::string& message) {
      return Fail(BadInput(message).At(name + ".mustache", LineAt(text, at)));
    };
    const std::size_t end = text.find("}}", at);
    if (end == std::string::npos) return bad("a tag '{{' is not closed");
    std::string tag = text.substr(at + 2, end - at - 2);
    const char kind = tag.empty() ? ' ' : tag.front();
    if (kind == '>' || kind == '=')
      return bad(fmt::format("'{{{{{}}}}}': prompts have no partials or delimiters", tag));
    if (std::string_view("#^/!&{").find(kind) != std::string_view::npos) tag.erase(0, 1);
    tag.erase(0, tag.find_first_not_of(" \t\n"));
    tag.erase(tag.find_last_not_of(" \t\n") + 1);
    if (tag.empty() && kind != '!') return bad("a tag has no name");
    if (kind != '/' && kind != '!') tags.lines.emplace(tag, LineAt(text, at));
    if (kind == '#' || kind == '^') {
      tags.sections.insert(tag);
    } else if (kind != '/' && kind != '!') {
      tags.variables.insert(tag);
    }
    at = end + 2;
  }
  return tags;
}

ms::data ToMustache(const json& value) {
  switch (value.type()) {
    case json::value_t::object: {
      ms::data object(ms::data::type::object);
      for (const auto& [key, member] : value.items()) {
        // A null is as good as missing, and Render says so.
        if (!member.is_null()) object.set(key, ToMustache(member));
      }
      return object;
    }
    case json::value_t::array: {
      ms::data list(ms::data::type::list);
      for (const json& item : value) list.push_back(ToMustache(item));
      return list;
    }
    case json::value_t::boolean:
      return value.get<bool>() ? ms::data(ms::data::type::bool_true) : ms::data(ms::data::type::bool_false);
    case json::value_t::string:
      return value.get<std::string>();
    default:
      return value.dump();  // Numbers, in the shortest form that reads back the same.
  }
}

/// Looks names up as mustache does and notes what is not there.
class StrictContext : public ms::basic_context<std::string> {
 public:
  StrictContext(const ms::data& values, const Tags& tags) : context_(&values), tags_(tags) {}

  void push(const ms::data* data) override { context_.push(data); }
  void pop() override { context_.pop(); }
  const ms::data* get(const std::string& name) const override {
    const ms::data* found = context_.get(name);
    if (!found) {
      problems_.insert(fmt::format("'{}' has no value", name));
    } else if (!found->is_string() && tags_.variables.count(name) != 0 && tags_.sections.count(name) == 0) {
      problems_.insert(fmt::format("'{}' is no text or number", name));
    }
    return found;
  }
  const ms::data* get_partial(const std::string&) const override { return nullptr; }

  const std::set<std::string>& problems() const { return problems_; }

 private:
  ms::context<std::string> context_;
  const Tags& tags_;
  mutable std::set<std::string> problems_;
};

Result<std::string> RenderPart(const std::string& name, const std::string& text, const ms::data& values) {
  AUTOPILOT_TRY(tags, ScanTags(name, text));
  ms::mustache prompt(text);
  prompt.set_custom_escape([](const std::string& plain) { return plain; });
  if (!prompt.is_valid()) return Fail(BadInput(prompt.error_message()).At(name + ".mustache"));
  StrictContext context(values, tags);
  std::string rendered = prompt.render(context);
  if (!prompt.is_valid()) return Fail(BadInput(prompt.error_message()).At(name + ".mustache"));
  if (!context.problems().empty()) {
    return Fail(BadInput("the prompt cannot be filled in: " + *context.problems().begin(),
                         "give the value, or take the tag out of the prompt")
                    .At(name + ".mustache"));
  }
  return rendered;
}

/// Fails for a tag that is none of `known`.
Status CheckNames(const std::string& name, const std::string& text, const std::set<std::string>& known,
                  const fs::path& file) {
  AUTOPILOT_TRY(tags, ScanTags(name, text));
  for (const auto& [tag, line] : tags.lines) {
    if (known.contains(tag)) continue;
    return Fail(
        BadInput(fmt::format("no prompt has a value '{}'", tag), NearestOrList(tag, {known.begin(), known.end()}))
            .At(file.string(), line));
  }
  return {};
}

}  // namespace

Status PromptLibrary::Read(const fs::path& folder) {
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(folder, error); !error && it != fs::recursive_directory_iterator();
       it.increment(error)) {
    if (it->path().extension() != ".mustache") continue;
    AUTOPILOT_TRY(text, ReadFile(it->path()));
    const std::string name = it->path().lexically_relative(folder).replace_extension().generic_string();
    AUTOPILOT_TRY(parts, Split(name, text));
    AUTOPILOT_CHECK(ScanTags(name, text));
    for (const std::string& part : {parts.system, parts.user}) {
      const ms::mustache prompt(part);
      if (!prompt.is_valid()) return Fail(BadInput(prompt.error_message()).At(it->path().string()));
    }
    templates_.insert_or_assign(name, text);
  }
  if (!error && !templates_.empty()) return {};
  return Fail(Infrastructure("there are no prompts here" + (error ? ": " + error.message() : std::string()),
                             "install the program anew, or set AUTOPILOT_HOME")
                  .At(folder.string()));
}

void PromptLibrary::SetVersion() {
  std::string all;
  for (const auto& [name, text] : templates_) all += fmt::format("{}\n{}\n{}\n", name, text.size(), text);
  version_ = Sha256(all);
}

Result<PromptLibrary> PromptLibrary::Load(const fs::path& folder) {
  PromptLibrary library;
  AUTOPILOT_CHECK(library.Read(folder));
  library.SetVersion();
  return library;
}

Result<PromptLibrary> PromptLibrary::With(const fs::path& folder) const {
  PromptLibrary other;
  if (auto read = other.Read(folder); !read) {
    Error error = std::move(read).error();
    error.kind = ErrorKind::kBadInput;
    error.cure = "put prompts there, whole/sketch.mustache for one, each as in the program's own folder prompts";
    return Fail(std::move(error));
  }
  std::vector<std::string> names;
  std::set<std::string> known;
  for (const auto& [name, text] : templates_) {
    names.push_back(name);
    AUTOPILOT_TRY(tags, ScanTags(name, text));
    for (const auto& [tag, line] : tags.lines) known.insert(tag);
  }
  PromptLibrary library = *this;
  for (const auto& [name, text] : other.templates_) {
    if (!templates_.contains(name)) {
      return Fail(
          BadInput(fmt::format("there is no prompt '{}' whose place this could take", name), NearestOrList(name, names))
              .At((folder / (name + ".mustache")).string()));
    }
    AUTOPILOT_CHECK(CheckNames(name, text, known, folder / (name + ".mustache")));
    library.templates_[name] = text;
  }
  library.SetVersion();
  return library;
}

Result<RenderedPrompt> PromptLibrary::Render(const std::string& name, const json& values) const {
  const auto found = templates_.find(name);
  if (found == templates_.end()) return Fail(BadInput(fmt::format("there is no prompt '{}'", name)));
  AUTOPILOT_TRY(parts, Split(name, found->second));
  const ms::data data = ToMustache(values);
  AUTOPILOT_TRY(system, RenderPart(name, parts.system, data));
  AUTOPILOT_TRY(user, RenderPart(name, parts.user, data));
  return RenderedPrompt{system, user};
}

}  // namespace autopilot
