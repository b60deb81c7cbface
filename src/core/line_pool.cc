#include "core/line_pool.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <thread>

#include "core/interrupt.h"
#include "core/spawn.h"

namespace autopilot {
namespace {

Status SendAll(int descriptor, std::string_view text, const char* what) {
  while (!text.empty()) {
    const ssize_t count = ::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Fail(SystemError(what, errno));
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

/// Reads once. False where the other side has ended.
bool Receive(int descriptor, std::string& received) {
  std::array<char, 4096> block{};
  const ssize_t count = ::recv(descriptor, block.data(), block.size(), 0);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (count <= 0) return false;
  received.append(block.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<std::string> LineOf(std::string& received) {
  const std::size_t end = received.find('\n');
  if (end == std::string::npos) return std::nullopt;
  std::string line = received.substr(0, end);
  received.erase(0, end + 1);
  return line;
}

Error Stopped() { return {ErrorKind::kInterrupted, "interrupted", "", "", 0}; }

}  // namespace

Result<std::unique_ptr<LinePool>> LinePool::Start(ProcessRunner& runner, const Command& command, int count,
                                                  const std::filesystem::path& log_folder) {
  std::unique_ptr<LinePool> pool(new LinePool());
  for (int i = 0; i < count; ++i) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      return Fail(SystemError("cannot make a channel to a program", errno));
    }
    Descriptor ours(ends[0]);
    const Descriptor theirs(ends[1]);
    Command one = command;
    one.argv.push_back(std::to_string(theirs.get()));
    one.descriptors.push_back(theirs.get());
    AUTOPILOT_TRY(process, runner.Start(one, log_folder / ("worker-" + std::to_string(i + 1) + ".log")));
    pool->workers_.push_back({std::move(ours), "", std::move(process)});
  }
  return pool;
}

LinePool::~LinePool() {
  std::vector<std::thread> threads;
  for (Worker& worker : workers_) threads.emplace_back([&worker] { worker.process->Stop(); });
  for (std::thread& thread : threads) thread.join();
}

Error LinePool::Ended(Worker& worker) const {
  const std::string tail = worker.process->Tail();
  return Infrastructure("a worker ended while it was needed" + (tail.empty() ? "" : ": " + tail),
                        "go on with the same command; if it happens again, run autopilot doctor");
}

Status LinePool::Send(std::size_t worker, const std::string& line) {
  Worker& to = workers_.at(worker);
  if (!SendAll(to.channel.get(), line + "\n", "cannot talk to a worker")) return Fail(Ended(to));
  return {};
}

std::optional<LinePool::Answer> LinePool::TakeLine() {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (auto line = LineOf(workers_[i].received)) return Answer{i, std::move(*line)};
  }
  return std::nullopt;
}

Result<std::optional<LinePool::Answer>> LinePool::Wait(std::chrono::milliseconds wall) {
  const auto deadline = std::chrono::steady_clock::now() + wall;
  while (true) {
    if (auto answer = TakeLine()) return answer;
    std::vector<pollfd> events;
    for (const Worker& worker : workers_) events.push_back({worker.channel.get(), POLLIN, 0});
    events.push_back({InterruptDescriptor(), POLLIN, 0});
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return std::optional<Answer>();
    ::poll(events.data(), events.size(), static_cast<int>(left));
    if (Interrupted()) return Fail(Stopped());
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      if (events[i].revents == 0) continue;
      if (!Receive(workers_[i].channel.get(), workers_[i].received)) return Fail(Ended(workers_[i]));
    }
  }
}

Result<std::optional<std::string>> LineChannel::Read() {
  while (true) {
    if (auto line = LineOf(received_)) return line;
    std::array<pollfd, 2> events = {{{channel_.get(), POLLIN, 0}, {InterruptDescriptor(), POLLIN, 0}}};
    ::poll(events.data(), events.size(), -1);
    if (Interrupted()) return Fail(Stopped());
    if (events[0].revents != 0 && !Receive(channel_.get(), received_)) return std::optional<std::string>();
  }
}

Status LineChannel::Write(const std::string& line) {
  return SendAll(channel_.get(), line + "\n", "cannot answer the program that started this one");
}

}  // namespace autopilot
