// A ticker interrupts delay(); a timer measures it.
// expect builds yes
// expect has serial ticks 10 once 1 ms 105
#include <mbed.h>

mbed::Ticker ticker;
mbed::Timeout timeout;
mbed::Timer timer;
volatile int ticks = 0, once = 0;

void setup() {
  timer.start();
  ticker.attach([]() { ticks++; }, 0.01f);
  timeout.attach([]() { once++; }, std::chrono::milliseconds(20));
  delay(100);
  rtos::ThisThread::sleep_for(std::chrono::milliseconds(5));
  ticker.detach();
  Serial.print("ticks ");
  Serial.print(ticks);
  Serial.print(" once ");
  Serial.print(once);
  Serial.print(" ms ");
  Serial.println(timer.read_ms());
}

void loop() { delay(100); }
