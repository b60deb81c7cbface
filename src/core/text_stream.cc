#include "core/text_stream.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include "core/utf8.h"

namespace autopilot {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;
constexpr std::size_t kLongestCharacter = 4;

void AppendCharacter(std::string& text, unsigned code) {
  const auto put = [&](unsigned byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

}  // namespace

/// Turns what zlib delivers into UTF-8, a block at a time.
class TextStream::Buffer : public std::streambuf {
 public:
  Buffer(gzFile file, std::string name) : file_(file), name_(std::move(name)) {}
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() override { gzclose_r(file_); }

  long long foreign_bytes() const { return foreign_; }

  Status status() const {
    if (error_.empty()) return {};
    return Fail(BadInput("the compressed file is damaged or cut off: " + error_, "fetch it again").At(name_));
  }

 protected:
  int_type underflow() override {
    text_.clear();
    while (text_.empty()) {
      const bool more = Fill();
      Decode(/*last=*/!more);
      if (!more) break;
    }
    setg(text_.data(), text_.data(), text_.data() + text_.size());
    return text_.empty() ? traits_type::eof() : traits_type::to_int_type(text_[0]);
  }

 private:
  enum class Encoding { kUnknown, kUtf8, kUtf16Little, kUtf16Big };

  /// Appends the next block to `raw_`; false at the end.
  bool Fill() {
    if (ended_) return false;
    std::array<char, kBlock> block;
    const int count = gzread(file_, block.data(), block.size());
    // A cut file shows only when more is asked for than there is, with what there is still delivered.
    int code = Z_OK;
    const char* words = gzerror(file_, &code);
    if (code != Z_OK && code != Z_STREAM_END) error_ = code == Z_ERRNO ? std::generic_category().message(errno) : words;
    if (count > 0) raw_.append(block.data(), static_cast<std::size_t>(count));
    ended_ = count <= 0 || !error_.empty();
    return count > 0;
  }

  void Decode(bool last) {
    if (encoding_ == Encoding::kUnknown && (raw_.size() >= 3 || last)) FindEncoding();
    if (encoding_ == Encoding::kUtf8) DecodeUtf8(last);
    if (encoding_ == Encoding::kUtf16Little || encoding_ == Encoding::kUtf16Big) DecodeUtf16(last);
  }

  void FindEncoding() {
    encoding_ = Encoding::kUtf8;
    if (raw_.starts_with("\xFF\xFE")) encoding_ = Encoding::kUtf16Little;
    if (raw_.starts_with("\xFE\xFF")) encoding_ = Encoding::kUtf16Big;
    if (encoding_ != Encoding::kUtf8) raw_.erase(0, 2);
    if (raw_.starts_with("\xEF\xBB\xBF")) raw_.erase(0, 3);
  }

  void DecodeUtf8(bool last) {
    std::size_t at = 0;
    while (at < raw_.size()) {
      const std::string_view rest = std::string_view(raw_).substr(at);
      const std::size_t valid = ValidUtf8Prefix(rest);
      text_.append(rest.substr(0, valid));
      at += valid;
      if (at == raw_.size()) break;
      if (!last && raw_.size() - at < kLongestCharacter) break;  // It may be whole with the next block.
      AppendCharacter(text_, static_cast<unsigned char>(raw_[at++]));
      ++foreign_;
    }
    raw_.erase(0, at);
  }

  void DecodeUtf16(bool last) {
    std::size_t at = 0;
    const auto unit = [&](std::size_t where) {
      const auto first = static_cast<unsigned char>(raw_[where]);
      const auto second = static_cast<unsigned char>(raw_[where + 1]);
      return encoding_ == Encoding::kUtf16Little ? first | second << 8 : first << 8 | second;
    };
    while (at + 2 <= raw_.size()) {
      unsigned code = static_cast<unsigned>(unit(at));
      const bool high = code >= 0xD800 && code < 0xDC00;
      if (high && at + 4 > raw_.size() && !last) break;
      at += 2;
      if (high && at + 2 <= raw_.size()) {
        const auto low = static_cast<unsigned>(unit(at));
        if (low >= 0xDC00 && low < 0xE000) {
          code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
          at += 2;
        }
      }
      AppendCharacter(text_, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
    }
    raw_.erase(0, at);
  }

  gzFile file_;
  std::string name_;
  Encoding encoding_ = Encoding::kUnknown;
  std::string raw_;   ///< Read, not yet decoded.
  std::string text_;  ///< What the stream reads from.
  std::string error_;
  bool ended_ = false;
  long long foreign_ = 0;
};

TextStream::TextStream(std::unique_ptr<Buffer> buffer)
    : buffer_(std::move(buffer)), in_(std::make_unique<std::istream>(buffer_.get())) {}
TextStream::TextStream(TextStream&&) noexcept = default;
TextStream& TextStream::operator=(TextStream&&) noexcept = default;
TextStream::~TextStream() = default;

Result<TextStream> TextStream::Open(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    return Fail(BadInput("this is a folder", "name the files in it").At(file.string()));
  }
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return Fail(BadInput("cannot read: " + std::generic_category().message(errno), "check the path").At(file.string()));
  }
  const gzFile opened = gzdopen(descriptor, "rb");
  if (opened == nullptr) {
    close(descriptor);
    return Fail(Infrastructure("not enough memory to read this").At(file.string()));
  }
  return TextStream(std::make_unique<Buffer>(opened, file.string()));
}

std::istream& TextStream::in() { return *in_; }
long long TextStream::foreign_bytes() const { return buffer_->foreign_bytes(); }
Status TextStream::status() const { return buffer_->status(); }

bool TextStream::ReadLine(std::string& line, std::size_t limit) {
  line.clear();
  line_cut_ = false;
  std::streambuf& from = *in_->rdbuf();
  bool any = false;
  for (int next = from.sbumpc(); next != std::char_traits<char>::eof(); next = from.sbumpc()) {
    any = true;
    if (next == '\n') break;
    if (line.size() < limit) {
      line += static_cast<char>(next);
    } else {
      line_cut_ = true;
    }
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return any;
}

}  // namespace autopilot
