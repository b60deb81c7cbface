#include <Arduino.h>

#include "board.h"
#include "sketch_loader.h"

using autopilot::device::Board;

int main(int, char** argv) {
  Board& board = Board::Get();
  const autopilot::device::SketchEntries sketch = autopilot::device::LoadSketch(argv[1]);
  board.SetupBegins();
  if (!board.config().neutralise_halt) {
    sketch.setup();
  } else if (setjmp(board.way_out().place()) == 0) {
    board.way_out().Open();
    sketch.setup();
  }
  board.SetupReturned();
  for (;;) {
    board.LoopTurnBegins();
    sketch.loop();
    board.LoopTurnEnds();
  }
}
