#include <Arduino.h>

#include "board.h"

using autopilot::device::Board;

int main() {
  Board& board = Board::Get();
  board.SetupBegins();
  if (!board.config().neutralise_halt) {
    setup();
  } else if (sigsetjmp(board.way_out().place(), 1) == 0) {
    board.way_out().Open();
    setup();
  }
  board.SetupReturned();
  for (;;) {
    board.LoopTurnBegins();
    loop();
    board.LoopTurnEnds();
  }
}
