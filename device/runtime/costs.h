#pragma once

/// What calls cost on the board, in virtual microseconds. Orders of magnitude are enough: they decide how
/// many loop turns a stimulus sees, never a verdict.

namespace autopilot::device {

struct Costs {
  static constexpr int kTimeQuery = 4;             ///< millis(), micros(): mbed reads a ticker through two layers.
  static constexpr int kPin = 3;                   ///< digitalWrite and friends: a table lookup, an mbed object.
  static constexpr int kAnalog = 20;               ///< One SAADC conversion with 10 us acquisition.
  static constexpr int kPrint = 30;                ///< USB CDC takes a lock and copies a packet.
  static constexpr int kPrintByte = 1;             ///< Full-speed USB: 12 Mbit/s, less the protocol.
  static constexpr int kSerialReady = 1000;        ///< `Serial` as bool calls delay(1) in the core.
  static constexpr int kLoopTurn = 2;              ///< The core's main loop around loop().
  static constexpr int kIdleTurn = 1000;           ///< A turn without any call: skip to the next millisecond.
  static constexpr int kSpiByte = 2;               ///< 8 bits at 4 MHz.
  static constexpr int kTinyCall = 1;              ///< Everything else that only touches memory.
  static constexpr int kI2cOverhead = 20;          ///< Start, stop and the driver.
  static constexpr int kI2cBitsPerByte = 9;        ///< Eight bits and the acknowledge.
  static constexpr int kInvokeBase = 100;          ///< Interpreter overhead of one inference at 64 MHz.
  static constexpr double kInvokePerWeight = 0.1;  ///< Reference kernels: some six cycles a multiplication.
  static constexpr int kAllocate = 2000;           ///< Planning the arena.
};

}  // namespace autopilot::device
