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
  std::unique_ptr<LinePool> pool(new LinePool(runner, command, log_folder));
  pool->workers_.resize(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < pool->workers_.size(); ++i) AUTOPILOT_CHECK(pool->Start(i));
  return pool;
}

Status LinePool::Start(std::size_t worker) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return Fail(SystemError("cannot make a channel to a program", errno));
  }
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  Command one = command_;
  one.argv.push_back(std::to_string(theirs.get()));
  one.descriptors.push_back(theirs.get());
  AUTOPILOT_TRY(process, runner_.Start(one, log_folder_ / ("worker-" + std::to_string(worker + 1) + ".log")));
  workers_[worker] = {std::move(ours), "", std::move(process), false};
  return {};
}

LinePool::~LinePool() {
  std::vector<std::thread> threads;
  for (Worker& worker : workers_) {
    if (worker.process) threads.emplace_back([&worker] { worker.process->Stop(); });
  }
  for (std::thread& thread : threads) thread.join();
}

Status LinePool::Send(std::size_t worker, const std::string& line) {
  Worker& to = workers_.at(worker);
  // It may have ended unseen since its last answer.
  if (!to.channel || !SendAll(to.channel.get(), line + "\n", "cannot talk to a worker")) {
    AUTOPILOT_CHECK(Start(worker));
    AUTOPILOT_CHECK(SendAll(to.channel.get(), line + "\n", "cannot talk to a worker"));
  }
  to.busy = true;
  return {};
}

std::optional<LinePool::Answer> LinePool::TakeAnswer() {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Worker& worker = workers_[i];
    if (auto line = LineOf(worker.received)) {
      worker.busy = false;
      return Answer{i, std::move(*line)};
    }
    if (worker.channel || !worker.busy) continue;
    worker.busy = false;
    const std::string tail = worker.process->Tail();
    return Answer{i, Fail(Infrastructure("a worker ended while it was needed" + (tail.empty() ? "" : ": " + tail),
                                         "its log is in " + log_folder_.string()))};
  }
  return std::nullopt;
}

Result<std::optional<LinePool::Answer>> LinePool::Wait(std::chrono::milliseconds wall) {
  const auto deadline = std::chrono::steady_clock::now() + wall;
  while (true) {
    if (auto answer = TakeAnswer()) return answer;
    std::vector<pollfd> events;
    // One that has ended has the descriptor -1, which is passed over.
    for (const Worker& worker : workers_) events.push_back({worker.channel.get(), POLLIN, 0});
    events.push_back({InterruptDescriptor(), POLLIN, 0});
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return std::optional<Answer>();
    ::poll(events.data(), events.size(), static_cast<int>(left));
    if (Interrupted()) return Fail(Stopped());
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      Worker& worker = workers_[i];
      if (events[i].revents == 0 || Receive(worker.channel.get(), worker.received)) continue;
      worker.channel = Descriptor();
      worker.process->Stop();  // So that all it printed is in its log.
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
