#include <Arduino.h>

#include "board.h"

using autopilot::device::Board;

int main() {
  Board& board = Board::Get();
  board.SetupBegins();
  setup();
  board.SetupReturned();
  for (;;) {
    board.LoopTurnBegins();
    loop();
    board.LoopTurnEnds();
  }
}
