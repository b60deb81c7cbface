#include "core/json_records.h"

#include <fmt/format.h>

#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text_stream.h"

namespace autopilot {
namespace {

using nlohmann::json;

/// Far above any recorded prompt and reply; one line of it is held in memory.
constexpr std::size_t kLongestLine = std::size_t{256} << 20;

/// Where exports that are one object keep their records.
const std::set<std::string>& RecordKeys() {
  static const std::set<std::string> keys = {"data", "traces"};
  return keys;
}

class Reader {
 public:
  Reader(TextStream& stream, const std::function<Result<std::string>(const json&)>& take)
      : stream_(&stream), take_(&take) {}

  /// A document begins with '[' before an object or an end of line, or with '{' alone on its line; all else is lines.
  Status Read() {
    std::istream& in = stream_->in();
    int line = 1;
    for (int next = in.peek(); next == ' ' || next == '\t' || next == '\r' || next == '\n'; next = in.peek()) {
      line += in.get() == '\n' ? 1 : 0;
    }
    std::string text;
    if (in.peek() == '[') {
      in.get();
      const int next = in.peek();
      // "[2025-01-31] started" is a line of a log.
      if (next == '{' || next == ']' || std::isspace(next) != 0) return ReadRest(in, '[');
      stream_->ReadLine(text, kLongestLine);
      text.insert(0, 1, '[');
    } else {
      if (!stream_->ReadLine(text, kLongestLine)) return {};
      if (text.find_first_not_of(" \t", 1) == std::string::npos && text[0] == '{') return ReadRest(in, '{');
    }
    do {
      AUTOPILOT_CHECK(TakeLine(text, line++));
    } while (stream_->ReadLine(text, kLongestLine));
    return {};
  }

  RecordsRead result;

 private:
  Status TakeLine(const std::string& text, int line) {
    if (text.find_first_not_of(" \t") == std::string::npos) return {};
    if (stream_->line_cut()) {
      Refuse(line, fmt::format("line {}", line), fmt::format("longer than {} MiB", kLongestLine >> 20));
      return {};
    }
    try {
      return Take(json::parse(text), line, fmt::format("line {}", line));
    } catch (const json::parse_error& error) {
      // An object that only lacks its end is what a killed writer leaves.
      const bool cut = text[text.find_first_not_of(" \t")] == '{' && error.byte > text.size();
      Refuse(line, fmt::format("line {}", line), cut ? "the JSON object is cut off" : "no JSON");
    }
    return {};
  }

  /// The rest of a document whose opening bracket has been read: put back before what follows.
  Status ReadRest(std::istream& in, char bracket) {
    class Joined : public std::streambuf {
     public:
      Joined(std::streambuf* rest, char first) : rest_(rest), byte_(first) { setg(&byte_, &byte_, &byte_ + 1); }

     protected:
      int_type underflow() override {
        const int_type next = rest_->sbumpc();
        if (next == traits_type::eof()) return next;
        byte_ = traits_type::to_char_type(next);
        setg(&byte_, &byte_, &byte_ + 1);
        return next;
      }

     private:
      std::streambuf* rest_;
      char byte_;
    } joined(in.rdbuf(), bracket);
    std::istream whole(&joined);
    return ReadDocument(whole);
  }

  Status ReadDocument(std::istream& in) {
    Status failed;
    bool in_array = false;  // The document is an array.
    std::string key;        // Of the outermost object.
    int record = 0;
    const auto callback = [&](int depth, json::parse_event_t event, json& value) {
      if (!failed) return false;
      if (depth == 0 && event == json::parse_event_t::array_start) in_array = true;
      if (depth == 1 && event == json::parse_event_t::key && !in_array) key = value.get<std::string>();
      const bool element = in_array ? depth == 1 : depth == 2 && RecordKeys().contains(key);
      if (!element || event != json::parse_event_t::object_end) return true;
      failed = Take(value, 0, fmt::format("record {}", ++record));
      return false;
    };
    try {
      const json rest = json::parse(in, callback);
      AUTOPILOT_CHECK(failed);
      if (in_array) {
        for (std::size_t i = 0; i < rest.size(); ++i) Refuse(0, "in the array", "no JSON object: " + Short(rest[i]));
      } else if (record == 0) {
        return Take(rest, 1, "line 1");
      }
    } catch (const json::parse_error& error) {
      AUTOPILOT_CHECK(failed);
      const std::string words = error.what();
      const auto at = words.find("line ");
      const int line = at == std::string::npos ? 0 : std::atoi(words.c_str() + at + 5);
      Refuse(line, fmt::format("line {}, after record {}", line, record),
             "the JSON document is cut off or damaged here, what follows is not read");
    }
    return {};
  }

  static std::string Short(const json& value) {
    return value.dump(-1, ' ', true, json::error_handler_t::replace).substr(0, 60);
  }

  Status Take(const json& value, int line, const std::string& place) {
    if (!value.is_object()) {
      Refuse(line, place, "no JSON object");
      return {};
    }
    AUTOPILOT_TRY(why, (*take_)(value));
    if (why.empty()) {
      ++result.records;
    } else {
      Refuse(line, place, why);
    }
    return {};
  }

  void Refuse(int line, const std::string& place, const std::string& why) {
    result.unread.push_back({line, place, why});
  }

  TextStream* stream_;
  const std::function<Result<std::string>(const json&)>* take_;
};

}  // namespace

Result<RecordsRead> ReadRecords(const std::filesystem::path& file,
                                const std::function<Result<std::string>(const json&)>& take) {
  AUTOPILOT_TRY(stream, TextStream::Open(file));
  Reader reader(stream, take);
  AUTOPILOT_CHECK(reader.Read());
  if (const Status whole = stream.status(); !whole) {
    reader.result.unread.push_back({0, "the end", whole.error().message});
  }
  reader.result.foreign_bytes = stream.foreign_bytes();
  return reader.result;
}

}  // namespace autopilot
