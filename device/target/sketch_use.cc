/// What the core's main() uses of a sketch: the entry of the image that is linked for the board. Never run.

extern "C" {

void setup();
void loop();

void autopilot_uses_sketch() {
  setup();
  for (;;) loop();
}
}
