#pragma once

/// What is watched while a sketch runs and nobody sees from outside: memory that it keeps, stack that it
/// takes, and a way out of a setup() that never ends.

#include <csetjmp>
#include <cstddef>
#include <cstdint>

/// The deepest step that the stack took from one basic block of the sketch to the next; see coverage.cc.
extern "C" std::uint32_t autopilot_largest_frame;

namespace autopilot::device {

/// Bytes of the heap in use now.
class HeapWatch {
 public:
  /// Counts from now on.
  static void Start();
  static std::size_t LiveBytes();
};

/// Tells a program that is blocked by the host, in a call that no board has, from one that merely gets
/// little of a busy processor.
class IdleWatch {
 public:
  /// Asks once a second of real time; true when the program has been blocked for many of them in a row.
  bool Blocked();

 private:
  long long busy_ = 0;  ///< Nanoseconds that it ran, or waited to run, at the last question.
  int idle_seconds_ = 0;
};

/// Leaves setup() in its middle, as no board does: for a look at what lies behind. Whoever calls setup()
/// opens it: `if (setjmp(way.place()) == 0) { way.Open(); setup(); }`.
class WayOut {
 public:
  jmp_buf& place() { return place_; }
  void Open() { open_ = true; }
  void Close() { open_ = false; }
  bool open() const { return open_; }
  [[noreturn]] void Take() {
    open_ = false;
    longjmp(place_, 1);
  }

 private:
  jmp_buf place_;
  bool open_ = false;
};

}  // namespace autopilot::device
